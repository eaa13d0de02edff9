/**
 * A host with screens at sites, each in a state that a test chose and that stays: who is to be away promised a heartbeat each
 * second and gives none more. Screens can be made to answer commands over real HTTP, as a player does.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTallylight, type Tallylight, type TallylightOptions } from '@tallylight/sdk';

export type ScreenState = 'playing' | 'online' | 'dark' | 'offline' | 'unknown';

export interface Screen {
  readonly id: string;
  readonly site: string;
  readonly state: ScreenState;
  readonly title?: string;
}

export interface ScreenFleet {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly tally: Tallylight;
  /** Puts a screen there, or into another state. `offline` is seen after two and a half seconds. */
  set(screen: Screen): void;
  /** One heartbeat over HTTP as a player sends it; its answer has the commands. */
  beat(
    id: string,
    body?: object,
  ): Promise<{ readonly commands: readonly { readonly id: string; readonly name: string }[] }>;
  close(): Promise<void>;
}

/** Who stays away for the length of any test is not missed. */
const PATIENT_MS = 3_600_000;

export async function startScreenFleet(options: TallylightOptions = {}, port = 0): Promise<ScreenFleet> {
  const server = createServer((_request, response) => response.writeHead(404).end());
  const tally = createTallylight({
    tickMs: 500,
    historyMs: 10_000,
    trustedProxies: ['127.0.0.0/8'],
    actions: { device: { command: true } },
    ...options,
  });
  tally.attach(server);
  await tally.ready;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${taken}`;
  return {
    url,
    port: taken,
    tally,
    set({ id, site, state, title = 'Spring sale' }) {
      tally.site(site, { title: site });
      const device = tally.device(id, {
        name: id.replace('-', ' ').replace(/^./, (letter) => letter.toUpperCase()),
        serial: `SN-${id}`,
        site,
        heartbeatIntervalMs: state === 'offline' ? 1_000 : PATIENT_MS,
      });
      if (state === 'unknown') return;
      device.heartbeat({
        playing: state === 'online' ? null : { title, campaign: 'spring' },
        screenOn: state !== 'dark',
        contentInSync: true,
        cpuRatio: 0.31,
        temperatureCelsius: 44,
      });
    },
    async beat(id, body = {}) {
      const answer = await fetch(`${url}/tallylight/v1/devices/${id}/heartbeat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await answer.json()) as Awaited<ReturnType<ScreenFleet['beat']>>;
    },
    async close() {
      await tally.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

const SITES = ['Paris', 'Rome', 'Lisbon', 'Oslo', 'Wien', 'Porto', 'Gent', 'Brno'];
const TITLES = [
  'Spring sale',
  'Opening hours',
  'Today’s menu with a title that is much too long for its place',
  'Loyalty card',
];

/** A usual fleet: most play, a few are idle, dark, away, or were never heard. */
export function usualScreens(count: number): Screen[] {
  return Array.from({ length: count }, (_, index) => {
    const at = (index * 7919) % 101;
    const state: ScreenState =
      at < 4 ? 'offline' : at < 6 ? 'dark' : at < 8 ? 'unknown' : at < 16 ? 'online' : 'playing';
    return {
      id: `screen-${index + 1}`,
      site: SITES[(index * 31) % (count > 5_000 ? SITES.length : Math.min(SITES.length, 4))] as string,
      state,
      title: TITLES[index % TITLES.length] as string,
    };
  });
}
