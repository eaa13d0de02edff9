/** The fleet against a real host of the SDK on a free port. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTallylight, type DeviceRow, type Tallylight } from '@tallylight/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFleet, type Fleet } from './fleet.ts';
import type { Oddity } from './screen.ts';

const patiently = { timeout: 30_000, interval: 50 };

describe('the fleet', { timeout: 60_000 }, () => {
  let server: Server;
  let tally: Tallylight;
  let fleet: Fleet | undefined;

  const listen = async (port: number): Promise<void> => {
    server = createServer((_request, response) => response.writeHead(404).end());
    // The shortest interval there is, so that a test is short.
    tally = createTallylight({ tickMs: 100, historyMs: 1000, devices: { heartbeatIntervalMs: 1000 } });
    tally.attach(server);
    await once(server.listen(port, '127.0.0.1'), 'listening');
  };
  const port = (): number => (server.address() as AddressInfo).port;
  const close = async (): Promise<void> => {
    await tally.close();
    server.closeAllConnections();
    await once(server.close(), 'close');
  };
  const row = (id: string): DeviceRow | undefined => tally.snapshot('devices').get(id);
  const odd = (oddity: Oddity): string => [...(fleet?.oddities ?? [])].find(([, one]) => one === oddity)?.[0] ?? '';
  const begin = (count: number, silence?: { afterMs: number; forMs: number }): Fleet => {
    fleet = createFleet({ origin: `http://127.0.0.1:${port()}`, count, seed: 3, ...(silence ? { silence } : {}) });
    fleet.start();
    return fleet;
  };

  beforeEach(() => listen(0));
  afterEach(async () => {
    await fleet?.stop();
    fleet = undefined;
    await close();
  });

  it('tells of each screen what it shows and how it is, and nothing that cannot be', async () => {
    const { ids } = begin(12);
    await vi.waitFor(() => {
      for (const id of ids) expect(row(id)?.state, id).toBe('playing');
    }, patiently);
    for (const id of ids) {
      const said = row(id);
      expect(said?.nowPlaying?.campaign).toMatch(/\S/);
      expect(said?.cpuRatio).toBeGreaterThan(0);
      expect(said?.memoryBytes).toBeGreaterThan(2 ** 28);
      expect(said?.version).toMatch(/^4\.\d\.\d$/);
      expect(said?.screenOn).toBe(id !== odd('dark'));
      expect(said?.contentSyncRatio).toBe(id === odd('stale-content') ? 0.8 : 1);
    }
    expect(Math.abs((row(odd('wrong-clock'))?.clockSkewMs ?? 0) - 95_000)).toBeLessThan(10_000);
    const page = await (await fetch(`http://127.0.0.1:${port()}/metrics`)).text();
    expect(page).toMatch(/tallylight_device_heartbeats_total\{result="partial"\} 0\n/);
    expect(page).toMatch(/tallylight_device_heartbeats_total\{result="malformed"\} 0\n/);
  });

  it('takes commands and says how they ended', async () => {
    const { ids } = begin(8);
    const [first = ''] = ids.filter((id) => !fleet?.oddities.has(id));
    await vi.waitFor(() => expect(row(first)?.state).toBe('playing'), patiently);
    const order = (id: string, name: string) => tally.device(id).command(name).end;
    await vi.waitFor(() => expect(row(odd('stale-content'))?.state).toBe('playing'), patiently);
    const ends = Promise.all([
      order(first, 'reload-content'),
      order(first, 'open-door'),
      order(odd('stale-content'), 'reload-content'),
    ]);
    expect(await ends).toEqual([
      { result: 'ok', detail: null },
      { result: 'failed', detail: 'this screen cannot open-door' },
      { result: 'failed', detail: 'one of five files has a bad hash' },
    ]);
    const receivedBefore = row(first)?.receivedBytes ?? 0;
    expect(await order(first, 'reboot')).toMatchObject({ result: 'ok' });
    // Its own counters begin at 0 again; ours go on.
    expect(row(first)?.receivedBytes).toBeGreaterThanOrEqual(receivedBefore);
  });

  it('has screens on a socket, which do what they are told at once', async () => {
    const { ids, onSocket } = begin(6);
    expect([...onSocket]).toEqual([ids[2], ids[5]]);
    const [third = ''] = onSocket;
    tally.device(third, { heartbeatIntervalMs: 60_000 });
    await vi.waitFor(
      () => expect(row(third)).toMatchObject({ state: 'playing', screenOn: expect.any(Boolean) }),
      patiently,
    );
    const { end } = tally.device(third).command('screenshot');
    expect(await end).toEqual({ result: 'ok', detail: null });
    expect(await tally.device(third).command('reboot').end).toMatchObject({ result: 'ok' });
    await vi.waitFor(() => expect(row(third)?.state).toBe('playing'), patiently);
    const live = (await (await fetch(`http://127.0.0.1:${port()}/tallylight/v1/live/stats`)).json()) as {
      subjects: { device: number };
    };
    expect(live.subjects.device).toBeGreaterThan(0);
  });

  it('has screens that go silent and come back', async () => {
    const events: string[] = [];
    for (const name of ['device-offline', 'device-online'] as const)
      tally.on(name, ({ payload }) => events.push(`${name} ${payload.device}`));
    begin(8, { afterMs: 2000, forMs: 5000 });
    const unsteady = [...(fleet?.oddities ?? [])].filter(([, oddity]) => oddity === 'unsteady').map(([id]) => id);
    const [away] = await vi.waitFor(() => {
      const found = unsteady.filter((id) => {
        const offline = events.indexOf(`device-offline ${id}`);
        return offline >= 0 && events.indexOf(`device-online ${id}`, offline) > offline;
      });
      expect(found.length).toBeGreaterThan(0);
      return found;
    }, patiently);
    expect(away).toBeDefined();
    // The steady ones were never away.
    for (const event of events.filter((one) => one.startsWith('device-offline'))) {
      expect(unsteady).toContain(event.split(' ')[1]);
    }
  });

  it('waits for an origin that is away, and goes on when it is back', async () => {
    const { totals } = begin(3);
    await vi.waitFor(() => expect(totals.heartbeats).toBeGreaterThan(2), patiently);
    const at = port();
    await close();
    await vi.waitFor(() => expect(totals.failed).toBeGreaterThan(0), patiently);
    await listen(at);
    const before = totals.heartbeats;
    await vi.waitFor(() => expect(totals.heartbeats).toBeGreaterThan(before + 2), patiently);
  });

  it('of the same seed has the same oddities', () => {
    const of = (seed: number) => [...createFleet({ origin: 'http://127.0.0.1:9', seed }).oddities];
    expect(of(5)).toEqual(of(5));
    expect(of(5)).not.toEqual(of(6));
    expect(of(5).map(([, oddity]) => oddity)).toContain('dark');
  });
});
