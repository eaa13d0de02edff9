/** The chart with tooltip and shared crosshair. Its numbers are in the shown unit, so that the axis has round steps. */
import { css } from '@emotion/css';
import type { EventBus, GrafanaTheme2, ThresholdsConfig, TimeZone } from '@grafana/data';
import { DashboardCursorSync } from '@grafana/schema';
import { EventBusPlugin, TooltipPlugin2, UPlotChart, usePanelContext, useStyles2, useTheme2 } from '@grafana/ui';
import { useMemo, useRef } from 'react';
import type { AlignedData } from 'uplot';
import { createChartConfig, toEgressColor, toIngressColor } from './chart-config.ts';
import { type RateFormat, toClockText } from './format.ts';
import type { Chart } from './view.ts';

export interface LiveChartProps {
  readonly chart: Chart;
  readonly width: number;
  readonly height: number;
  readonly isSmall: boolean;
  readonly isOld: boolean;
  readonly format: RateFormat;
  readonly timeZone: TimeZone;
  readonly thresholds: ThresholdsConfig | undefined;
  readonly eventBus: EventBus;
  /** What the picture says, in words. */
  readonly summary: string;
}

/** `TooltipHoverMode.xAll`, a constant enum that @grafana/ui does not hand out: all series at the pointer's time. */
const ALL_AT_ONE_TIME = 1;

export function LiveChart(props: LiveChartProps) {
  const { chart, width, height, isSmall, isOld, format, timeZone, thresholds, eventBus, summary } = props;
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const { sync } = usePanelContext();
  const syncMode = sync?.() ?? DashboardCursorSync.Off;
  const window = useRef<[number, number]>([chart.fromMs, chart.toMs]);
  window.current = [chart.fromMs, chart.toMs];

  const { hasIngress } = chart;
  const config = useMemo(
    () =>
      createChartConfig({
        theme,
        timeZone,
        format,
        hasIngress,
        isSmall,
        thresholds,
        getWindow: () => window.current,
      }),
    [theme, timeZone, format, hasIngress, isSmall, thresholds],
  );
  const data = useMemo(() => toPlotData(chart, format.factor), [chart, format]);

  return (
    <div
      className={styles.chart}
      style={{ width, height, opacity: isOld ? 0.6 : 1 }}
      role="img"
      aria-label={summary}
      data-testid="tallylight-bandwidth-chart"
      data-points={chart.points}
      data-last-time={chart.lastMs ?? undefined}
    >
      <UPlotChart config={config} data={data} width={width} height={height}>
        {syncMode !== DashboardCursorSync.Off && <EventBusPlugin config={config} eventBus={eventBus} />}
        <TooltipPlugin2
          config={config}
          hoverMode={ALL_AT_ONE_TIME}
          syncMode={syncMode}
          render={(plot, indices) => {
            const index = indices.find((one) => typeof one === 'number');
            if (index === undefined || index === null) return null;
            const atMs = plot.data[0][index];
            return (
              <div className={styles.tooltip}>
                {atMs !== undefined && <div className={styles.time}>{toClockText(atMs, timeZone)}</div>}
                <Value color={toEgressColor(theme)} label="egress" shown={plot.data[1]?.[index]} format={format} />
                {hasIngress && (
                  <Value color={toIngressColor(theme)} label="ingress" shown={plot.data[2]?.[index]} format={format} />
                )}
              </div>
            );
          }}
        />
      </UPlotChart>
    </div>
  );
}

interface ValueProps {
  readonly color: string;
  readonly label: string;
  readonly shown: number | null | undefined;
  readonly format: RateFormat;
}

function Value({ color, label, shown, format }: ValueProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.value}>
      <span className={styles.swatch} style={{ background: color }} />
      <span>{label}</span>
      <strong>{shown === null || shown === undefined ? format.unknown : format.toShort(shown)}</strong>
    </div>
  );
}

function toPlotData({ timesMs, egress, ingress, hasIngress }: Chart, factor: number): AlignedData {
  const toShown = (values: readonly (number | null)[]) =>
    values.map((value) => (value === null ? null : value * factor));
  return hasIngress ? [[...timesMs], toShown(egress), toShown(ingress)] : [[...timesMs], toShown(egress)];
}

const getStyles = (theme: GrafanaTheme2) => ({
  chart: css({ flex: 'none', overflow: 'hidden' }),
  tooltip: css({
    padding: theme.spacing(1),
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
  time: css({ color: theme.colors.text.secondary }),
  value: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.75), '& strong': { marginLeft: 'auto' } }),
  swatch: css({ width: 12, height: 3, borderRadius: 2 }),
});
