/**
 * What Grafana's server writes into its page for the browser: settings, data sources, panels and the signed-in user. Built
 * from the plugins' own plugin.json, so that the page knows nothing about them that a Grafana would not.
 */
import type { Role } from './options.ts';
import type { Plugin } from './plugins.ts';

export interface DataSource {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  /** URL of the server it points at. */
  readonly url: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

export interface BootSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly user: Readonly<Record<string, unknown>>;
  readonly navTree: readonly unknown[];
}

/** Where the browser reaches a data source. */
export function proxyPath(uid: string): string {
  return `/api/datasources/proxy/uid/${uid}`;
}

/** Boot data of the page. Secrets stay on the server: only their names go to the browser. */
export function toBootSettings(
  plugins: readonly Plugin[],
  dataSources: readonly DataSource[],
  grafanaVersion: string,
  role: Role,
): BootSettings {
  const metas = new Map(plugins.map((plugin) => [plugin.id, toMeta(plugin)]));
  const ofType = (type: Plugin['type']): Record<string, unknown> =>
    Object.fromEntries(plugins.filter((plugin) => plugin.type === type).map(({ id }) => [id, metas.get(id)]));
  return {
    settings: {
      buildInfo: { version: grafanaVersion, commit: '', env: 'production', edition: 'Open Source', buildstamp: 0 },
      appUrl: '',
      appSubUrl: '',
      featureToggles: {},
      panels: ofType('panel'),
      apps: ofType('app'),
      defaultDatasource: dataSources[0]?.name ?? '',
      datasources: Object.fromEntries(
        dataSources.map((source, index) => [source.name, toInstance(source, index, metas.get(source.type))]),
      ),
    },
    user: {
      isSignedIn: true,
      id: 1,
      uid: 'workbench',
      login: 'workbench',
      name: 'Workbench',
      orgId: 1,
      orgName: 'Main Org.',
      orgRole: role,
      timezone: 'browser',
      weekStart: '',
      language: 'en-US',
      theme: 'dark',
      permissions: {},
    },
    navTree: [],
  };
}

function toMeta(plugin: Plugin): Record<string, unknown> {
  const baseUrl = `public/plugins/${plugin.id}`;
  const logos = Object.fromEntries(
    Object.entries(plugin.json.info.logos ?? {}).map(([size, file]) => [size, `${baseUrl}/${file}`]),
  );
  return {
    ...plugin.json,
    info: { ...plugin.json.info, logos },
    baseUrl,
    module: `${baseUrl}/module.js`,
    enabled: true,
    signature: 'unsigned',
  };
}

function toInstance(source: DataSource, index: number, meta: unknown): Record<string, unknown> {
  return {
    id: index + 1,
    uid: source.uid,
    name: source.name,
    type: source.type,
    access: 'proxy',
    url: proxyPath(source.uid),
    jsonData: source.jsonData,
    isDefault: index === 0,
    readOnly: true,
    meta,
  };
}
