/** Every panel and page that the app's plugin.json promises, where the workbench shows it, and the part that is ours. */
import { readdirSync, readFileSync } from 'node:fs';

const SOURCE = new URL('../../grafana-plugin/src/', import.meta.url);

export interface PluginPage {
  /** For people and for file names. */
  readonly name: string;
  readonly path: string;
  /** `data-testid` of the outermost element that the plugin draws. */
  readonly part: string;
  readonly kind: 'panel' | 'page';
}

/** Panels by their folders, pages by the includes of the app. */
export function pluginPages(): PluginPage[] {
  const { includes } = JSON.parse(readFileSync(new URL('plugin.json', SOURCE), 'utf8')) as {
    includes: { type: string; path: string }[];
  };
  const panels = readdirSync(new URL('panels/', SOURCE)).sort();
  const pages = includes
    .filter(({ type, path }) => type === 'page' && path.startsWith('/a/tallylight-app'))
    .map(({ path }) => ({ name: path.split('/')[3] ?? 'home', path }));
  return [
    ...panels.map((name) => ({ name, path: `/d/${name}`, part: `tallylight-${name}`, kind: 'panel' as const })),
    ...pages.map(({ name, path }) => ({ name, path, part: `tallylight-${name}`, kind: 'page' as const })),
  ];
}
