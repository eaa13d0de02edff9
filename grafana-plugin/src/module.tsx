import { AppPlugin, type AppRootProps } from '@grafana/data';
import { Configuration, Settings } from './pages/Configuration.tsx';
import { Home } from './pages/Home.tsx';
import { Wall } from './pages/wall/Wall.tsx';

/** The page that the address names; any other one is the home. */
function Pages({ path }: AppRootProps) {
  const page = path.replace(/\/+$/, '').split('/').at(-1);
  if (page === 'wall') return <Wall />;
  return page === 'configuration' ? <Configuration /> : <Home />;
}

export const plugin = new AppPlugin()
  .setRootPage(Pages)
  .addConfigPage({ title: 'Configuration', icon: 'cog', body: Settings, id: 'configuration' });
