/** `tallylight provision`: writes the files of a plan, or says whether they are there and equal. */
import { parseArgs } from 'node:util';
import type { Command } from '../command.ts';
import { compare, write } from '../provision/folder.ts';
import { DEFAULT_PLAN, type Plan, PROMETHEUS_UID, TOKEN_FILES } from '../provision/plan.ts';
import { provisionedFiles } from '../provision/provision.ts';
import { thresholdHelp, withThresholds } from '../provision/thresholds.ts';
import { shown, UsageError } from '../usage-error.ts';

const help = `tallylight provision --out <folder> [options]

Writes what Prometheus, Alertmanager and Grafana need: alert rules and their tests, scrape
configuration, alert rules for Grafana, data sources, the app. Files that are equal are left alone;
nothing else in the folder is touched.

  --out <folder>            where the files go; made when it is not there
  --check                   write nothing: exit code 1 when a file is missing or differs
  --datasource <uid>        the Prometheus data source in Grafana. Any but ${PROMETHEUS_UID} is
                            yours already and is not written again
  --prometheus-url <url>    Prometheus as Grafana reaches it        (${DEFAULT_PLAN.prometheusUrl})
  --server-url <url>        the server with the SDK, as Grafana reaches it (${DEFAULT_PLAN.serverUrl})
  --board <url>             a server that is told of alerts; once for each (the one of --server-url)
  --tokens <folder>         read tokens from files of this folder, as Prometheus, Alertmanager and
                            Grafana see it:${Object.values(TOKEN_FILES)
                              .map(
                                (name) => `
                              ${name}`,
                              )
                              .join('')}
  --target <host:port>      a metrics page to scrape; once for each server (${DEFAULT_PLAN.targets})
  --alertmanager <host:port>  Alertmanager as Prometheus reaches it (${DEFAULT_PLAN.alertmanager})
  --runbooks <url>          where docs/alerts.md is read            (${DEFAULT_PLAN.runbooks})
  --contact-point           Grafana's rules go to the board of the SDK, by a contact point of their own
  --dashboards              also the dashboards, for another promise (availabilityPercent) or data source.
                            The app ships them with the same names: let it, or do this, not both
  --threshold <name=value>  another limit; once for each:
${thresholdHelp()}

Use the rules of Prometheus or those of Grafana. With both, the board still has one entry for one trouble,
but a pager would ring twice.`;

export const provision: Command = {
  name: 'provision',
  summary: 'writes alert rules, scrape configuration and data sources for your names and limits',
  help,
  async run(args, terminal) {
    const { plan, out, check } = readArguments(args);
    const files = provisionedFiles(plan);
    if (check) {
      const wrong = (await compare(out, files)).filter(({ state }) => state !== 'equal');
      for (const { path, state } of wrong) terminal.complain(`${state}: ${path}`);
      terminal.say(`${files.length - wrong.length} of ${files.length} files are as they should be in ${out}`);
      return wrong.length === 0 ? 0 : 1;
    }
    const written = await write(out, files);
    for (const path of written) terminal.say(`wrote ${path}`);
    terminal.say(`${written.length} of ${files.length} files written to ${out}, the others were equal`);
    return 0;
  },
};

/** The plan that the arguments ask for. */
export function readArguments(args: readonly string[]): { plan: Plan; out: string; check: boolean } {
  const values = parse(args);
  if (values.out === undefined || values.out === '') {
    throw new UsageError(`--out must be a folder, received ${shown(values.out)}`);
  }
  const serverUrl = url('--server-url', values['server-url'] ?? DEFAULT_PLAN.serverUrl);
  return {
    out: values.out,
    check: values.check ?? false,
    plan: {
      limits: withThresholds(values.threshold ?? []),
      datasource: uid('--datasource', values.datasource ?? DEFAULT_PLAN.datasource),
      prometheusUrl: url('--prometheus-url', values['prometheus-url'] ?? DEFAULT_PLAN.prometheusUrl),
      serverUrl,
      boards: values.board?.map((board) => url('--board', board)) ?? [serverUrl],
      tokens: values.tokens === undefined ? DEFAULT_PLAN.tokens : folder('--tokens', values.tokens),
      targets: (values.target ?? DEFAULT_PLAN.targets).map((target) => hostPort('--target', target)),
      alertmanager: hostPort('--alertmanager', values.alertmanager ?? DEFAULT_PLAN.alertmanager),
      runbooks: text('--runbooks', values.runbooks ?? DEFAULT_PLAN.runbooks),
      contactPoint: values['contact-point'] ?? DEFAULT_PLAN.contactPoint,
      dashboards: values.dashboards ?? DEFAULT_PLAN.dashboards,
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        out: { type: 'string' },
        check: { type: 'boolean' },
        datasource: { type: 'string' },
        'prometheus-url': { type: 'string' },
        'server-url': { type: 'string' },
        board: { type: 'string', multiple: true },
        tokens: { type: 'string' },
        target: { type: 'string', multiple: true },
        alertmanager: { type: 'string' },
        runbooks: { type: 'string' },
        'contact-point': { type: 'boolean' },
        dashboards: { type: 'boolean' },
        threshold: { type: 'string', multiple: true },
      },
    }).values;
  } catch (error) {
    // Node's own words name the option and what is wrong with it.
    throw new UsageError((error as Error).message);
  }
}

function uid(option: string, value: string): string {
  if (/^[A-Za-z0-9_-]{1,40}$/.test(value)) return value;
  throw new UsageError(`${option} must be 1 to 40 letters, digits, - or _, received ${shown(value)}`);
}

function url(option: string, value: string): string {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  if (parsed !== undefined && isPlain && parsed.username === '' && parsed.search === '' && parsed.hash === '') {
    return value.replace(/\/+$/, '');
  }
  throw new UsageError(
    `${option} must be an address that begins with http:// or https://, without user, ? or #, received ${shown(value)}`,
  );
}

function hostPort(option: string, value: string): string {
  const [, port] = /^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(value) ?? [];
  if (port !== undefined && Number(port) >= 1 && Number(port) <= 65_535) return value;
  throw new UsageError(`${option} must be host:port, received ${shown(value)}`);
}

function folder(option: string, value: string): string {
  if (/^\/[\w./-]{0,200}$/.test(value)) return value.replace(/\/+$/, '');
  throw new UsageError(`${option} must be an absolute path of letters, digits, . _ - and /, received ${shown(value)}`);
}

function text(option: string, value: string): string {
  if (/^[\x21-\x7e]{1,200}$/.test(value) && !/[#{}]/.test(value)) return value;
  throw new UsageError(`${option} must be a path or an address without #, { or }, received ${shown(value)}`);
}
