/** docker-compose.yml as a test reads it, and its origins run here: the same command and files, where only places differ. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));

export interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly working_dir?: string;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

export const readCompose = async (): Promise<ComposeFile> =>
  parse(await readFile(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as ComposeFile;

/** What stands in a file for the containers, and what stands for it in the test. */
export type Places = Readonly<Record<string, string>>;

/** The very text with nothing but places replaced; each of them must be there. */
export function placed(text: string, places: Places): string {
  let result = text;
  for (const [wanted, instead] of Object.entries(places)) {
    if (!result.includes(wanted)) throw new Error(`expected ${JSON.stringify(wanted)} in the file, found nothing`);
    result = result.replaceAll(wanted, instead);
  }
  return result;
}

export interface RunningService {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Runs an origin as its service says, but on a free port of 127.0.0.1 and on the sources. It dies with the test. */
export async function runOrigin(service: ComposeService, environment: Places): Promise<RunningService> {
  const command = placed(JSON.stringify(service.command), { '"0.0.0.0"': '"127.0.0.1"', '"4100"': '"0"' });
  const [, file = '', ...args] = JSON.parse(command) as string[];
  const folder = join(ROOT, service.working_dir?.replace(/^\/app\//, '') ?? '');
  const child = fork(join(folder, file), args, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...service.environment, ...environment },
    execArgv: ['--conditions=@tallylight/source'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4000);
        const found = /Demo origin: (http:\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
    void ended.then(() => reject(new Error(`the origin ended before it listened: ${said}`)));
  });
  return {
    url,
    async close() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}
