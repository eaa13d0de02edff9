/** The score over the last quarter of an hour: 100 points high, whatever the score, so that rows can be held against each other. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { toSpark } from './spark.ts';
import type { ScorePoint } from './stream.ts';

export interface SparklineProps {
  readonly points: readonly ScorePoint[];
  readonly width: number;
  readonly height: number;
  readonly color: string;
  readonly nowMs: number;
  /** How far back, ms. */
  readonly spanMs: number;
}

export function Sparkline({ points, width, height, color, nowMs, spanMs }: SparklineProps) {
  const styles = useStyles2(getStyles);
  // Points of a range that ends elsewhere are shown where they end.
  const toMs = Math.min(nowMs, points.at(-1)?.atMs ?? nowMs);
  const { line, end } = toSpark(points, { width, height, fromMs: toMs - spanMs, toMs });
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden="true"
      focusable="false"
      data-points={points.length}
    >
      <line className={styles.base} x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} />
      {line !== '' && <path className={styles.line} d={line} stroke={color} />}
      {end !== undefined && <circle cx={end.x} cy={end.y} r="2" fill={color} />}
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  spark: css({ display: 'block', overflow: 'visible' }),
  base: css({ stroke: theme.colors.border.weak, strokeWidth: 1 }),
  line: css({ fill: 'none', strokeWidth: 1.5, strokeLinejoin: 'round' }),
});
