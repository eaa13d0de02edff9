/**
 * The ten largest countries and the continents, each a button: a country is pinned, a continent filters. As many rows as fit;
 * the share is the length of the bar and a number.
 */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo, type ReactNode } from 'react';
import { CONTINENTS } from './countries.ts';
import { toPercentText, type ValueFormat } from './format.ts';
import type { Layout } from './layout.ts';
import { toRankingLayout } from './ranking-layout.ts';
import { topOf } from './top.ts';
import type { HeatmapView } from './view.ts';
import type { ContinentCode } from './world/world.ts';

export interface RankingProps {
  readonly view: HeatmapView;
  readonly format: ValueFormat;
  readonly layout: Layout;
  readonly box: NonNullable<Layout['ranking']>;
  readonly isOld: boolean;
  readonly pinned: string | undefined;
  readonly continent: ContinentCode | undefined;
  readonly onPin: (code: string) => void;
  readonly onPoint: (code: string | undefined) => void;
  readonly onContinent: (code: ContinentCode) => void;
}

export const Ranking = memo(function Ranking(props: RankingProps) {
  const { view, format, layout, box, isOld, pinned, continent, onPin, onPoint, onContinent } = props;
  const styles = useStyles2(getStyles);
  const top = topOf(view, continent, pinned);
  const headingPx = layout.fontPx + 8;
  const rows = toRankingLayout(box, layout.rowPx, headingPx, top.countries.length, view.continents.length);
  const shown = top.countries.slice(0, rows.countries);
  const largest = shown[0]?.value ?? 0;
  const left = top.count - shown.length;
  return (
    <div
      className={cx(styles.box, box.place === 'below' && styles.below, isOld && styles.old)}
      style={{ width: box.width, height: box.height }}
    >
      <section
        className={cx(styles.countries, box.place === 'side' && styles.onTop)}
        aria-label={continent === undefined ? 'Largest countries' : `Largest countries of ${CONTINENTS[continent]}`}
        data-testid="tallylight-heatmap-ranking"
      >
        <p className={styles.heading} style={{ height: headingPx }}>
          {top.count === 0 ? 'No country has any' : continent === undefined ? 'Countries' : CONTINENTS[continent]}
          {left > 0 && <span>{` · ${left} more`}</span>}
        </p>
        <ol
          className={styles.list}
          style={{ gridTemplateRows: `repeat(${rows.perColumn}, ${rows.rowPx}px)`, columnGap: 2 * layout.gap }}
        >
          {shown.map(({ code, name, value, share, rank }) => (
            <li key={code}>
              <Row
                rank={rank}
                name={name}
                text={format.toText(value)}
                share={share}
                length={largest > 0 ? value / largest : 0}
                isOn={code === pinned}
                onClick={() => onPin(code)}
                onPoint={(isOn) => onPoint(isOn ? code : undefined)}
                testCode={code}
              />
            </li>
          ))}
        </ol>
      </section>
      {rows.continents > 0 && (
        <section className={styles.continents} aria-label="Continents" data-testid="tallylight-heatmap-continents">
          <p className={styles.heading} style={{ height: headingPx }}>
            Continents
          </p>
          <ul className={styles.list} style={{ gridTemplateRows: `repeat(${rows.continents}, ${rows.rowPx}px)` }}>
            {view.continents.slice(0, rows.continents).map(({ code, name, value, share }) => (
              <li key={code}>
                <Row
                  name={name}
                  text={format.toText(value)}
                  share={share}
                  length={share ?? 0}
                  isOn={code === continent}
                  onClick={() => onContinent(code)}
                  testCode={code}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
});

interface RowProps {
  readonly rank?: number;
  readonly name: string;
  readonly text: string;
  readonly share: number | null;
  /** Of the bar, 0–1. */
  readonly length: number;
  readonly isOn: boolean;
  readonly testCode: string;
  readonly onClick: () => void;
  readonly onPoint?: (isOn: boolean) => void;
}

function Row({ rank, name, text, share, length, isOn, testCode, onClick, onPoint }: RowProps): ReactNode {
  const styles = useStyles2(getStyles);
  return (
    <button
      type="button"
      className={cx(styles.row, rank === undefined && styles.unranked, isOn && styles.on)}
      aria-pressed={isOn}
      data-code={testCode}
      onClick={onClick}
      onPointerEnter={() => onPoint?.(true)}
      onPointerLeave={() => onPoint?.(false)}
      onFocus={() => onPoint?.(true)}
      onBlur={() => onPoint?.(false)}
    >
      {rank !== undefined && <span className={styles.rank}>{rank}</span>}
      <span className={styles.name} title={name}>
        {name}
      </span>
      <span className={styles.value}>{text}</span>
      <span className={styles.share}>{share === null ? '–' : toPercentText(share)}</span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} data-bar style={{ transform: `scaleX(${length})` }} />
      </span>
    </button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    flex: 'none',
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    overflow: 'hidden',
  }),
  // Less ink, but words that can still be read.
  old: css({ '& button': { color: theme.colors.text.secondary }, '& [data-bar]': { opacity: 0.5 } }),
  below: css({ flexDirection: 'row', gap: theme.spacing(3) }),
  countries: css({ flex: '2 1 0', minWidth: 0 }),
  onTop: css({ flex: 'none' }),
  continents: css({ flex: '1 1 0', minWidth: 0 }),
  heading: css({
    margin: 0,
    lineHeight: 1.2,
    color: theme.colors.text.secondary,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
  list: css({
    margin: 0,
    padding: 0,
    listStyle: 'none',
    display: 'grid',
    gridAutoFlow: 'column',
    gridAutoColumns: 'minmax(0, 1fr)',
    fontVariantNumeric: 'tabular-nums',
  }),
  row: css({
    display: 'grid',
    width: '100%',
    height: '100%',
    gridTemplateColumns: 'auto minmax(0, 1fr) auto 5ch',
    gridTemplateRows: '1fr 4px',
    columnGap: theme.spacing(0.75),
    alignItems: 'end',
    padding: '0 4px 2px',
    border: 'none',
    borderRadius: theme.shape.radius.default,
    background: 'none',
    fontSize: 'inherit',
    textAlign: 'left',
    lineHeight: 1.3,
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
  unranked: css({ gridTemplateColumns: 'minmax(0, 1fr) auto 5ch' }),
  on: css({ background: theme.colors.action.selected }),
  rank: css({ minWidth: '2ch', textAlign: 'right', color: theme.colors.text.secondary }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  value: css({ whiteSpace: 'nowrap' }),
  share: css({ textAlign: 'right', whiteSpace: 'nowrap', color: theme.colors.text.secondary }),
  track: css({
    gridColumn: '1 / -1',
    height: 3,
    borderRadius: 2,
    background: theme.colors.background.secondary,
    overflow: 'hidden',
  }),
  bar: css({
    display: 'block',
    height: '100%',
    // Scaled and without a motion: a width that changes, and every frame of a motion, would cost more than all the rest.
    transformOrigin: 'left',
    background: theme.visualization.getColorByName('blue'),
  }),
});
