/** Grafana's data source service: one instance for each uid, made when it is first asked for. */
import type { DataSourceApi, DataSourceInstanceSettings, DataSourceRef } from '@grafana/data';
import { config, type DataSourceSrv } from '@grafana/runtime';
import { createDataSource } from '../loader/plugins.ts';

type Ref = DataSourceRef | string | null | undefined;

const instances = new Map<string, Promise<DataSourceApi>>();

function settingsOf(ref: Ref): DataSourceInstanceSettings | undefined {
  const all = Object.values(config.datasources);
  if (ref === null || ref === undefined) return all.find(({ name }) => name === config.defaultDatasource);
  const { uid, type } = typeof ref === 'string' ? { uid: ref } : { uid: ref.uid, type: ref.type };
  if (uid === undefined) return all.find((settings) => settings.type === type);
  return all.find((settings) => settings.uid === uid || settings.name === uid);
}

/** What `getDataSourceSrv()` returns. */
export const dataSourceSrv: DataSourceSrv = {
  async get(ref) {
    const settings = settingsOf(ref);
    if (settings === undefined) throw new Error(`Data source ${JSON.stringify(ref)} was not found`);
    const known = instances.get(settings.uid) ?? createDataSource(settings);
    instances.set(settings.uid, known);
    return known;
  },
  getInstanceSettings: settingsOf,
  getList: (filters = {}) =>
    Object.values(config.datasources).filter((settings) => {
      const types = filters.type === undefined ? undefined : [filters.type].flat();
      if (types !== undefined && !types.includes(settings.type)) return false;
      if (filters.pluginId !== undefined && filters.pluginId !== settings.type) return false;
      return filters.filter?.(settings) ?? true;
    }),
  reload: async () => {},
  registerRuntimeDataSource: () => {
    throw new Error('runtime data sources are not part of the workbench');
  },
};
