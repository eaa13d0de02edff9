/** Loads the built plugins through SystemJS, each once, and gives them their meta as Grafana does after an import. */
import type {
  AppPlugin,
  AppPluginMeta,
  DataSourceApi,
  DataSourceInstanceSettings,
  DataSourcePlugin,
  GrafanaPlugin,
  PanelPlugin,
  PanelPluginMeta,
  PluginMeta,
} from '@grafana/data';
import { config } from '@grafana/runtime';

const loaded = new Map<string, Promise<GrafanaPlugin>>();
const panels = new Map<string, PanelPlugin>();

/** The panel plugin of an id. */
export async function loadPanel(id: string): Promise<PanelPlugin> {
  const meta = metaOf(config.panels as unknown as Record<string, PanelPluginMeta>, id);
  const plugin = (await load(meta)) as unknown as PanelPlugin;
  panels.set(id, plugin);
  return plugin;
}

/** A panel plugin that was loaded before. */
export function panelFromCache(id: string): PanelPlugin | undefined {
  return panels.get(id);
}

/** The app plugin of an id, initialised. */
export async function loadApp(id: string): Promise<AppPlugin> {
  const meta = metaOf(config.apps as unknown as Record<string, AppPluginMeta>, id);
  const plugin = (await load(meta)) as AppPlugin;
  plugin.init(meta);
  return plugin;
}

/** A new instance of a data source. */
export async function createDataSource(settings: DataSourceInstanceSettings): Promise<DataSourceApi> {
  const plugin = (await load(settings.meta)) as unknown as DataSourcePlugin<DataSourceApi>;
  const instance = new plugin.DataSourceClass(settings);
  instance.components = plugin.components;
  instance.meta = settings.meta;
  return instance;
}

/** The plugin of the data source of this uid. */
export async function loadDataSource(uid: string): Promise<DataSourcePlugin<DataSourceApi>> {
  const settings = Object.values(config.datasources).find((one) => one.uid === uid);
  if (settings === undefined) throw new Error(`uid must be one of a data source, received ${uid}`);
  return (await load(settings.meta)) as unknown as DataSourcePlugin<DataSourceApi>;
}

/** Meta of every app, in the order of the boot data. */
export function appMetas(): AppPluginMeta[] {
  return Object.values(config.apps as unknown as Record<string, AppPluginMeta>);
}

function metaOf<M extends PluginMeta>(metas: Record<string, M>, id: string): M {
  const meta = metas[id];
  if (meta === undefined) throw new Error(`plugin must be one of ${Object.keys(metas).join(', ')}, received ${id}`);
  return meta;
}

function load(meta: PluginMeta): Promise<GrafanaPlugin> {
  const known = loaded.get(meta.id);
  if (known !== undefined) return known;
  const version = encodeURIComponent(meta.info.version ?? '');
  const loading = System.import<{ plugin?: GrafanaPlugin }>(`/${meta.module}?_cache=${version}`).then(({ plugin }) => {
    if (plugin === undefined) throw new Error(`${meta.module} must export \`plugin\``);
    plugin.meta = meta;
    return plugin;
  });
  loaded.set(meta.id, loading);
  loading.catch(() => loaded.delete(meta.id));
  return loading;
}
