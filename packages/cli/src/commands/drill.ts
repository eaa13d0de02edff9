/**
 * `tallylight drill`: fires one real alert of the list and follows it to the board and off it again. It is posted to
 * Alertmanager as Prometheus would, because that is most of the way: routes, receivers, tokens, intake, board, live channel.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Command, Terminal } from '../command.ts';
import { tellAlertmanager } from '../drill/alertmanager.ts';
import { type Board, readBoard } from '../drill/board.ts';
import { type DrillAlert, drillAlert } from '../drill/drill-alert.ts';
import { shown, UsageError } from '../usage-error.ts';

/** Alertmanager waits for its group, up to half a minute, and the board for the end of a flap. */
const LIMIT_SECONDS = 120;
const DEFAULTS = { alertmanager: 'http://localhost:9093', server: 'http://localhost:9464' } as const;

const help = `tallylight drill <alert> --stream <name> [options]

Fires one real alert to prove the way: Alertmanager, its routes, the intake of the SDK, the board, the live
channel. Then says that it is over, and waits until the board agrees. Whoever the routes call is called, as
in earnest; the summary begins with DRILL.

  <alert>                   a rule of docs/alerts.md: stream-down or StreamDown
  --stream, --device, --site, --subject <name>
                            what it is to be about; take a name that nothing real has
  --alertmanager <url>      where it is posted                      (${DEFAULTS.alertmanager})
  --server-url <url>        the server whose board is watched       (${DEFAULTS.server})
  --token-file <file>       a token of the role viewer; without it TALLYLIGHT_TOKEN of the environment
  --limit-seconds <n>       how long each step may take, 1 to 3600  (${LIMIT_SECONDS})

Exit code 0: it arrived and went away. 1: it did not, and the last line says where it was lost. 2: the
arguments cannot be.`;

export const drill: Command = {
  name: 'drill',
  summary: 'fires one real alert and follows it to the board, to prove the way',
  help,
  async run(args, terminal) {
    const { alert, alertmanager, server, token, limitMs } = await readArguments(args);
    let board: Board | undefined;
    try {
      board = await readBoard(server, token, limitMs);
      terminal.say(`reads the board of ${server} (${board.transport})`);
      await follow(alert, { board, alertmanager, limitMs, terminal });
      return 0;
    } catch (error) {
      if (error instanceof UsageError) throw error;
      terminal.complain(`drill failed: ${(error as Error).message}`);
      return 1;
    } finally {
      board?.close();
    }
  },
};

interface Way {
  readonly board: Board;
  readonly alertmanager: string;
  readonly limitMs: number;
  readonly terminal: Terminal;
}

async function follow(alert: DrillAlert, { board, alertmanager, limitMs, terminal }: Way): Promise<void> {
  const { key } = alert;
  if (board.entry(key) !== undefined) throw new Error(`${key} is on the board already; take a name that nothing has`);
  const startedMs = Date.now();
  const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
  const postedMs = performance.now();
  await tellAlertmanager(alertmanager, alert, { startedMs, isOver: false });
  let arrived = false;
  try {
    terminal.say(`${alertmanager} took ${JSON.stringify(alert.labels)}`);
    arrived = await board.until((entry) => entry?.sources.includes('alertmanager') ?? false, key, limitMs);
    const entry = board.entry(key);
    if (arrived && entry !== undefined) {
      terminal.say(`on the board after ${seconds(postedMs)}: ${key}, ${entry.severity}, "${entry.summary}"`);
    }
  } finally {
    await tellAlertmanager(alertmanager, alert, { startedMs, isOver: true });
  }
  if (!arrived) {
    throw new Error(
      `${key} was not on the board within ${limitMs / 1000} s; Alertmanager has it, so look at its log, its receiver "board" and the reporter token`,
    );
  }
  const overMs = performance.now();
  if (!(await board.until((entry) => entry === undefined, key, limitMs))) {
    throw new Error(`${key} is still on the board ${limitMs / 1000} s after its end; does the receiver send_resolved?`);
  }
  terminal.say(`off the board ${seconds(overMs)} after its end: the way is open`);
}

async function readArguments(args: readonly string[]) {
  const { values, positionals } = parse(args);
  const subjects = [values.stream, values.device, values.site, values.subject].filter((one) => one !== undefined);
  if (positionals.length > 1) throw new UsageError(`expected one alert, received ${shown(positionals.join(' '))}`);
  if (subjects.length > 1) throw new UsageError(`expected one subject, received ${shown(subjects.join(', '))}`);
  return {
    alert: drillAlert(positionals[0], subjects[0]),
    alertmanager: address('--alertmanager', values.alertmanager ?? DEFAULTS.alertmanager),
    server: address('--server-url', values['server-url'] ?? DEFAULTS.server),
    limitMs: limit(values['limit-seconds']) * 1000,
    token: await readToken(values['token-file']),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        stream: { type: 'string' },
        device: { type: 'string' },
        site: { type: 'string' },
        subject: { type: 'string' },
        alertmanager: { type: 'string' },
        'server-url': { type: 'string' },
        'token-file': { type: 'string' },
        'limit-seconds': { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function address(option: string, value: string): string {
  if (URL.canParse(value) && /^https?:\/\//.test(value)) return value.replace(/\/+$/, '');
  throw new UsageError(`${option} must begin with http:// or https://, received ${shown(value)}`);
}

function limit(text: string | undefined): number {
  const value = text === undefined ? LIMIT_SECONDS : Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 3600) return value;
  throw new UsageError(`--limit-seconds must be a whole number from 1 to 3600, received ${shown(text)}`);
}

async function readToken(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return process.env.TALLYLIGHT_TOKEN || undefined;
  return (await readFile(file, 'utf8')).trim();
}
