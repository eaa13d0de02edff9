/**
 * Gives @grafana/runtime and @grafana/data everything that a Grafana gives them at its start, in the same order. Once, before
 * the first plugin is loaded.
 */
import { EventBusSrv, setTimeZoneResolver } from '@grafana/data';
import {
  config,
  locationService,
  setAppEvents,
  setBackendSrv,
  setCurrentUser,
  setDataSourceSrv,
  setEchoSrv,
  setLocationSrv,
  setPluginImportUtils,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import { initializeI18n } from 'grafana-internal/i18n';
import { setPanelDataErrorView } from 'grafana-internal/panel-data-error-view';
import { setPluginPage } from 'grafana-internal/plugin-page';
import { loadPanel, panelFromCache } from '../loader/plugins.ts';
import { installRegistries } from '../registries/install.ts';
import { PanelDataErrorView } from '../shell/PanelDataErrorView.tsx';
import { PluginPage } from '../shell/PluginPage.tsx';
import { backendSrv } from './backend-srv.ts';
import { dataSourceSrv } from './data-source-srv.ts';
import { runRequest } from './run-request.ts';
import { templateSrv } from './template-srv.ts';

/** Nobody counts what is clicked here. Grafana 12 has no `onInteraction`. */
const SILENT_ECHO = { flush: () => {}, addBackend: () => {}, addEvent: () => {}, onInteraction: () => () => {} };

/** Sets every service. Resolves when texts of @grafana/ui are ready. */
export async function installServices(): Promise<void> {
  await initializeI18n({ language: 'en-US', ns: ['grafana'] });
  setBackendSrv(backendSrv);
  setEchoSrv(SILENT_ECHO);
  setPluginPage(PluginPage);
  setPanelDataErrorView(PanelDataErrorView);
  setLocationSrv(locationService);
  setTimeZoneResolver(() => config.bootData.user.timezone);
  setCurrentUser(config.bootData.user);
  setAppEvents(new EventBusSrv());
  installRegistries();
  setRunRequest(runRequest);
  setPluginImportUtils({ importPanelPlugin: loadPanel, getPanelPluginFromCache: panelFromCache });
  setTemplateSrv(templateSrv);
  setDataSourceSrv(dataSourceSrv);
}
