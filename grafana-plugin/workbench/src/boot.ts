/**
 * A script of its own before the page: @grafana/runtime reads `window.grafanaBootData` while its module is evaluated, so it
 * must be whole by then. The server has written the boot data into the page; what only this browser knows is added here.
 */
import { readTheme } from './theme-choice.ts';

declare global {
  interface Window {
    grafanaBootData?: { user: { theme: string } };
    __grafana_public_path__?: string;
  }
}

window.__grafana_public_path__ = '/public/';
const theme = readTheme();
if (window.grafanaBootData !== undefined) window.grafanaBootData.user.theme = theme;

// The ground colour until Grafana's styles are there, so that no page flashes white.
document.documentElement.style.background = theme === 'light' ? '#f4f5f5' : '#111217';
