/**
 * What a player says of itself by CMCD, as players in the world do: with each request in the query (CTA-5004, version 1), or
 * besides by posts of its own when its state changes and every ten seconds (CTA-5004-B, version 2, event mode). All of it
 * comes from what the player really does. Written apart from the SDK on purpose: it must not agree with its mistakes.
 */

/** How a player sends it. `header` is the session id alone. */
export type CmcdWay = 'header' | 'query' | 'events';

type Value = string | number | boolean | Token;
interface Token {
  readonly token: string;
}
type Report = Readonly<Record<string, Value | undefined>>;

/** What stands behind a request. */
export interface RequestFacts {
  /** What is asked for: manifest, init section, or picture and sound together. */
  readonly object: 'm' | 'i' | 'av';
  /** Of the rendition, bits per second. */
  readonly bitsPerSecond: number | undefined;
  readonly durationMs: number | undefined;
  /** Media in the buffer. */
  readonly bufferMs: number;
  /** As last measured, bits per second. */
  readonly throughput: number | undefined;
  /** The buffer ran dry since the last request. */
  readonly starved: boolean;
  /** Nothing to show until this has come. */
  readonly urgent: boolean;
}

/** Player states: starting, playing, rebuffering, quit. */
export type PlayerState = 's' | 'p' | 'r' | 'q';

/** The value of the query argument `CMCD`. */
export function requestReport(version: 1 | 2, sid: string, stream: string, facts: RequestFacts): string {
  const isMedia = facts.object === 'av';
  return encode({
    ...(isMedia ? { br: kilobits(facts.bitsPerSecond), d: facts.durationMs } : {}),
    bl: isMedia ? toHundreds(facts.bufferMs) : undefined,
    bs: facts.starved,
    cid: stream,
    mtp: facts.throughput === undefined ? undefined : toHundreds(facts.throughput / 1000),
    ot: { token: facts.object },
    sf: { token: 'h' },
    sid,
    st: { token: 'l' },
    su: facts.urgent,
    v: version === 1 ? undefined : version,
  });
}

export interface EventFacts {
  /** State change, or the passing of time. */
  readonly event: 'ps' | 't';
  readonly state: PlayerState;
  /** On the player's wall clock, epoch ms. */
  readonly atMs: number;
  /** From the wish to play to the first picture; told once. */
  readonly startupMs?: number | undefined;
  /** How long the stall that is over now was. */
  readonly starvedMs?: number | undefined;
}

/** One line of a post. */
export function eventReport(sid: string, stream: string, facts: EventFacts): string {
  return encode({
    bsd: facts.starvedMs === undefined ? undefined : Math.round(facts.starvedMs),
    cid: stream,
    e: { token: facts.event },
    msd: facts.startupMs === undefined ? undefined : Math.round(facts.startupMs),
    sf: { token: 'h' },
    sid,
    st: { token: 'l' },
    sta: { token: facts.state },
    ts: Math.round(facts.atMs),
    v: 2,
  });
}

/** The same address with a report in its query. */
export function withReport(url: URL, report: string): URL {
  const said = new URL(url);
  said.searchParams.set('CMCD', report);
  return said;
}

/** Keys in the order of the alphabet; what is false or unknown is left out. */
function encode(report: Report): string {
  return Object.entries(report)
    .flatMap(([key, value]) => {
      if (value === undefined || value === false) return [];
      if (value === true) return [key];
      if (typeof value === 'object') return [`${key}=${value.token}`];
      return [`${key}=${typeof value === 'number' ? String(value) : JSON.stringify(value)}`];
    })
    .sort()
    .join(',');
}

const kilobits = (bits: number | undefined): number | undefined =>
  bits === undefined ? undefined : Math.round(bits / 1000);

const toHundreds = (value: number): number => Math.round(value / 100) * 100;
