/**
 * Explore in small: the data source's own query editor, and the frames that it answers with as a table. For work on the data
 * source; Grafana's Explore has more around the same two parts.
 */
import { css } from '@emotion/css';
import { CoreApp, type DataFrame, type DataQuery, type DataSourceApi, type GrafanaTheme2 } from '@grafana/data';
import { Alert, Select, useStyles2 } from '@grafana/ui';
import { type JSX, useMemo, useState } from 'react';
import { useParams } from 'react-router-dom-v5-compat';
import type { PanelEntry } from '../panels.ts';
import { dataSourceSrv } from '../services/data-source-srv.ts';
import { FrameTable } from './FrameTable.tsx';
import { PageFrame } from './PageFrame.tsx';
import { useReady } from './readiness.ts';
import { useLoaded } from './use-loaded.ts';
import { usePanelData } from './use-panel-data.ts';
import { useTimeRange } from './use-time-range.ts';

const load = (uid: string): Promise<DataSourceApi> => dataSourceSrv.get(uid);

export function ExplorePage(): JSX.Element | null {
  const { uid = '' } = useParams();
  const loaded = useLoaded(load, uid);
  if (loaded.state === 'loading') return null;
  if (loaded.state === 'failed') return <Alert severity="error" title={loaded.message} />;
  return <Explorer source={loaded.value} />;
}

function Explorer({ source }: { readonly source: DataSourceApi }): JSX.Element {
  const styles = useStyles2(getStyles);
  const range = useTimeRange();
  const [query, setQuery] = useState<DataQuery>({ refId: 'A', ...source.getDefaultQuery?.(CoreApp.Explore) });
  const [turn, setTurn] = useState(0);
  const panel = useMemo((): PanelEntry => {
    return { slug: 'explore', pluginId: '', title: '', dataSourceUid: source.uid, targets: [{ ...query }] };
  }, [query, source]);
  const data = usePanelData({ panel, range, maxDataPoints: 1_000, turn });
  const Editor = source.components?.QueryEditor;
  useReady(data !== undefined);
  const problem = (data?.errors?.[0] ?? data?.error)?.message;
  return (
    <PageFrame title={`Explore ${source.name}`} isWide>
      <div className={styles.editor}>
        {Editor !== undefined && (
          <Editor
            datasource={source}
            query={query}
            onChange={setQuery}
            onRunQuery={() => setTurn((before) => before + 1)}
          />
        )}
      </div>
      {problem !== undefined && <Alert severity="error" title={problem} />}
      <Result frames={data?.series ?? []} />
    </PageFrame>
  );
}

function Result({ frames }: { readonly frames: readonly DataFrame[] }): JSX.Element {
  const styles = useStyles2(getStyles);
  const [index, setIndex] = useState(0);
  const frame = frames[index] ?? frames[0];
  return (
    <div className={styles.result}>
      {frames.length > 1 && (
        <Select
          aria-label="Frame"
          width={40}
          options={frames.map(({ name, refId }, value) => ({ value, label: name ?? refId ?? `frame ${value}` }))}
          value={index}
          onChange={({ value = 0 }) => setIndex(value)}
        />
      )}
      {(frame?.meta?.notices ?? []).map(({ text }) => (
        <Alert key={text} severity="warning" title={text} />
      ))}
      {frame !== undefined && <FrameTable frame={frame} />}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  editor: css({
    padding: theme.spacing(1.5),
    marginBottom: theme.spacing(1),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  result: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
});
