import { AppPlugin, type AppRootProps } from '@grafana/data';
import { Home } from './pages/Home.tsx';
import { Wall } from './pages/wall/Wall.tsx';

/** The page that the address names; any other one is the home. */
function Pages({ path }: AppRootProps) {
  return path.replace(/\/+$/, '').endsWith('/wall') ? <Wall /> : <Home />;
}

export const plugin = new AppPlugin().setRootPage(Pages);
