/**
 * A number that people look for: label above, large tabular figure, small unit beside it, change in secondary colour. Given
 * `onClick` it is a button that filters what stands below.
 */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import { VISUALLY_HIDDEN } from '../visually-hidden.ts';
import { type FigureText, toChange } from './figure-text.ts';
import { Unknown } from './Unknown.tsx';

export interface FigureProps {
  readonly label: string;
  /** Absent when the number is not known. */
  readonly value: FigureText | undefined;
  /** Why it is not known. */
  readonly why: string;
  /** Against the window before, as a ratio; null when that is not known; left out when there is none. */
  readonly change?: number | null;
  /** Font size of the figure, px. */
  readonly px: number;
  /** The data is not live: less ink. */
  readonly isOld?: boolean;
  /** Sign before the label. */
  readonly sign?: ReactNode;
  readonly onClick?: () => void;
  /** Whether its filter is on. */
  readonly isChosen?: boolean;
  readonly testId?: string;
  /** The field option "no value". */
  readonly noValue?: string | undefined;
}

export function Figure(props: FigureProps) {
  const { label, value, why, change, px, isOld = false, sign, onClick, isChosen = false, testId, noValue } = props;
  const styles = useStyles2(getStyles);
  const inside = (
    <>
      <span className={styles.label}>
        {sign}
        {label}
      </span>
      <span className={styles.line}>
        <span className={styles.figure} style={{ fontSize: px }}>
          {value === undefined ? <Unknown why={why} text={noValue} /> : value.text}
          {value !== undefined && value.unit !== '' && <span className={styles.unit}>{value.unit}</span>}
        </span>
        {change !== undefined && <ChangeText ratio={change} />}
      </span>
    </>
  );
  const className = cx(styles.card, isOld && styles.old);
  if (onClick === undefined) {
    return (
      <div className={className} data-testid={testId}>
        {inside}
      </div>
    );
  }
  return (
    <button
      type="button"
      className={cx(className, styles.button)}
      aria-pressed={isChosen}
      onClick={onClick}
      data-testid={testId}
    >
      {inside}
    </button>
  );
}

function ChangeText({ ratio }: { readonly ratio: number | null }) {
  const styles = useStyles2(getStyles);
  if (ratio === null) return null;
  const { arrow, direction, text } = toChange(ratio);
  return (
    <span className={styles.change} title="Against the window before" data-direction={direction}>
      <span aria-hidden="true">{arrow}</span>
      <span className={styles.hidden}>{direction}</span> {text}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    flex: '1 1 0',
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'center',
    padding: theme.spacing(0.5, 1.25),
    textAlign: 'left',
    overflow: 'hidden',
    color: theme.colors.text.primary,
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    fontVariantNumeric: 'tabular-nums',
  }),
  old: css({ color: theme.colors.text.secondary }),
  button: css({
    border: '1px solid transparent',
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
    '&[aria-pressed="true"]': { background: theme.colors.action.selected, borderColor: theme.colors.border.strong },
    // Secondary text is too faint on the background of a choice.
    '&[aria-pressed="true"] > span:first-child': { color: theme.colors.text.primary },
  }),
  label: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
  line: css({ display: 'flex', alignItems: 'baseline', gap: theme.spacing(1), whiteSpace: 'nowrap', minWidth: 0 }),
  figure: css({ lineHeight: 1.2, fontWeight: theme.typography.fontWeightMedium }),
  unit: css({
    marginLeft: theme.spacing(0.5),
    fontSize: `max(0.5em, ${theme.typography.bodySmall.fontSize})`,
    color: theme.colors.text.secondary,
  }),
  change: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
  hidden: css(VISUALLY_HIDDEN),
});
