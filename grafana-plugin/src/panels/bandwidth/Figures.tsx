/**
 * The numbers people look for: current with its trend large, average, peak and ingress beside it. A number that nobody knows
 * is a dash with the reason on hover. Old numbers lose their ink, so that nobody takes them for now.
 */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2, TimeZone } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import { type RateFormat, toClockText, toPercentText } from './format.ts';
import type { Layout } from './layout.ts';
import type { BandwidthView, Figure } from './view.ts';

export interface FiguresProps {
  readonly view: BandwidthView;
  readonly layout: Layout;
  readonly format: RateFormat;
  readonly timeZone: TimeZone;
  /** The data is not live. */
  readonly isOld: boolean;
}

export function Figures({ view, layout, format, timeZone, isOld }: FiguresProps) {
  const styles = useStyles2(getStyles);
  const isSmall = layout.size === 'small';
  const px = isSmall ? 13 : Math.round(layout.figurePx * 0.66);
  const share = { format, isSmall, px, strutPx: layout.figurePx };
  return (
    <dl
      className={cx(styles.list, isSmall ? styles.compact : styles.cards, isOld && styles.old)}
      style={{ height: layout.figures }}
    >
      <Card {...share} label="egress" isFirst px={layout.figurePx} figure={view.current} testId="current">
        {view.current.value !== null && <Trend figure={view.trend} unknown={format.unknown} />}
      </Card>
      <Card
        {...share}
        label={isSmall ? 'avg' : `average, ${view.windowWords}`}
        figure={view.average}
        testId="average"
      />
      <Card {...share} label={isSmall ? 'peak' : toPeakLabel(view, timeZone)} figure={view.peak} testId="peak" />
      {layout.hasIngressFigure && <Card {...share} label="ingress" figure={view.ingress} testId="ingress" />}
    </dl>
  );
}

function toPeakLabel({ peakAtMs }: BandwidthView, timeZone: TimeZone): string {
  return peakAtMs === null ? 'peak' : `peak, ${toClockText(peakAtMs, timeZone)}`;
}

/** Set in the largest size, it makes labels and figures of all cards stand on the same lines, whatever their own size. */
const EMPTY_LETTER = '\u200b';

interface CardProps {
  readonly label: string;
  readonly figure: Figure;
  readonly format: RateFormat;
  readonly px: number;
  /** Size of the largest figure of the row. */
  readonly strutPx: number;
  readonly testId: string;
  readonly isSmall: boolean;
  readonly isFirst?: boolean;
  readonly children?: ReactNode;
}

function Card({ label, figure, format, px, strutPx, testId, isSmall, isFirst = false, children }: CardProps) {
  const styles = useStyles2(getStyles);
  const { value, why } = figure;
  const shown = value === null ? undefined : format.toText(value);
  return (
    <div
      className={cx(styles.card, isSmall && styles.cardSmall, isFirst && (isSmall ? styles.firstSmall : styles.first))}
    >
      <dt className={cx(styles.label, isSmall && isFirst && styles.hidden)}>{label}</dt>
      <dd className={styles.line}>
        {!isSmall && (
          <span className={styles.strut} style={{ fontSize: strutPx }} aria-hidden="true">
            {EMPTY_LETTER}
          </span>
        )}
        <span
          className={styles.figure}
          style={{ fontSize: px }}
          data-testid={`tallylight-bandwidth-${testId}`}
          data-value={value ?? undefined}
          title={shown === undefined ? why : undefined}
        >
          {shown === undefined ? format.unknown : shown.text}
          {shown === undefined && <span className={styles.hidden}>{`unknown: ${why}`}</span>}
          {shown !== undefined && <span className={styles.unit}>{shown.unit}</span>}
        </span>
        {children}
      </dd>
    </div>
  );
}

function Trend({ figure: { value, why }, unknown }: { readonly figure: Figure; readonly unknown: string }) {
  const styles = useStyles2(getStyles);
  const testId = 'tallylight-bandwidth-trend';
  if (value === null) {
    return (
      <span className={styles.aside} data-testid={testId} data-direction="unknown" title={why}>
        {`trend ${unknown}`}
        <span className={styles.hidden}>{`unknown: ${why}`}</span>
      </span>
    );
  }
  const direction = Math.abs(value) < 0.0005 ? 'flat' : value > 0 ? 'up' : 'down';
  return (
    <span className={styles.aside} data-testid={testId} data-direction={direction} title="Against the window before">
      <span aria-hidden="true">{{ up: '▲', down: '▼', flat: '▶' }[direction]}</span>
      <span className={styles.hidden}>{direction}</span> {toPercentText(value)}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ flex: 'none', margin: 0, display: 'flex', fontVariantNumeric: 'tabular-nums', overflow: 'hidden' }),
  cards: css({ gap: theme.spacing(1), alignItems: 'stretch' }),
  compact: css({ flexWrap: 'wrap', alignItems: 'baseline', columnGap: theme.spacing(1.5), rowGap: 0 }),
  old: css({ color: theme.colors.text.secondary }),
  card: css({
    flex: '1 1 auto',
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'center',
    padding: theme.spacing(0.5, 1.25),
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
  }),
  cardSmall: css({
    flex: '0 1 auto',
    flexDirection: 'row',
    alignItems: 'baseline',
    justifyContent: 'flex-start',
    gap: theme.spacing(0.5),
    padding: 0,
    background: 'none',
  }),
  first: css({ flexGrow: 2 }),
  firstSmall: css({ flexBasis: '100%' }),
  label: css({
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
    color: theme.colors.text.secondary,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
  line: css({
    margin: 0,
    display: 'flex',
    alignItems: 'baseline',
    gap: theme.spacing(1),
    whiteSpace: 'nowrap',
    minWidth: 0,
  }),
  strut: css({ lineHeight: 1.2, marginRight: `-${theme.spacing(1)}` }),
  figure: css({
    lineHeight: 1.2,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  unit: css({
    marginLeft: theme.spacing(0.5),
    fontSize: `max(0.5em, ${theme.typography.bodySmall.fontSize})`,
    color: theme.colors.text.secondary,
  }),
  aside: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
  hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
