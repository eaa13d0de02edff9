/**
 * Who watches: a person at an address, with a device, who chose a stream. Two viewers of one crowd differ in address, user
 * agent or stream, which is what an origin can tell them apart by.
 */
import type { CmcdWay } from './cmcd.ts';
import { VIEWER_COUNTRIES, type ViewerCountry } from './countries.ts';
import type { Random } from './random.ts';

export type Device = 'tv' | 'mobile' | 'desktop' | 'stb';

export interface Viewer {
  /** Stream id at the origin. */
  readonly stream: string;
  /** What the proxy in front of the origin would put into X-Forwarded-For. */
  readonly address: string;
  /** ISO 3166-1 alpha-2 of the address. */
  readonly country: string;
  readonly userAgent: string;
  /** One connection for all requests, or one for each. */
  readonly keepAlive: boolean;
  /** CMCD session id; without one the player says nothing of itself. */
  readonly sid?: string;
  /** How it says it. @default 'header', the session id alone */
  readonly cmcd?: CmcdWay;
}

interface KnownDevice {
  readonly device: Device;
  readonly weight: number;
  readonly userAgent: string;
  /** What its player can; native players and old boxes send no CMCD. */
  readonly cmcd?: CmcdWay;
}

/** Devices as their players introduce themselves, with how often they are met. */
export const DEVICES: readonly KnownDevice[] = [
  {
    device: 'tv',
    weight: 5,
    userAgent:
      'Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV Safari/537.36',
    cmcd: 'query',
  },
  {
    device: 'tv',
    weight: 3,
    userAgent:
      'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.5359.211 Safari/537.36 WebAppManager',
  },
  {
    device: 'mobile',
    weight: 4,
    userAgent: 'AppleCoreMedia/1.0.0.21F90 (iPhone; U; CPU OS 17_5_1 like Mac OS X; en_us)',
  },
  {
    device: 'mobile',
    weight: 4,
    userAgent: 'DemoPlayer/3.2 (Linux;Android 14) AndroidXMedia3/1.4.1',
    cmcd: 'query',
  },
  {
    device: 'desktop',
    weight: 4,
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    cmcd: 'query',
  },
  {
    device: 'desktop',
    weight: 2,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
    cmcd: 'events',
  },
  {
    device: 'stb',
    weight: 2,
    userAgent:
      'Mozilla/5.0 (QtEmbedded; U; Linux; C) AppleWebKit/533.3 (KHTML, like Gecko) MAG250 stbapp ver: 4 rev: 2721',
  },
];

/** Makes a viewer for a place in the crowd. */
export type InventViewer = (place: number) => Viewer;

/**
 * Makes viewers without end, no two alike until a country has used up its 254 addresses. The first places of a crowd are
 * spread over all countries, one each, and stay there whoever sits in them, so that the map is never empty; the others go
 * by weight.
 */
export function createViewers(random: Random, streams: readonly string[]): InventViewer {
  const made = new Map<ViewerCountry, number>();
  const spread = shuffled(VIEWER_COUNTRIES, random);
  // The first stream is watched most, the second half as much, and so on: audiences are like that.
  const popularity = new Map(streams.map((stream, index) => [stream, 1 / (index + 1)]));
  return (place) => {
    const country = spread[place] ?? random.pick(VIEWER_COUNTRIES, ({ weight }) => weight);
    const count = made.get(country) ?? 0;
    made.set(country, count + 1);
    const { userAgent, cmcd } = random.pick(DEVICES, ({ weight }) => weight);
    return {
      stream: random.pick(streams, (stream) => popularity.get(stream) ?? 0),
      address: `${country.network}.${1 + (count % 254)}`,
      country: country.code,
      userAgent,
      keepAlive: random.chance(0.8),
      ...(cmcd === undefined ? {} : { cmcd, sid: sessionId(random) }),
    };
  };
}

/** 128 bits, as players draw them. */
function sessionId(random: Random): string {
  const word = (): string =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return Array.from({ length: 4 }, word).join('');
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, draw: random.next() }))
    .sort((a, b) => a.draw - b.draw)
    .map(({ item }) => item);
}
