/**
 * The plugins of a built app: the app itself and each nested one, found by their plugin.json as Grafana finds them. Every
 * one is served below `/public/plugins/<its own id>/` from its own folder: a nested plugin cannot reach the app's files.
 */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WorkbenchError } from './workbench-error.ts';

export interface Plugin {
  readonly id: string;
  readonly type: 'app' | 'datasource' | 'panel';
  readonly folder: string;
  /** The whole plugin.json. */
  readonly json: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly name: string;
    readonly type: Plugin['type'];
    readonly info: { readonly version?: string; readonly logos?: Readonly<Record<string, string>> };
  };
}

/** All plugins below `folder`, the app first. Throws `NOT_BUILT`. */
export async function readPlugins(folder: string): Promise<Plugin[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && entry.name === 'plugin.json')
    .map((entry) => join(entry.parentPath, entry.name));
  const plugins = await Promise.all(files.map(readPlugin));
  plugins.sort((a, b) => a.folder.length - b.folder.length || a.id.localeCompare(b.id));
  if (plugins[0]?.type !== 'app') {
    throw new WorkbenchError(
      'NOT_BUILT',
      `--plugin must hold the built app, found ${plugins.length} plugin.json in ${folder}: build the plugin first`,
    );
  }
  return plugins;
}

async function readPlugin(file: string): Promise<Plugin> {
  const json = JSON.parse(await readFile(file, 'utf8')) as Plugin['json'];
  return { id: json.id, type: json.type, folder: dirname(file), json };
}
