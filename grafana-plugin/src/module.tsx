import { AppPlugin } from '@grafana/data';
import { Home } from './pages/Home.tsx';

export const plugin = new AppPlugin().setRootPage(Home);
