/** The cards above the grid: each number filters what stands below. Unknown and lost come only where there are some. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { Figure } from '../../shared/figure/Figure.tsx';
import { toCountText } from '../../shared/figure/figure-text.ts';
import { toLookColor } from '../../shared/look-color.ts';
import { DEVICE_LOOK } from '../../shared/state-look.ts';
import { VISUALLY_HIDDEN } from '../../shared/visually-hidden.ts';
import { Glyph } from './Glyph.tsx';
import type { Layout } from './layout.ts';
import type { Counts, StateFilter } from './order.ts';

export interface TotalsProps {
  readonly counts: Counts;
  readonly filter: StateFilter | undefined;
  readonly onFilter: (filter: StateFilter | undefined) => void;
  readonly layout: Layout;
  readonly isOld: boolean;
}

const ALWAYS: readonly StateFilter[] = ['online', 'playing', 'offline'];
const SOMETIMES: readonly StateFilter[] = ['unknown', 'lost'];

export function Totals({ counts, filter, onFilter, layout, isOld }: TotalsProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const isSmall = layout.size === 'small';
  const states = [...ALWAYS, ...SOMETIMES.filter((state) => counts[state] > 0)];
  if (isSmall) {
    return (
      <div className={styles.totals} style={{ height: layout.totals }} data-testid="tallylight-devices-totals">
        {([undefined, ...states] as const).map((state) => {
          const word = state === undefined ? 'total' : DEVICE_LOOK[state].word;
          return (
            <button
              key={word}
              type="button"
              className={styles.small}
              aria-pressed={filter === state}
              title={word}
              onClick={() => onFilter(filter === state ? undefined : state)}
              data-testid={`tallylight-devices-${word}`}
            >
              {state !== undefined && (
                <span style={{ display: 'inline-flex', color: toLookColor(theme, DEVICE_LOOK[state].color) }}>
                  <Glyph state={state} em={1} />
                </span>
              )}
              <span className={state === undefined ? undefined : styles.hidden}>{word}</span>{' '}
              <strong>{toCountText(counts[state ?? 'total'])}</strong>
            </button>
          );
        })}
      </div>
    );
  }
  return (
    <div className={styles.totals} style={{ height: layout.totals }} data-testid="tallylight-devices-totals">
      <Figure
        label="total"
        value={{ text: toCountText(counts.total), unit: '' }}
        why=""
        px={layout.figurePx}
        isOld={isOld}
        isChosen={filter === undefined}
        onClick={() => onFilter(undefined)}
        testId="tallylight-devices-total"
      />
      {states.map((state) => (
        <Figure
          key={state}
          label={DEVICE_LOOK[state].word}
          value={{ text: toCountText(counts[state]), unit: '' }}
          why=""
          px={layout.figurePx}
          isOld={isOld}
          sign={
            <span style={{ display: 'inline-flex', color: toLookColor(theme, DEVICE_LOOK[state].color) }}>
              <Glyph state={state} em={1} />
            </span>
          }
          isChosen={filter === state}
          onClick={() => onFilter(filter === state ? undefined : state)}
          testId={`tallylight-devices-${state}`}
        />
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  totals: css({
    flex: 'none',
    display: 'flex',
    gap: theme.spacing(1),
    '@container (max-width: 420px)': { gap: 3 },
  }),
  small: css({
    flex: '1 1 auto',
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    gap: 4,
    minWidth: 0,
    padding: theme.spacing(0, 0.5),
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
    color: theme.colors.text.primary,
    background: theme.colors.background.secondary,
    border: '1px solid transparent',
    borderRadius: theme.shape.radius.default,
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
    '&[aria-pressed="true"]': { background: theme.colors.action.selected, borderColor: theme.colors.border.strong },
  }),
  hidden: css(VISUALLY_HIDDEN),
});
