/**
 * One panel as a dashboard shows it: Grafana's panel frame, options and field config with their defaults, frames with the
 * field config applied, and the plugin's own component inside.
 */
import {
  EventBusSrv,
  type FieldConfigSource,
  getPanelOptionsWithDefaults,
  LoadingState,
  type PanelData,
  type PanelPlugin,
  PluginContextProvider,
  useFieldOverrides,
} from '@grafana/data';
import { ErrorBoundaryAlert, PanelChrome, PanelContextProvider, useTheme2 } from '@grafana/ui';
import { type JSX, useMemo, useState } from 'react';
import type { PanelEntry } from '../panels.ts';
import { templateSrv } from '../services/template-srv.ts';
import type { PanelOptions } from './OptionsForm.tsx';
import { useReady } from './readiness.ts';
import { chooseTimeRange } from './use-time-range.ts';

interface PanelViewProps {
  readonly panel: PanelEntry;
  readonly plugin: PanelPlugin;
  readonly data: PanelData | undefined;
  readonly width: number;
  readonly height: number;
  /** Its own defaults when absent. */
  readonly options?: PanelOptions;
  readonly onOptionsChange: (options: PanelOptions) => void;
}

const TIME_ZONE = 'browser';

export function PanelView({ panel, plugin, data, width, height, ...chosen }: PanelViewProps): JSX.Element {
  const theme = useTheme2();
  const [eventBus] = useState(() => new EventBusSrv());
  const defaults = useMemo(() => defaultsOf(plugin), [plugin]);
  const [fieldConfig, setFieldConfig] = useState<FieldConfigSource>(defaults.fieldConfig);
  const ready = useFieldOverrides(plugin, fieldConfig, data, TIME_ZONE, theme, templateSrv.replace);
  const Panel = plugin.panel;
  useReady(ready !== undefined);
  return (
    <PanelChrome
      title={panel.title}
      width={width}
      height={height}
      padding={plugin.noPadding ? 'none' : 'md'}
      loadingState={ready?.state ?? LoadingState.Loading}
      {...(ready?.error?.message === undefined ? {} : { statusMessage: ready.error.message })}
    >
      {(innerWidth, innerHeight) =>
        ready !== undefined &&
        Panel !== null && (
          <PluginContextProvider meta={plugin.meta}>
            <PanelContextProvider value={{ eventsScope: 'workbench', eventBus, canExecuteActions: () => false }}>
              <ErrorBoundaryAlert dependencies={[ready]}>
                <Panel
                  id={1}
                  title={panel.title}
                  transparent={false}
                  data={ready}
                  timeRange={ready.timeRange}
                  timeZone={TIME_ZONE}
                  width={innerWidth}
                  height={innerHeight}
                  options={chosen.options ?? defaults.options}
                  fieldConfig={fieldConfig}
                  renderCounter={0}
                  eventBus={eventBus}
                  replaceVariables={templateSrv.replace}
                  onOptionsChange={chosen.onOptionsChange}
                  onFieldConfigChange={setFieldConfig}
                  onChangeTimeRange={({ from, to }) =>
                    chooseTimeRange({ raw: { from: new Date(from).toISOString(), to: new Date(to).toISOString() } })
                  }
                />
              </ErrorBoundaryAlert>
            </PanelContextProvider>
          </PluginContextProvider>
        )
      }
    </PanelChrome>
  );
}

/** The options of a panel before anybody chose. */
export function optionsOf(plugin: PanelPlugin): PanelOptions {
  return defaultsOf(plugin).options;
}

function defaultsOf(plugin: PanelPlugin): ReturnType<typeof getPanelOptionsWithDefaults> {
  return getPanelOptionsWithDefaults({
    plugin,
    currentOptions: {},
    currentFieldConfig: { defaults: {}, overrides: [] },
    isAfterPluginChange: false,
  });
}
