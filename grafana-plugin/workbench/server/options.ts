/**
 * The options of the workbench server, from code or from the command line, with the same defaults and the same checks.
 * Secrets come from the environment, never from arguments: a process list shows arguments to everybody.
 */
import { parseArgs } from 'node:util';
import { WorkbenchError } from './workbench-error.ts';

/** Grafana's organisation roles, weakest first. */
export const ROLES = ['Viewer', 'Editor', 'Admin'] as const;
export type Role = (typeof ROLES)[number];

export interface WorkbenchOptions {
  /** 0 takes a free one. @default 4200 */
  readonly port?: number;
  /** Address to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** URL of the SDK server that the data source points at; http only. @default 'http://127.0.0.1:4100' */
  readonly target?: string;
  /** What Grafana keeps as secureJsonData of the data source: `token`, `operatorToken`. @default {} */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Role of the signed-in user: a route's `reqRole` is checked against it. @default 'Admin' */
  readonly role?: Role;
  /** Folder of the built plugin. @default grafana-plugin/dist */
  readonly pluginDir?: string;
  /** Folder of the built page. @default host-13/dist */
  readonly hostDir?: string;
}

export const DEFAULT_PORT = 4200;
export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_TARGET = 'http://127.0.0.1:4100';

export const USAGE: string = `The Tallylight Grafana plugin in a plain browser page, without Grafana.

Usage: node grafana-plugin/workbench/server.ts [options]

  --port <number>   port to listen on, 0 for any free one (default ${DEFAULT_PORT})
  --host <address>  address to listen on (default ${DEFAULT_HOST})
  --target <url>    the server with the Tallylight SDK (default ${DEFAULT_TARGET})
  --page <folder>   the built page (default host-13/dist beside the server)
  --plugin <folder> the built plugin (default grafana-plugin/dist)
  --role <name>     role of the signed-in user: ${ROLES.join(', ')} (default Admin)
  --help            show this

Environment: TALLYLIGHT_TOKEN and TALLYLIGHT_OPERATOR_TOKEN are handed to the server as the data source's secrets.
`;

/** The options of a command line, or `'help'`. Throws `CONFIG`. */
export function parseOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): WorkbenchOptions | 'help' {
  let values: Partial<Record<'port' | 'host' | 'target' | 'page' | 'plugin' | 'role', string>> & { help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        target: { type: 'string' },
        page: { type: 'string' },
        plugin: { type: 'string' },
        role: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new WorkbenchError('CONFIG', `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
  if (values.help === true) return 'help';
  const secrets: Record<string, string> = {};
  if (env.TALLYLIGHT_TOKEN) secrets.token = env.TALLYLIGHT_TOKEN;
  if (env.TALLYLIGHT_OPERATOR_TOKEN) secrets.operatorToken = env.TALLYLIGHT_OPERATOR_TOKEN;
  return {
    port: values.port === undefined ? DEFAULT_PORT : toPort(values.port),
    secrets,
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.target === undefined ? {} : { target: values.target }),
    ...(values.page === undefined ? {} : { hostDir: values.page }),
    ...(values.plugin === undefined ? {} : { pluginDir: values.plugin }),
    ...(values.role === undefined ? {} : { role: toRole(values.role) }),
  };
}

/** The target as a URL whose path has no slash at its end. Throws `CONFIG`. */
export function toTarget(value: string): URL {
  if (!URL.canParse(value) || new URL(value).protocol !== 'http:') {
    throw new WorkbenchError('CONFIG', `--target must be an http:// URL, received ${JSON.stringify(value)}`);
  }
  return new URL(value);
}

function toPort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new WorkbenchError('CONFIG', `--port must be a number from 0 to 65535, received ${JSON.stringify(value)}`);
  }
  return port;
}

function toRole(value: string): Role {
  const role = ROLES.find((name) => name === value);
  if (role === undefined) {
    throw new WorkbenchError('CONFIG', `--role must be one of ${ROLES.join(', ')}, received ${JSON.stringify(value)}`);
  }
  return role;
}
