/** Why a score is what it is: its parts with weight and raw value, how much of it is known, how far back it looks. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { toPercentText, UNKNOWN } from '../../shared/figure/figure-text.ts';
import { BAND_LOOK } from '../../shared/state-look.ts';
import { toSpanWords } from '../../shared/words.ts';
import type { Palette } from './palette.ts';
import { type Part, type StreamNow, toPoints, toWords } from './stream.ts';

export interface ScoreFactsProps {
  readonly stream: StreamNow;
  readonly palette: Palette;
}

export function ScoreFacts({ stream, palette }: ScoreFactsProps) {
  const styles = useStyles2(getStyles);
  const { score, band, parts, coverage, windowMs, unknownWhy } = stream;
  const whole = parts.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  const foot = [
    coverage === null ? '' : `${toPercentText(coverage)} of the weight is known`,
    windowMs === null ? '' : `over the last ${toSpanWords(windowMs)}`,
  ].filter(Boolean);
  return (
    <div className={styles.facts}>
      <p className={styles.head}>
        {score === null ? `Health unknown: ${unknownWhy}.` : `Health ${toPoints(score)}, ${BAND_LOOK[band].word}`}
      </p>
      {parts.length > 0 && (
        <dl className={styles.list}>
          {parts.map((part) => (
            <PartLine key={part.id} part={part} whole={whole} palette={palette} />
          ))}
        </dl>
      )}
      {foot.length > 0 && <p className={styles.foot}>{foot.join(', ')}</p>}
    </div>
  );
}

function PartLine({ part, whole, palette }: { part: Part; whole: number; palette: Palette }) {
  const styles = useStyles2(getStyles);
  const { id, value, weight, raw } = part;
  const share = weight === null || whole === 0 ? '' : `counts ${toPercentText(weight / whole)}`;
  return (
    <div className={styles.part} data-part={id}>
      <dt className={styles.term}>{toWords(id)}</dt>
      <dd className={styles.value}>
        <span className={styles.track} aria-hidden="true">
          {value !== null && (
            <span className={styles.fill} style={{ width: `${value * 100}%`, background: palette.part(value) }} />
          )}
        </span>
        <span className={styles.points}>{value === null ? UNKNOWN : toPercentText(value)}</span>
        <span className={styles.raw}>
          {[raw ?? (value === null ? 'not known' : ''), share].filter(Boolean).join(' · ')}
        </span>
      </dd>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  facts: css({ minWidth: 260, color: theme.colors.text.primary, fontVariantNumeric: 'tabular-nums' }),
  head: css({ margin: 0, fontWeight: theme.typography.fontWeightMedium }),
  list: css({ margin: theme.spacing(0.75, 0), display: 'grid', gap: theme.spacing(0.5) }),
  part: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'baseline' }),
  term: css({ width: '6em', flex: 'none', fontWeight: theme.typography.fontWeightRegular }),
  value: css({ margin: 0, display: 'flex', alignItems: 'center', gap: theme.spacing(1), flex: 1 }),
  track: css({
    flex: 'none',
    width: 72,
    height: 8,
    borderRadius: 4,
    overflow: 'hidden',
    background: theme.colors.border.weak,
  }),
  fill: css({ display: 'block', height: '100%' }),
  points: css({ flex: 'none', width: '3.6em', textAlign: 'right' }),
  raw: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  foot: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
