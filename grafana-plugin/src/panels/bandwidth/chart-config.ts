/**
 * How the chart is drawn, for Grafana's own chart of uPlot: egress as a filled area, ingress as a line, thresholds across.
 * Built anew only when its looks change; data and time window change under it every tick.
 */
import type { GrafanaTheme2, ThresholdsConfig, TimeZone } from '@grafana/data';
import {
  AxisPlacement,
  GraphDrawStyle,
  GraphGradientMode,
  GraphThresholdsStyleMode,
  LineInterpolation,
  ScaleDirection,
  ScaleOrientation,
  VisibilityMode,
} from '@grafana/schema';
import { UPlotConfigBuilder } from '@grafana/ui';
import type uPlot from 'uplot';
import { findLonePoints } from './curve.ts';
import type { RateFormat } from './format.ts';

export interface ChartLooks {
  readonly theme: GrafanaTheme2;
  readonly timeZone: TimeZone;
  readonly format: RateFormat;
  readonly hasIngress: boolean;
  /** Small panels keep the curve and its axes and leave out the grid. */
  readonly isSmall: boolean;
  readonly thresholds: ThresholdsConfig | undefined;
  /** Asked for on every draw. */
  readonly getWindow: () => [fromMs: number, toMs: number];
}

export function toEgressColor(theme: GrafanaTheme2): string {
  return theme.visualization.getColorByName('blue');
}

export function toIngressColor(theme: GrafanaTheme2): string {
  return theme.visualization.getColorByName('orange');
}

export function createChartConfig(looks: ChartLooks): UPlotConfigBuilder {
  const { theme, timeZone, format, hasIngress, isSmall, thresholds, getWindow } = looks;
  const builder = new UPlotConfigBuilder(timeZone);
  builder.setCursor({ drag: { x: false, y: false, setScale: false }, focus: { prox: 30 } });
  builder.addScale({
    scaleKey: 'x',
    isTime: true,
    orientation: ScaleOrientation.Horizontal,
    direction: ScaleDirection.Right,
    range: getWindow,
  });
  builder.addScale({
    scaleKey: 'y',
    orientation: ScaleOrientation.Vertical,
    direction: ScaleDirection.Up,
    min: 0,
    softMax: 1,
  });
  builder.addAxis({
    scaleKey: 'x',
    isTime: true,
    placement: AxisPlacement.Bottom,
    theme,
    timeZone,
    grid: { show: !isSmall },
    filter: leaveOutClipped,
  });
  builder.addAxis({
    scaleKey: 'y',
    placement: AxisPlacement.Left,
    theme,
    grid: { show: !isSmall },
    space: (_plot, _axis, _min, _max, heightPx) => Math.max(LEAST_STEP_PX, heightPx / MOST_STEPS),
    formatValue: (value: number) => format.toShort(value),
  });
  const line = {
    scaleKey: 'y',
    theme,
    drawStyle: GraphDrawStyle.Line,
    lineInterpolation: LineInterpolation.Linear,
    lineWidth: 1.5,
    // A line needs two points: one that stands alone, as the first of all does, is drawn as a dot.
    showPoints: VisibilityMode.Always,
    pointSize: 5,
    pointsFilter: (plot: uPlot, series: number) => findLonePoints(plot.data[series] ?? []),
    spanNulls: false,
  };
  builder.addSeries({
    ...line,
    lineColor: toEgressColor(theme),
    fillOpacity: 30,
    gradientMode: GraphGradientMode.Opacity,
    pointColor: toEgressColor(theme),
  });
  if (hasIngress) {
    builder.addSeries({
      ...line,
      lineColor: toIngressColor(theme),
      fillOpacity: 0,
      pointColor: toIngressColor(theme),
    });
  }
  if (thresholds !== undefined) {
    builder.addThresholds({ scaleKey: 'y', theme, thresholds, config: { mode: GraphThresholdsStyleMode.Line } });
  }
  return builder;
}

/** Steps of the value axis: the scale is read off at a glance, so a few do, and a low chart has two or three. */
const MOST_STEPS = 10;
const LEAST_STEP_PX = 24;

/** Half of the widest label of time, px. */
const HALF_LABEL_PX = 30;

/** A label that the edge of the panel would cut is left out; its line stays. */
function leaveOutClipped(plot: uPlot, splits: number[]): (number | null)[] {
  const leftPx = plot.bbox.left / globalThis.devicePixelRatio;
  return splits.map((split) => {
    const atPx = leftPx + plot.valToPos(split, 'x');
    return atPx < HALF_LABEL_PX || atPx > plot.width - HALF_LABEL_PX ? null : split;
  });
}
