/** A page of an app plugin at `/a/<plugin id>/…`, rendered by the plugin's own root component. */
import { PluginContextProvider } from '@grafana/data';
import { Alert, ErrorBoundaryAlert } from '@grafana/ui';
import type { JSX } from 'react';
import { useLocation, useParams } from 'react-router-dom-v5-compat';
import { loadApp } from '../loader/plugins.ts';
import { useReady } from './readiness.ts';
import { useLoaded } from './use-loaded.ts';

export function AppPage(): JSX.Element | null {
  const { pluginId = '' } = useParams();
  const { pathname, search } = useLocation();
  const app = useLoaded(loadApp, pluginId);
  useReady(app.state !== 'loading');
  if (app.state === 'loading') return null;
  if (app.state === 'failed') return <Alert severity="error" title={app.message} />;
  const { root: Root, meta } = app.value;
  if (Root === undefined) return <Alert severity="info" title={`${pluginId} has no page`} />;
  return (
    <PluginContextProvider meta={meta}>
      <ErrorBoundaryAlert>
        <Root
          meta={meta}
          basename={`/a/${pluginId}`}
          path={pathname}
          query={Object.fromEntries(new URLSearchParams(search))}
          onNavChanged={() => {}}
        />
      </ErrorBoundaryAlert>
    </PluginContextProvider>
  );
}
