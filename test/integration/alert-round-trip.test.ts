/**
 * The whole way of an alert with the real programs: the metrics page, Prometheus and its rules, Alertmanager, the intake, the
 * board, the live channel. What the board has seen itself is joined and not doubled; what only Prometheus sees is raised;
 * nobody gets in without the token of its role. The files are those that `tallylight provision --tokens` writes.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLiveClient, type LiveClient, type LiveEvent, type Subscription } from '@tallylight/client';
import type { AlertRow } from '@tallylight/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../packages/cli/src/cli.ts';
import { type AlertingStack, startAlertingStack } from '../parts/alerting-stack.ts';
import { type GuardedHost, guardedHost, TOKENS } from '../parts/guarded-host.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const prometheus = findPart(PARTS.prometheus);
const alertmanager = findPart(PARTS.alertmanager);

describe.skipIf(prometheus === undefined || alertmanager === undefined)('an alert on its way', () => {
  let host: GuardedHost;
  let stack: AlertingStack;
  let reader: LiveClient;
  let rows: Subscription<AlertRow>;
  const events: string[] = [];

  beforeAll(async () => {
    host = await guardedHost({ instance: 'edge-1' });
    stack = await startAlertingStack(
      { prometheus: prometheus as string, alertmanager: alertmanager as string },
      {
        servers: [host.url],
        tokens: { 'tallylight-scraper-token': TOKENS.scraper, 'tallylight-reporter-token': TOKENS.reporter },
      },
    );
    reader = createLiveClient({ url: `${host.url}/tallylight/v1`, token: TOKENS.viewer });
    rows = reader.subscribe('alerts');
    rows.onEvent(({ name, payload }: LiveEvent) => {
      if (name.startsWith('alert-')) events.push(`${name} ${(payload as { alert: string }).alert}`);
    });
    await waitFor('the reader to be live', () => rows.status.phase === 'live');
  });
  afterAll(async () => {
    reader?.close();
    await stack?.close();
    await host?.close();
  });

  /** Events of an entry, once there are so many; a row may be told before the event that explains it. */
  const eventsOf = async (key: string, count: number): Promise<string[]> => {
    await waitFor(`${count} events of ${key}`, () => namesOf(key).length >= count);
    return namesOf(key);
  };
  const namesOf = (key: string): string[] =>
    events.flatMap((event) => (event.endsWith(` ${key}`) ? event.split(' ', 1) : []));

  test('Prometheus reads the page with the token of its file, and nobody without', async () => {
    await waitFor('the target to be up', async () => {
      const { data } = await stack.prometheus.get<{ data: { activeTargets: { health: string }[] } }>('/api/v1/targets');
      return data.activeTargets[0]?.health === 'up';
    });
    expect(await host.ask('//metrics')).toMatchObject({ status: 403 });
  });

  test('what the board and Prometheus both see is one entry and one event, until both say that it is over', async () => {
    const key = 'dependency-down:redis';
    host.tally.dependency('redis', { critical: true }).down();
    await waitFor('the board to see it', () => rows.state.get(key)?.sources.includes('board'));
    await waitFor('Alertmanager to tell of it', () => rows.state.get(key)?.sources.includes('alertmanager'));
    expect([...rows.state.keys()]).toEqual([key]);
    // The rule says warning; the board knows that it is critical.
    expect(rows.state.get(key)).toMatchObject({
      severity: 'error',
      sources: ['board', 'alertmanager'],
      state: 'active',
    });
    expect(await eventsOf(key, 2)).toEqual(['alert-raised', 'alert-joined']);

    host.tally.dependency('redis').up();
    await waitFor('the board to let go', () => rows.state.get(key)?.sources.join() === 'alertmanager');
    await waitFor('the entry to be over', () => !rows.state.has(key));
    expect(await eventsOf(key, 3)).toEqual(['alert-raised', 'alert-joined', 'alert-resolved']);
  });

  test('what only Prometheus sees is raised once', async () => {
    host.tally.alerts.when('broken', {
      ...{ severity: 'info', summary: 'never told' },
      condition: () => {
        throw new Error('a fault of the host');
      },
    });
    const row = await waitFor('the row', () => rows.state.get('sdk-faults:alerts'));
    expect(row).toMatchObject({ severity: 'info', sources: ['alertmanager'], state: 'active' });
    expect(await eventsOf('sdk-faults:alerts', 1)).toEqual(['alert-raised']);
  });

  test('Watchdog comes to Alertmanager and stops there: it is nobody’s trouble', async () => {
    await waitFor('Watchdog', async () => {
      const found = await stack.alertmanager.get<{ labels: Record<string, string> }[]>('/api/v2/alerts');
      return found.some(({ labels }) => labels.alertname === 'Watchdog');
    });
    expect([...rows.state.keys()].filter((key) => key.startsWith('watchdog'))).toEqual([]);
  });

  test('the webhook of Grafana finds the same entry', async () => {
    const key = 'stream-down:news';
    const told = (status: 'firing' | 'resolved') =>
      host.ask('/alerts/intake', { token: TOKENS.reporter, body: grafanaWebhook(status) });
    host.tally.stream('news', { kind: 'live' }).up();
    host.tally.stream('news').down('source_lost');
    expect(await told('firing')).toMatchObject({ status: 200, body: { told: [key], malformed: 0 } });
    await waitFor('the board to see it too, and Prometheus', () => rows.state.get(key)?.sources.length === 3);
    expect(rows.state.get(key)?.sources.toSorted()).toEqual(['alertmanager', 'board', 'grafana']);
    // Grafana raised it, Alertmanager joined; that the board sees it too is no news.
    expect(await eventsOf(key, 2)).toEqual(['alert-raised', 'alert-joined']);
    await told('resolved');
    await waitFor('Grafana to be gone from it', () => !rows.state.get(key)?.sources.includes('grafana'));
  });

  describe('a drill', () => {
    const drill = async (...args: string[]) => {
      const said: string[] = [];
      const token = join(stack.folder, 'tokens/viewer');
      await writeFile(token, TOKENS.viewer);
      const places = ['--alertmanager', stack.alertmanagerUrl, '--server-url', host.url, '--token-file', token];
      const terminal = { say: (line: string) => said.push(line), complain: (line: string) => said.push(`! ${line}`) };
      return { code: await runCli(['drill', ...places, ...args], terminal), said };
    };
    const ofDrills = async (): Promise<readonly object[]> =>
      (await stack.alertmanager.get<{ annotations: { summary: string } }[]>('/api/v2/alerts')).filter(
        ({ annotations }) => annotations.summary.startsWith('DRILL'),
      );

    test('goes to the board and away again, and says how long that took', async () => {
      const { code, said } = await drill('SiteOffline', '--site', 'drill');
      expect(said.at(-1)).toMatch(/^off the board [\d.]+ s after its end: the way is open$/);
      expect(code).toBe(0);
      expect(await eventsOf('site-offline:drill', 2)).toEqual(['alert-raised', 'alert-resolved']);
    });

    test('that does not arrive says where it was lost, and leaves nothing behind', async () => {
      const file = join(stack.folder, 'tokens/tallylight-reporter-token');
      await writeFile(file, 'a token that nobody knows');
      try {
        const { code, said } = await drill('stream-down', '--stream', 'lost', '--limit-seconds', '4');
        expect(said.at(-1)).toMatch(
          /^! drill failed: stream-down:lost was not on the board within 4 s; Alertmanager has it/,
        );
        expect(code).toBe(1);
      } finally {
        await writeFile(file, TOKENS.reporter);
      }
      await waitFor('Alertmanager to have forgotten it', async () => (await ofDrills()).length === 0);
    });

    test('that nobody takes, or about a trouble that is real, ends before it begins', async () => {
      const nobody = await drill('stream-down', '--stream', 'x', '--alertmanager', 'http://127.0.0.1:9');
      expect(nobody.said.at(-1)).toMatch(/^! drill failed: Alertmanager at http:\/\/127\.0\.0\.1:9 does not answer: /);
      expect(nobody.code).toBe(1);
      const real = await drill('stream-down', '--stream', 'news');
      expect(real).toMatchObject({ code: 1 });
      expect(real.said.at(-1)).toBe(
        '! drill failed: stream-down:news is on the board already; take a name that nothing has',
      );
    });
  });

  test.each([
    ['nobody', undefined],
    ['a viewer', TOKENS.viewer],
    ['the scraper', TOKENS.scraper],
  ])('%s may not tell of alerts', async (_who, token) => {
    const answer = await host.ask('/alerts/intake', { token, body: grafanaWebhook('firing') });
    expect(answer).toMatchObject({ status: 403 });
  });

  test('the reporter may do that and nothing else', async () => {
    expect(await host.ask('/alerts', { token: TOKENS.reporter })).toMatchObject({ status: 403 });
  });
});

/** As the webhook contact point of Grafana sends it. */
function grafanaWebhook(status: 'firing' | 'resolved'): object {
  const labels = {
    alertname: 'StreamDown',
    grafana_folder: 'Tallylight',
    severity: 'error',
    stream: 'news',
    team: 'video',
  };
  const annotations = { summary: 'news is down', runbook_url: 'docs/alerts.md#stream-down' };
  return {
    receiver: 'Tallylight board',
    status,
    orgId: 1,
    alerts: [
      {
        ...{ status, labels, annotations, fingerprint: '7c9fbd4a0a4f2f6e' },
        startsAt: new Date(Date.now() - 20_000).toISOString(),
        endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : new Date().toISOString(),
        generatorURL: 'https://grafana.example/alerting/grafana/tl-stream-down/view?orgId=1',
        silenceURL: 'https://grafana.example/alerting/silence/new?alertmanager=grafana&matcher=alertname%3DStreamDown',
        dashboardURL: 'https://grafana.example/d/tallylight-streams?orgId=1',
        panelURL: 'https://grafana.example/d/tallylight-streams?orgId=1&viewPanel=1',
        values: { A: 0, B: 1, C: 1 },
        valueString: "[ var='A' labels={stream=news} value=0 ]",
      },
    ],
    groupLabels: { alertname: 'StreamDown', grafana_folder: 'Tallylight' },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: 'https://grafana.example/',
    version: '1',
    groupKey: '{}/{}:{alertname="StreamDown", grafana_folder="Tallylight"}',
    truncatedAlerts: 0,
    title: `[${status.toUpperCase()}:1] StreamDown Tallylight (error news video)`,
    state: status === 'firing' ? 'alerting' : 'ok',
    message: `**${status}**`,
  };
}
