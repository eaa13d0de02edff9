/**
 * The page of one panel: live or recorded data, its options, size, range and refresh above it, the panel in a box whose corner
 * can be dragged. All of it but the options lives in the address.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelPlugin } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { Alert, RadioButtonGroup, RefreshPicker, TimeRangePicker, ToolbarButton, useStyles2 } from '@grafana/ui';
import { type JSX, useState } from 'react';
import { useLocation, useParams } from 'react-router-dom-v5-compat';
import { loadPanel } from '../loader/plugins.ts';
import { PANELS, type PanelEntry } from '../panels.ts';
import { OptionsForm, type PanelOptions } from './OptionsForm.tsx';
import { PageFrame } from './PageFrame.tsx';
import { optionsOf, PanelView } from './PanelView.tsx';
import { useReady } from './readiness.ts';
import { SIZES, toSize } from './sizes.ts';
import { useLoaded } from './use-loaded.ts';
import { type Measured, useMeasure } from './use-measure.ts';
import { usePanelData } from './use-panel-data.ts';
import { useRecordedData } from './use-recorded-data.ts';
import { chooseTimeRange, moved, QUICK_RANGES, useTimeRange, zoomedOut } from './use-time-range.ts';

const SOURCES = [
  { value: 'live', label: 'Live', description: 'Tallylight Live' },
  { value: 'recorded', label: 'Prometheus', description: 'What a Prometheus answered about this demo once' },
];

export function PanelPage(): JSX.Element {
  const { slug } = useParams();
  const panel = PANELS.find((entry) => entry.slug === slug);
  if (panel === undefined) return <Problem title={`There is no panel "${slug}".`} />;
  return <LoadedPanelPage key={panel.slug} panel={panel} />;
}

function LoadedPanelPage({ panel }: { readonly panel: PanelEntry }): JSX.Element {
  const styles = useStyles2(getStyles);
  const { search } = useLocation();
  const params = new URLSearchParams(search);
  const size = toSize(params.get('size'));
  const source = params.get('data') === 'recorded' ? 'recorded' : 'live';
  const isEditing = params.get('options') !== null;
  const range = useTimeRange();
  const [turn, setTurn] = useState(0);
  const [ref, measured] = useMeasure();
  const plugin = useLoaded(loadPanel, panel.pluginId);
  const [chosen, setChosen] = useState<PanelOptions>();
  const Running = source === 'live' ? RunningPanel : RecordedPanel;
  const actions = (
    <>
      <RadioButtonGroup
        aria-label="Data"
        options={SOURCES}
        value={source}
        onChange={(value) => locationService.partial({ data: value === 'live' ? null : value })}
      />
      <ToolbarButton
        icon="sliders-v-alt"
        variant={isEditing ? 'active' : 'canvas'}
        aria-expanded={isEditing}
        onClick={() => locationService.partial({ options: isEditing ? null : true })}
      >
        Options
      </ToolbarButton>
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
      {isEditing && plugin.state === 'loaded' && (
        <OptionsForm plugin={plugin.value} options={chosen ?? optionsOf(plugin.value)} onChange={setChosen} />
      )}
      <div
        ref={ref}
        className={styles.box}
        data-testid="workbench-panel"
        key={size.value}
        style={{ width: size.width, height: size.height, resize: size.value === 'large' ? 'none' : 'both' }}
      >
        {plugin.state === 'failed' && <Problem title={`${panel.pluginId} could not be loaded: ${plugin.message}`} />}
        {plugin.state === 'loaded' && measured !== undefined && (
          <Running
            key={source}
            {...{ panel, range, turn, measured, plugin: plugin.value }}
            {...(chosen && { options: chosen })}
            onOptionsChange={setChosen}
          />
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
  /** Its own defaults when absent. */
  readonly options?: PanelOptions;
  readonly onOptionsChange: (options: PanelOptions) => void;
}

function RunningPanel(props: RunningPanelProps): JSX.Element {
  const { panel, range, turn, measured } = props;
  // A drag changes the width with every frame; the query need not run again for each.
  const maxDataPoints = Math.max(100, Math.ceil(measured.width / 200) * 200);
  const data = usePanelData({ panel, range, maxDataPoints, turn });
  return <PanelView {...props} {...measured} data={data} />;
}

function RecordedPanel(props: RunningPanelProps): JSX.Element {
  const data = useRecordedData(props.panel.slug, props.range, props.turn);
  return <PanelView {...props} {...props.measured} data={data} />;
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
