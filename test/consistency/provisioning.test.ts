/**
 * provisioning/ and docs/alerts.md are what the list says. Grafana does not start when one key of a provisioned file is wrong,
 * and it says nothing of a key that it does not know; so its files are held against its own shape, key by key.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ALERT_RULES, alertName, RULE_LIMITS } from '@tallylight/sdk/alerts';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readArguments } from '../../packages/cli/src/commands/provision.ts';
import { ALERT_PANELS } from '../../packages/cli/src/provision/dashboards/alert-panels.ts';
import { DEFAULT_PLAN } from '../../packages/cli/src/provision/plan.ts';
import { provisionedFiles } from '../../packages/cli/src/provision/provision.ts';
import { alertsDocs, WRITE_DOCS } from '../../scripts/write-docs.ts';
import { ALERTING_FILE, DATASOURCES_FILE, PLUGINS_FILE } from '../parts/grafana/provisioning-shapes.ts';
import { checkShape } from '../parts/grafana/shape.ts';
import { ROOT, read, readJson } from './project.ts';

const WRITE = 'npm run provision';
/** What docker-compose.yml mounts: the names of its network, tokens from files. */
const { provision } = (await readJson<{ scripts: { provision: string } }>('package.json')).scripts;
const { plan, out } = readArguments(provision.split(' provision ')[1]?.split(' ') ?? []);
const files = new Map(provisionedFiles(plan).map(({ path, text }) => [path, text]));
const withContactPoint = new Map(
  provisionedFiles({ ...plan, contactPoint: true }).map(({ path, text }) => [path, text]),
);
const withoutTokens = new Map(
  provisionedFiles({ ...DEFAULT_PLAN, contactPoint: true }).map(({ path, text }) => [path, text]),
);
/** Written by hand, and run by test/integration/compose.test.ts. */
const BY_HAND = ['nginx/nginx.conf', 'redis/redis.conf'];
const contentOf = (path: string, from: ReadonlyMap<string, string> = files): unknown => parse(from.get(path) ?? '');

test.each([...files])(`provisioning/%s is what the list says (written by: ${WRITE})`, async (path, text) => {
  expect(out).toBe('provisioning');
  expect(await read(`provisioning/${path}`)).toBe(text);
});

test('nothing else lies in the folders that Grafana reads, and Prometheus finds no test of an old list', async () => {
  const entries = await readdir(join(ROOT, 'provisioning'), { recursive: true, withFileTypes: true });
  const there = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(ROOT, 'provisioning/').length));
  expect(there.sort()).toEqual([...files.keys(), ...BY_HAND].sort());
});

test(`docs/alerts.md is what the list says (written by: ${WRITE_DOCS}), with a place for every runbook_url`, async () => {
  const page = await read('docs/alerts.md');
  expect(page).toBe(alertsDocs());
  for (const { id } of ALERT_RULES) {
    expect(page.split('\n').filter((line) => line === `### ${id}`)).toHaveLength(1);
    expect(files.get('prometheus/tallylight.rules.yml')).toContain(`runbook_url: docs/alerts.md#${id}\n`);
  }
});

interface GrafanaRule {
  readonly uid: string;
  readonly title: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: readonly { readonly refId: string; readonly model: Readonly<Record<string, unknown>> }[];
}
interface PrometheusRule {
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
const rulesIn = <T>(path: string): T[] =>
  (contentOf(path) as { groups: { rules: T[] }[] }).groups.flatMap(({ rules }) => rules);
const ofGrafana = rulesIn<GrafanaRule>('alerting/tallylight-rules.yaml');
const ofPrometheus = rulesIn<PrometheusRule>('prometheus/tallylight.rules.yml').filter(
  ({ alert }) => alert !== undefined,
);

describe('Grafana', () => {
  test.each([
    ['alerting/tallylight-rules.yaml', files, ALERTING_FILE],
    ['alerting/tallylight-rules.yaml', withContactPoint, ALERTING_FILE],
    ['alerting/tallylight-contact-point.yaml', withContactPoint, ALERTING_FILE],
    ['alerting/tallylight-contact-point.yaml', withoutTokens, ALERTING_FILE],
    ['datasources/tallylight.yaml', files, DATASOURCES_FILE],
    ['datasources/tallylight.yaml', withoutTokens, DATASOURCES_FILE],
    ['plugins/tallylight.yaml', files, PLUGINS_FILE],
  ])('takes %s: no unknown key, no missing one, no wrong kind of value (%#)', (path, from, shape) => {
    expect(checkShape(contentOf(path, from), shape)).toEqual([]);
  });

  test.each([
    [
      'a key of the wrong name, which Grafana passes over in silence',
      /execErrState:/g,
      'executionErrorState:',
      /execErrState is missing.*executionErrorState is not known/s,
    ],
    ['a state that there is not', /noDataState: OK/g, 'noDataState: Ok', /noDataState must be one of/],
    ['a uid that is too long', /uid: tl-watchdog/, `uid: tl-${'x'.repeat(38)}`, /uid must be a text like/],
    ['a rule without a panel', /panelId: \d+\n/, '\n', /panelId is missing/],
    ['an interval that Grafana refuses', /interval: 30s/, 'interval: 15s', /interval must be/],
    ['a policy tree', /^groups:/m, 'policies: []\ngroups:', /policies is not known/],
    ['a query that is not instant', /instant: true/, 'instant: false', /instant must be one of true/],
    ['a team that nobody is in', /team: video/, 'team: vidoe', /team must be one of/],
  ])('is warned of %s', (_what, wanted, instead, problem) => {
    const text = files.get('alerting/tallylight-rules.yaml') ?? '';
    const broken = text.replace(wanted, instead);
    expect(broken).not.toBe(text);
    expect(checkShape(parse(broken), ALERTING_FILE).join('\n')).toMatch(problem);
  });

  test('has the rules that Prometheus has, under the same names, with the same words and the same patience', () => {
    const comparable = ({ for: held = '0s', labels, annotations }: GrafanaRule | PrometheusRule): object => ({
      held,
      labels,
      annotations,
    });
    expect(ofGrafana.map((rule) => [rule.title, comparable(rule)])).toEqual(
      ofPrometheus.map((rule) => [rule.alert, comparable(rule)]),
    );
    expect(ofGrafana.map(({ title }) => title).sort()).toEqual(
      ALERT_RULES.filter(({ promql }) => promql !== null)
        .map(({ id }) => alertName(id))
        .sort(),
    );
  });

  test('identifies a rule for ever: its uid comes from the id and is short enough', () => {
    const uids = ofGrafana.map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    for (const { uid, title } of ofGrafana) {
      expect(uid).toMatch(/^tl-[a-z-]{1,37}$/);
      expect(alertName(uid.slice('tl-'.length))).toBe(title);
    }
  });

  test('needs no rule of Prometheus: what is recorded there is written out', () => {
    for (const { title, data } of ofGrafana) expect(String(data[0]?.model.expr), title).not.toContain('tallylight:');
  });

  test('expands dollars in labels only: they are doubled there, and nowhere else', () => {
    for (const { title, labels, annotations, data } of ofGrafana) {
      for (const value of Object.values(labels)) expect(value.replaceAll('$$', ''), title).not.toContain('$');
      for (const value of [...Object.values(annotations), JSON.stringify(data)])
        expect(value, title).not.toContain('$$');
    }
  });

  test('fires on any sample, also one of the value 0, as Prometheus does', () => {
    for (const { title, data } of ofGrafana) {
      expect(
        data.map(({ refId, model }) => [refId, model.type ?? 'query', model.expression ?? '']),
        title,
      ).toEqual([
        ['A', 'query', ''],
        ['B', 'math', 'is_number($A) || is_nan($A) || is_inf($A)'],
        ['C', 'threshold', 'B'],
      ]);
    }
  });

  test('never gets a policy: a provisioned tree would replace that of the organisation', () => {
    for (const [path, text] of withContactPoint) {
      if (path.startsWith('alerting/')) expect(Object.keys(parse(text) as object), path).not.toContain('policies');
    }
  });

  test('links every rule to a panel', () => {
    expect([...ALERT_PANELS.keys()].sort()).toEqual(ALERT_RULES.map(({ id }) => id).sort());
  });

  test('knows the plugins by the names that they have', async () => {
    const { id: app } = await readJson<{ id: string }>('grafana-plugin/src/plugin.json');
    const { id: live } = await readJson<{ id: string }>('grafana-plugin/src/datasource/plugin.json');
    expect(contentOf('plugins/tallylight.yaml')).toMatchObject({ apps: [{ type: app }] });
    expect(contentOf('datasources/tallylight.yaml')).toMatchObject({
      datasources: [{ uid: 'tallylight-prometheus' }, { uid: 'tallylight-live', type: live }],
    });
  });
});

test('the annotations of a rule name its subject by labels that the rule says it has', () => {
  for (const { alert, annotations } of ofPrometheus) {
    const rule = ALERT_RULES.find(({ id }) => alertName(id) === alert);
    const used = [...(annotations.summary ?? '').matchAll(/\{\{ \$labels\.(\w+) \}\}/g)].map(([, label]) => label);
    for (const label of used) expect(rule?.labels, alert).toContain(label);
    expect(annotations.summary).not.toMatch(/\{subject\}|undefined/);
  }
});

test('the limits of the committed files are the defaults', () => {
  expect(plan.limits).toEqual(RULE_LIMITS);
  expect(DEFAULT_PLAN.limits).toEqual(RULE_LIMITS);
});
