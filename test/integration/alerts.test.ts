/**
 * The board from the outside: a trouble that the SDK sees, a rule engine that tells of the same, a reader of the live channel
 * and a person with a browser all speak of one entry. Over real HTTP and a real WebSocket.
 */
import { createLiveClient } from '@tallylight/client';
import { type AlertRow, createTallylight, type Tallylight } from '@tallylight/sdk';
import { ALERT_RULES, alertName } from '@tallylight/sdk/alerts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitFor } from '../parts/wait-for.ts';

let tally: Tallylight;
let api: string;
let page: string;

beforeEach(async () => {
  tally = createTallylight({
    tickMs: 200,
    instance: 'edge-1',
    alerts: { egressCapacityBitsPerSecond: 8_000_000 },
    process: { disks: [{ name: 'root', path: '/' }] },
  });
  const { url } = await tally.listen({ port: 0 });
  api = `${url}/tallylight/v1`;
  page = `${url}/metrics`;
});
afterEach(() => tally.close());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { readonly alerts: readonly (AlertRow & { readonly key: string })[] };
}
const ask = async (path: string, body?: unknown): Promise<Answer> => {
  const answer = await fetch(`${api}${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
};
const webhook = (status: 'firing' | 'resolved', labels: Record<string, string>) => ({
  version: '4',
  receiver: 'tallylight',
  status,
  alerts: [{ status, labels, annotations: { summary: 'told by a rule' }, startsAt: new Date().toISOString() }],
});
const numbers = async (name: string): Promise<string[]> =>
  (await (await fetch(page)).text()).split('\n').filter((line) => line.startsWith(name));

test('what the board sees and what a rule engine tells are one entry, for REST, the live channel and Prometheus alike', async () => {
  const live = createLiveClient({ url: api });
  const rows = live.subscribe('alerts');
  try {
    tally.dependency('redis', { critical: true }).down();
    await waitFor('the row on the live channel', () => rows.state.get('dependency-down:redis'));
    const told = await ask('/alerts/intake', webhook('firing', { alertname: 'DependencyDown', dependency: 'redis' }));
    expect(told).toMatchObject({ status: 200, body: { told: ['dependency-down:redis'], malformed: 0 } });
    await waitFor('both sources in the row', () => rows.state.get('dependency-down:redis')?.sources.length === 2);
    expect([...rows.state.keys()]).toEqual(['dependency-down:redis']);

    const { body } = await ask('/alerts?severity=error');
    expect(body.alerts).toEqual([
      expect.objectContaining({
        key: 'dependency-down:redis',
        severity: 'error',
        sources: ['board', 'alertmanager'],
        summary: 'redis cannot be reached',
        state: 'active',
      }),
    ]);
    expect((await ask('/alerts?severity=info')).body.alerts).toEqual([]);
    expect((await ask('/dashboard')).body).toMatchObject({ cards: { alerts: { error: 1, warning: 0, info: 0 } } });
    expect((await ask('/health')).body).toMatchObject({
      status: 'degraded',
      ailments: ['critical dependency redis is down'],
    });
    expect(await numbers('tallylight_alerts{')).toContain('tallylight_alerts{severity="error",state="active"} 1');
    expect(await numbers('tallylight_dependency_up')).toEqual(['tallylight_dependency_up{dependency="redis"} 0']);

    tally.dependency('redis').up();
    await waitFor('the board to let go', () => rows.state.get('dependency-down:redis')?.sources.length === 1);
    await ask('/alerts/intake', webhook('resolved', { alertname: 'DependencyDown', dependency: 'redis' }));
    await waitFor('the row to be gone', () => !rows.state.has('dependency-down:redis'));
    const past = await ask('/alerts?state=resolved');
    expect(past.body.alerts).toEqual([expect.objectContaining({ key: 'dependency-down:redis' })]);
    expect((await ask('/health')).body).toMatchObject({ status: 'ok' });
  } finally {
    live.close();
  }
});

test('a person acknowledges an alert through its key', async () => {
  await ask('/alerts/intake', webhook('firing', { alertname: 'Strange', host: 'db/1' }));
  const key = 'Strange:host=db/1';
  await waitFor('the entry', async () => (await ask('/alerts')).body.alerts.some((alert) => alert.key === key));
  const path = `/actions/alerts/${encodeURIComponent(key)}/ack`;
  expect(await ask(path, { by: 'ana', note: 'on it', untilMs: Date.now() + 60_000 })).toMatchObject({ status: 200 });
  await waitFor('the row to say so', async () => {
    const [alert] = (await ask('/alerts?state=acknowledged')).body.alerts;
    return alert?.acknowledgedBy === 'ana' && alert.acknowledgedNote === 'on it';
  });
  expect(await ask('/actions/alerts/nothing/ack', { by: 'ana' })).toMatchObject({ status: 404 });
  for (const body of [{}, { by: '' }, { by: 'ana', untilMs: 5 }, 'no json']) {
    expect(await ask(path, body)).toMatchObject({ status: 400, body: { code: 'bad-ack' } });
  }
});

test.each([
  ['', 400, 'bad-alerts'],
  ['{"alerts":"all"}', 400, 'bad-alerts'],
  [{ alerts: [{ status: 'burning', labels: {} }] }, 400, 'bad-alerts'],
  ['x'.repeat(2_000_000), 413, 'too-large'],
])('a message that is none is a problem, counted: %#', async (body, status, code) => {
  expect(await ask('/alerts/intake', body)).toMatchObject({ status, body: { code } });
  const [line] = (await numbers('tallylight_alert_intake_total')).filter((entry) => entry.includes('malformed'));
  expect(line?.endsWith(code === 'too-large' ? ' 0' : ' 1'), line).toBe(true);
});

test('a wrong filter says which values there are', async () => {
  expect(await ask('/alerts?severity=loud')).toMatchObject({
    status: 400,
    body: { detail: expect.stringMatching(/severity.*error.*warning.*info/) },
  });
  expect(await ask('/alerts?state=gone')).toMatchObject({ status: 400 });
});

test('a dependency is asked by a function of the host, and its time is a histogram', async () => {
  let isUp = true;
  tally.dependency('db').check(() => (isUp ? 'pong' : Promise.reject(new Error('no'))), { intervalMs: 100 });
  await waitFor('it to be up', async () => (await numbers('tallylight_dependency_up'))[0]?.endsWith(' 1'));
  isUp = false;
  await waitFor('it to be down', async () => (await numbers('tallylight_dependency_up'))[0]?.endsWith(' 0'));
  const [counted] = await numbers('tallylight_dependency_check_duration_seconds_count');
  expect(Number(counted?.split(' ')[1])).toBeGreaterThanOrEqual(2);
  tally.dependency('db').remove();
  await waitFor('its series to end', async () => (await numbers('tallylight_dependency_up')).length === 0);
});

test('disks that the host named, and the capacity of the link, are on the page', async () => {
  await waitFor('the disk', async () => (await numbers('tallylight_disk_free_bytes')).length === 1);
  const value = (line: string | undefined): number => Number(line?.split(' ')[1]);
  const [free] = await numbers('tallylight_disk_free_bytes{path_name="root"}');
  const [size] = await numbers('tallylight_disk_size_bytes{path_name="root"}');
  expect(value(free)).toBeGreaterThan(0);
  expect(value(size)).toBeGreaterThanOrEqual(value(free));
  expect(await numbers('tallylight_egress_capacity_bytes_per_second')).toEqual([
    'tallylight_egress_capacity_bytes_per_second 1000000',
  ]);
});

test('every rule of the published list that Prometheus may fire finds its way onto the board', async () => {
  const rules = ALERT_RULES.filter((rule) => rule.promql !== null && rule.id !== 'watchdog');
  expect(rules.length).toBeGreaterThan(30);
  for (const rule of rules) {
    const labels = Object.fromEntries(rule.labels.map((label) => [label, `x-${rule.id}`]));
    const { body } = await ask('/alerts/intake', webhook('firing', { alertname: alertName(rule.id), ...labels }));
    const [key] = body.told as string[];
    expect(key, rule.id).toBe(
      `${rule.sameAs ?? rule.id}:${rule.ofMany ? '*' : rule.labels.length > 0 ? `x-${rule.id}` : rule.subject === 'process' ? 'edge-1' : 'all'}`,
    );
  }
});
