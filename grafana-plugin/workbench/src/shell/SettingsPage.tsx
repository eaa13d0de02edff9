/**
 * The settings of a data source: its own editor and "Save & test". Nothing is saved here, for the workbench was given its
 * settings when it was started; the test is the real one.
 */
import type {
  DataSourceApi,
  DataSourcePlugin,
  DataSourceSettings,
  PluginMeta,
  TestDataSourceResponse,
} from '@grafana/data';
import { config } from '@grafana/runtime';
import { Alert, type AlertVariant, Button } from '@grafana/ui';
import { type JSX, useState } from 'react';
import { useParams } from 'react-router-dom-v5-compat';
import { loadDataSource } from '../loader/plugins.ts';
import { dataSourceSrv } from '../services/data-source-srv.ts';
import { PageFrame } from './PageFrame.tsx';
import { useReady } from './readiness.ts';
import { useLoaded } from './use-loaded.ts';

export function SettingsPage(): JSX.Element | null {
  const { uid = '' } = useParams();
  const loaded = useLoaded(loadDataSource, uid);
  useReady(loaded.state !== 'loading');
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'failed') return <Alert severity="error" title={loaded.message} />;
  return <Settings uid={uid} plugin={loaded.value} />;
}

interface SettingsProps {
  readonly uid: string;
  readonly plugin: DataSourcePlugin<DataSourceApi>;
}

function Settings({ uid, plugin }: SettingsProps): JSX.Element {
  const [options, setOptions] = useState(() => toSettings(uid, plugin.meta));
  const [result, setResult] = useState<TestDataSourceResponse>();
  const [isBusy, setBusy] = useState(false);
  const Editor = plugin.components.ConfigEditor;

  async function test(): Promise<void> {
    setBusy(true);
    setResult(undefined);
    const source = await dataSourceSrv.get(uid);
    setResult(await source.testDatasource());
    setBusy(false);
  }

  return (
    <PageFrame title={options.name}>
      {Editor !== undefined && <Editor options={options} onOptionsChange={setOptions} />}
      {result !== undefined && (
        <Alert severity={result.status as AlertVariant} title={result.message} data-testid="workbench-test-result" />
      )}
      <Button onClick={() => void test()} disabled={isBusy}>
        {isBusy ? 'Testing…' : 'Save & test'}
      </Button>
    </PageFrame>
  );
}

function toSettings(uid: string, meta: PluginMeta): DataSourceSettings {
  const instance = Object.values(config.datasources).find((one) => one.uid === uid);
  return {
    id: instance?.id ?? 0,
    uid,
    orgId: 1,
    name: instance?.name ?? meta.name,
    typeLogoUrl: meta.info.logos.small,
    type: meta.id,
    typeName: meta.name,
    access: instance?.access ?? 'proxy',
    url: '',
    user: '',
    database: '',
    basicAuth: false,
    basicAuthUser: '',
    isDefault: instance?.isDefault ?? false,
    jsonData: instance?.jsonData ?? {},
    secureJsonFields: {},
    readOnly: false,
    withCredentials: false,
  };
}
