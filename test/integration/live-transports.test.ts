/** The live channel by each transport and each way: directly, through Grafana's rules, through nginx, through faults. */
import { createLiveClient, pollTransport, sseTransport, type Transport, webSocketTransport } from '@tallylight/client';
import { afterEach, describe, expect, test } from 'vitest';
import { buildWorkbench, Closing, PROXY } from '../../grafana-plugin/workbench/testing/builders.ts';
import { startFaultProxy } from '../parts/fault-proxy.ts';
import { startLiveHost } from '../parts/live-host.ts';
import { startNginx } from '../parts/nginx.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { describeTransport, played, type SuiteParts, titles } from '../parts/transport-suite.ts';
import { waitFor } from '../parts/wait-for.ts';

const closing = new Closing();
afterEach(() => closing.close());
const after = (close: () => unknown): void => closing.add(close);

const TRANSPORTS: readonly (readonly [string, () => Transport])[] = [
  ['WebSocket', webSocketTransport],
  ['SSE', sseTransport],
  ['long poll', pollTransport],
];

function describeAll(how: string, through: SuiteParts['through'], signsIn = false): void {
  describe(how, () => {
    for (const [name, transport] of TRANSPORTS) describeTransport(name, transport, { through, after, signsIn });
  });
}

describeAll('directly', async (target) => ({ url: target }));

describeAll(
  'through a proxy with Grafana’s rules',
  async (target, token) => {
    const { url } = await buildWorkbench(closing, { target, ...(token !== undefined && { secrets: { token } }) });
    return { url: `${url}${PROXY}` };
  },
  true,
);

describeAll('through a proxy that gives a byte at a time', async (target) => {
  const proxy = await startFaultProxy(target);
  after(() => proxy.close());
  proxy.sliceBytes = 1;
  return proxy;
});

describeAll('through a slow proxy', async (target) => {
  const proxy = await startFaultProxy(target);
  after(() => proxy.close());
  proxy.delayMs = 40;
  return proxy;
});

const nginx = findPart(PARTS.nginx);
describe.skipIf(nginx === undefined)('nginx', () => {
  const program = nginx ?? '';
  describeAll('as it comes', async (target) => {
    const proxy = await startNginx(program, target);
    after(() => proxy.close());
    return proxy;
  });

  test.each(TRANSPORTS)('that cuts what is silent costs no event: %s', async (_, transport) => {
    const host = await startLiveHost({ tickMs: 3_000, historyMs: 30_000 });
    after(host.close);
    const proxy = await startNginx(program, host.url, { silenceMs: 1_000 });
    after(proxy.close);
    const live = createLiveClient({ url: `${proxy.url}/tallylight/v1`, transports: [transport()] });
    after(live.close);
    const activity = live.subscribe('activity');
    await waitFor('the subscription', () => activity.status.phase === 'live');
    for (let item = 1; item <= 4; item += 1) {
      const { resumes } = activity;
      host.play(item);
      await waitFor('the event', () => played(activity).includes(`item ${item}`));
      // Long poll ends each answer anyway.
      if (transport !== pollTransport) await waitFor('a cut and a resume', () => activity.resumes > resumes);
    }
    expect(played(activity)).toEqual(titles(1, 4));
    expect(activity.gaps).toEqual([]);
  });
});

describe('a way that dies without a word', () => {
  test.each(TRANSPORTS)('is found, and nothing is lost: %s', async (_, transport) => {
    const host = await startLiveHost({ live: { pingMs: 1_000 } });
    after(host.close);
    const proxy = await startFaultProxy(host.url);
    after(proxy.close);
    const live = createLiveClient({ url: `${proxy.url}/tallylight/v1`, transports: [transport()] });
    after(live.close);
    const activity = live.subscribe('activity');
    const streams = live.subscribe('streams');
    await waitFor('the subscriptions', () => activity.status.phase === 'live' && streams.status.phase === 'live');
    host.play(1, 5);
    await waitFor('five items', () => played(activity).length === 5);
    proxy.die();
    host.play(6, 10);
    await waitFor('rows that say that they are old', () => streams.status.phase === 'stale');
    await waitFor('ten items', () => played(activity).length === 10);
    expect(played(activity)).toEqual(titles(1, 10));
    expect(activity.gaps).toEqual([]);
  });
});

describe('choosing by itself', () => {
  async function reading(set: (proxy: Awaited<ReturnType<typeof startFaultProxy>>) => void) {
    const host = await startLiveHost();
    after(host.close);
    const proxy = await startFaultProxy(host.url);
    after(proxy.close);
    set(proxy);
    const live = createLiveClient({ url: `${proxy.url}/tallylight/v1` });
    after(live.close);
    const streams = live.subscribe('streams');
    await waitFor('the rows', () => streams.state.has('news'));
    return { host, proxy, live, streams };
  }

  test('WebSocket is taken where it works', async () => {
    const { live } = await reading(() => {});
    expect(live.status.transport).toBe('websocket');
  });

  test('where upgrades are refused, event streams are', async () => {
    const { live } = await reading((proxy) => {
      proxy.refusesUpgrades = true;
    });
    expect(live.status).toMatchObject({ phase: 'open', transport: 'sse', attempt: 0 });
  });

  test('where streams are held back too, long poll is', async () => {
    const { live, host, streams } = await reading((proxy) => {
      proxy.refusesUpgrades = true;
      proxy.holdsStreams = true;
    });
    expect(live.status.transport).toBe('poll');
    host.tally.stream('sport');
    await waitFor('the new row', () => streams.state.has('sport'));
  });
});
