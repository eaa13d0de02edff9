/**
 * One player's side of CMCD: what it tells with its requests and in posts of its own, and whether it does at all. The player
 * says what happened to it; which words that takes is known here.
 */
import { type EventFacts, eventReport, type RequestFacts, requestReport, withReport } from './cmcd.ts';
import { createEventPost } from './event-post.ts';
import type { Totals } from './totals.ts';
import type { Viewer } from './viewers.ts';

/** What the player knows when it asks for something. */
export type Asking = Omit<RequestFacts, 'starved' | 'urgent'>;

export interface Voice {
  /** The address to ask for: with a report in it, if this player sends any. */
  about(url: URL, asking: Asking): URL;
  /** The first picture is there. */
  began(): void;
  /** A stall is over. */
  stalled(lastedMs: number): void;
  /** Nothing special happened. */
  goesOn(): void;
  /** Says good-bye; resolves when all is posted or lost. */
  left(): Promise<void>;
}

export interface VoiceParts {
  readonly origin: string;
  readonly viewer: Viewer;
  readonly totals: Totals;
  readonly cut: AbortSignal;
}

/** Between two events that only say that time goes on. */
const TIME_EVENT_MS = 10_000;

export function createVoice({ origin, viewer, totals, cut }: VoiceParts): Voice {
  const { sid, cmcd = 'header', stream } = viewer;
  if (sid === undefined || cmcd === 'header') return SILENT;
  const joinedMs = performance.now();
  const onTaken = (lines: number): void => {
    totals.reports.events += lines;
  };
  const post = cmcd === 'events' ? createEventPost(origin, stream, cut, onTaken) : undefined;
  const tell = (...events: readonly EventFacts[]): void =>
    post?.say(...events.map((facts) => eventReport(sid, stream, facts)));
  /** The picture stood still and no request has said so yet. */
  let untold = false;
  let nextTimeEventMs = joinedMs + TIME_EVENT_MS;

  tell({ event: 'ps', state: 's', atMs: Date.now() });
  return {
    about(url, asking) {
      const facts = { ...asking, starved: untold, urgent: asking.bufferMs === 0 };
      untold = false;
      return withReport(url, requestReport(cmcd === 'query' ? 1 : 2, sid, stream, facts));
    },
    began() {
      tell({ event: 'ps', state: 'p', atMs: Date.now(), startupMs: performance.now() - joinedMs });
    },
    stalled(lastedMs) {
      untold = true;
      // Told when it is over: this player does not look at the clock while it waits for a segment.
      const atMs = Date.now();
      tell({ event: 'ps', state: 'r', atMs: atMs - lastedMs }, { event: 'ps', state: 'p', atMs, starvedMs: lastedMs });
    },
    goesOn() {
      if (performance.now() < nextTimeEventMs) return;
      nextTimeEventMs = performance.now() + TIME_EVENT_MS;
      tell({ event: 't', state: 'p', atMs: Date.now() });
    },
    async left() {
      tell({ event: 'ps', state: 'q', atMs: Date.now() });
      await post?.flush();
    },
  };
}

const SILENT: Voice = {
  about: (url) => url,
  began() {},
  stalled() {},
  goesOn() {},
  left: async () => {},
};
