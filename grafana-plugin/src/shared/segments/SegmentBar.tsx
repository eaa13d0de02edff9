/**
 * A summary that filters: one bar, parted by count, each part a button with icon, word and number. Colour is never alone.
 * Parts without anything stay, so that the eye finds each in its place.
 */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import { VISUALLY_HIDDEN } from '../visually-hidden.ts';
import { isShown, type Segment, toggle, toWidths } from './segments.ts';

export interface LookedSegment extends Segment {
  /** A colour of the theme. */
  readonly color: string;
  readonly icon?: IconName;
}

export interface SegmentBarProps {
  /** What is parted, for screen readers: `Streams by health`. */
  readonly label: string;
  readonly segments: readonly LookedSegment[];
  /** Keys of the chosen segments; none means all. */
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
  readonly width: number;
  readonly testId?: string;
}

/** Icon, number and padding, and a letter of small print, px: narrower than both a part shows its number only. */
const AROUND_WORD_PX = 56;
const LETTER_PX = 7;
const LEAST_PX = 34;

export function SegmentBar({ label, segments, chosen, onChange, width, testId }: SegmentBarProps) {
  const styles = useStyles2(getStyles);
  const widths = toWidths(segments, (LEAST_PX / Math.max(1, width)) * 100);
  return (
    <fieldset aria-label={label} className={styles.bar} style={{ width }} data-testid={testId}>
      {segments.map((segment, index) => {
        const percent = widths[index] ?? 0;
        const hasWord = (percent / 100) * width >= AROUND_WORD_PX + segment.label.length * LETTER_PX;
        const isOut = !isShown(chosen, segment.key);
        return (
          <button
            key={segment.key}
            type="button"
            className={cx(styles.part, isOut && styles.out, segment.count === 0 && styles.none)}
            style={{ width: `${percent}%`, borderTopColor: segment.color }}
            aria-pressed={chosen.has(segment.key)}
            title={`${segment.label}: ${segment.count}`}
            onClick={() => onChange(toggle(chosen, segment.key, segments))}
            data-key={segment.key}
          >
            {segment.icon !== undefined && (
              <Icon name={segment.icon} size="sm" style={{ color: segment.color, flex: 'none' }} />
            )}
            <span className={hasWord ? styles.word : styles.hidden}>{segment.label}</span>{' '}
            <span className={styles.count}>{segment.count}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', gap: 2, flex: 'none', minWidth: 0, margin: 0, padding: 0, border: 'none' }),
  part: css({
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(0.5),
    minWidth: 0,
    height: theme.spacing(3.5),
    padding: theme.spacing(0, 0.75),
    overflow: 'hidden',
    whiteSpace: 'nowrap',
    color: theme.colors.text.primary,
    background: theme.colors.background.secondary,
    border: 'none',
    borderTop: '3px solid',
    borderRadius: theme.shape.radius.default,
    fontSize: theme.typography.bodySmall.fontSize,
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
    '&[aria-pressed="true"]': {
      background: theme.colors.action.selected,
      boxShadow: `inset 0 0 0 1px ${theme.colors.border.strong}`,
    },
  }),
  out: css({ color: theme.colors.text.secondary, borderTopStyle: 'dotted' }),
  none: css({ color: theme.colors.text.secondary }),
  word: css({ overflow: 'hidden', textOverflow: 'ellipsis' }),
  hidden: css(VISUALLY_HIDDEN),
  count: css({ fontVariantNumeric: 'tabular-nums', fontWeight: theme.typography.fontWeightMedium }),
});
