/**
 * The bandwidth panel. It only paints: frames become a view in view.ts, the space is shared out in layout.ts. It draws itself
 * again every second, because the age of the data grows also when nothing comes.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import { Lamp, useLamp } from '../../shared/lamp/Lamp.tsx';
import { StateNotice } from '../../shared/StateNotice.tsx';
import { Figures } from './Figures.tsx';
import { createRateFormat, type RateFormat } from './format.ts';
import { Legend } from './Legend.tsx';
import { LiveChart } from './LiveChart.tsx';
import { toLayout } from './layout.ts';
import type { BandwidthOptions } from './options.ts';
import { TopStreams } from './TopStreams.tsx';
import { type BandwidthView, toView, type ViewContext } from './view.ts';

/** A lower panel has no room for a sign above the words. */
const SIGN_FROM_PX = 150;

export function BandwidthPanel(props: PanelProps<BandwidthOptions>) {
  const { data, options, width, height, timeZone, fieldConfig, eventBus } = props;
  const styles = useStyles2(getStyles);
  const view = useMemo(() => toView(data.series, toContext(data, options.window)), [data, options.window]);
  const { unit, decimals, noValue, thresholds } = fieldConfig.defaults;
  const format = useMemo(
    () => createRateFormat({ unit, decimals, noValue }, options.bits),
    [unit, decimals, noValue, options.bits],
  );
  const lamp = useLamp(view.freshness);
  const layout = toLayout(width, height, options.showTop);
  const isOld = lamp.state === 'stale' || lamp.state === 'down';
  const isSmall = layout.size === 'small';

  return (
    <div className={styles.panel} style={{ width, height, gap: layout.gap }} data-testid="tallylight-bandwidth">
      <div className={styles.header} style={{ height: layout.header }}>
        <Lamp reading={lamp} subject="Bandwidth" />
        {!isSmall && view.chart !== undefined && <Legend hasIngress={view.chart.hasIngress} />}
      </div>
      {view.notice !== undefined ? (
        <StateNotice {...view.notice} isSmall={height < SIGN_FROM_PX} />
      ) : (
        <>
          <Figures view={view} layout={layout} format={format} timeZone={timeZone} isOld={isOld} />
          <div className={layout.top?.place === 'below' ? styles.column : styles.row} style={{ gap: layout.between }}>
            {layout.chart !== undefined &&
              (view.chart === undefined ? (
                <StateNotice
                  kind="empty"
                  sentence="There are no points in this window."
                  next="They appear as they come."
                />
              ) : (
                <LiveChart
                  {...layout.chart}
                  chart={view.chart}
                  isSmall={isSmall}
                  isOld={isOld}
                  format={format}
                  timeZone={timeZone}
                  thresholds={options.showThresholds ? thresholds : undefined}
                  eventBus={eventBus}
                  summary={toSummary(view, format)}
                />
              ))}
            {layout.top !== undefined && (
              <TopStreams
                view={view}
                format={format}
                width={layout.top.width}
                height={layout.top.height}
                isOld={isOld}
              />
            )}
          </div>
        </>
      )}
    </div>
  );
}

function toContext(data: PanelProps['data'], window: BandwidthOptions['window']): ViewContext {
  const { timeRange, request, state, errors, error } = data;
  const { to } = timeRange.raw;
  return {
    state,
    errorMessage: (errors?.[0] ?? error)?.message,
    range: { fromMs: timeRange.from.valueOf(), toMs: timeRange.to.valueOf() },
    isNow: typeof to === 'string' && to.startsWith('now'),
    intervalMs: request?.intervalMs ?? null,
    window: window ?? 'auto',
    nowMs: Date.now(),
    stampMs: performance.now(),
    originMs: performance.timeOrigin,
  };
}

function toSummary({ current, average, peak, windowWords }: BandwidthView, format: RateFormat): string {
  const say = (value: number | null) => {
    if (value === null) return 'unknown';
    const { text, unit } = format.toText(value);
    return `${text} ${unit}`;
  };
  return `Bandwidth over ${windowWords}: now ${say(current.value)}, average ${say(average.value)}, peak ${say(peak.value)}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({ display: 'flex', flexDirection: 'column', overflow: 'hidden', color: theme.colors.text.primary }),
  header: css({ flex: 'none', display: 'flex', alignItems: 'center', justifyContent: 'space-between' }),
  row: css({ flex: 1, minHeight: 0, display: 'flex' }),
  column: css({ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }),
});
