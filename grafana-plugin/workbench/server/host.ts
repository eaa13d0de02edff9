/** The built page: what `host-13/build.mjs` left in its dist folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkbenchError } from './workbench-error.ts';

export interface Host {
  /** Files below `/public/`. */
  readonly publicFolder: string;
  /** The page, with a mark where the boot data goes. */
  readonly page: string;
  /** Version of the @grafana packages. */
  readonly grafana: string;
  readonly react: string;
}

/** Reads a host's dist folder. Throws `NOT_BUILT`. */
export async function readHost(folder: string): Promise<Host> {
  try {
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    const built = JSON.parse(await readFile(join(folder, 'host.json'), 'utf8')) as Pick<Host, 'grafana' | 'react'>;
    return { publicFolder: join(folder, 'public'), page, grafana: built.grafana, react: built.react };
  } catch (cause) {
    const message = `--page must hold the built page, found none in ${folder}: build it first`;
    throw new WorkbenchError('NOT_BUILT', message, { cause });
  }
}

/** The page with its boot data written into it, as Grafana writes them into its own. */
export function withBootData(page: string, boot: unknown): string {
  const json = JSON.stringify(boot).replaceAll('<', '\\u003c');
  return page.replace('/*boot-data*/', () => `window.grafanaBootData = ${json};`);
}
