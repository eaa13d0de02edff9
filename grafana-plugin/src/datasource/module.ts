import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './ConfigEditor.tsx';
import { TallylightLive } from './datasource.ts';
import { QueryEditor } from './QueryEditor.tsx';
import type { LiveJsonData, LiveQuery, LiveSecrets } from './query.ts';

export const plugin = new DataSourcePlugin<TallylightLive, LiveQuery, LiveJsonData, LiveSecrets>(TallylightLive)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
