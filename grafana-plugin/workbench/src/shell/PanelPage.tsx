/** The page of one panel: range, refresh and size above it, the panel in a box whose corner can be dragged. */
import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelPlugin } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { Alert, RadioButtonGroup, RefreshPicker, TimeRangePicker, useStyles2 } from '@grafana/ui';
import { type JSX, useState } from 'react';
import { useLocation, useParams } from 'react-router-dom-v5-compat';
import { loadPanel } from '../loader/plugins.ts';
import { PANELS, type PanelEntry } from '../panels.ts';
import { PageFrame } from './PageFrame.tsx';
import { PanelView } from './PanelView.tsx';
import { useReady } from './readiness.ts';
import { SIZES, toSize } from './sizes.ts';
import { useLoaded } from './use-loaded.ts';
import { type Measured, useMeasure } from './use-measure.ts';
import { usePanelData } from './use-panel-data.ts';
import { chooseTimeRange, moved, QUICK_RANGES, useTimeRange, zoomedOut } from './use-time-range.ts';

export function PanelPage(): JSX.Element {
  const { slug } = useParams();
  const panel = PANELS.find((entry) => entry.slug === slug);
  if (panel === undefined) return <Problem title={`There is no panel "${slug}".`} />;
  return <LoadedPanelPage key={panel.slug} panel={panel} />;
}

function LoadedPanelPage({ panel }: { readonly panel: PanelEntry }): JSX.Element {
  const styles = useStyles2(getStyles);
  const { search } = useLocation();
  const size = toSize(new URLSearchParams(search).get('size'));
  const range = useTimeRange();
  const [turn, setTurn] = useState(0);
  const [ref, measured] = useMeasure();
  const plugin = useLoaded(loadPanel, panel.pluginId);
  const actions = (
    <>
      <RadioButtonGroup
        aria-label="Panel size"
        options={SIZES.map(({ value, label, description }) => ({ value, label, description }))}
        value={size.value}
        onChange={(value) => locationService.partial({ size: value })}
      />
      <TimeRangePicker
        value={range}
        quickRanges={QUICK_RANGES}
        isOnCanvas
        onChange={chooseTimeRange}
        onChangeTimeZone={() => {}}
        onMoveBackward={() => chooseTimeRange(moved(range, -1))}
        onMoveForward={() => chooseTimeRange(moved(range, 1))}
        onZoom={() => chooseTimeRange(zoomedOut(range))}
      />
      <RefreshPicker
        isOnCanvas
        noIntervalPicker
        tooltip="Run the query again"
        onRefresh={() => setTurn(turn + 1)}
        onIntervalChanged={() => {}}
      />
    </>
  );
  return (
    <PageFrame title={panel.title} actions={actions} isWide>
      <div
        ref={ref}
        className={styles.box}
        key={size.value}
        style={{ width: size.width, height: size.height, resize: size.value === 'large' ? 'none' : 'both' }}
      >
        {plugin.state === 'failed' && <Problem title={`${panel.pluginId} could not be loaded: ${plugin.message}`} />}
        {plugin.state === 'loaded' && measured !== undefined && (
          <RunningPanel panel={panel} plugin={plugin.value} range={range} turn={turn} measured={measured} />
        )}
      </div>
    </PageFrame>
  );
}

interface RunningPanelProps {
  readonly panel: PanelEntry;
  readonly plugin: PanelPlugin;
  readonly range: ReturnType<typeof useTimeRange>;
  readonly turn: number;
  readonly measured: Measured;
}

function RunningPanel({ panel, plugin, range, turn, measured }: RunningPanelProps): JSX.Element {
  // A drag changes the width with every frame; the query need not run again for each.
  const maxDataPoints = Math.max(100, Math.ceil(measured.width / 200) * 200);
  const data = usePanelData({ panel, range, maxDataPoints, turn });
  return <PanelView panel={panel} plugin={plugin} data={data} {...measured} />;
}

function Problem({ title }: { readonly title: string }): JSX.Element {
  useReady(true);
  return <Alert severity="error" title={title} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    overflow: 'hidden',
    minWidth: 160,
    minHeight: 120,
    maxWidth: '100%',
    borderRadius: theme.shape.radius.default,
  }),
});
