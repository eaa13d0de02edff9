/** Real clients that write down all they are told of the topic `activity`, by epoch. */
import {
  createLiveClient,
  type LiveClient,
  type LiveClientOptions,
  type Subscription,
  type Transport,
} from '@tallylight/client';
import { leanSocket } from '../../parts/lean-socket.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { type Heard, judge, type Told, type Verdict } from './oracle.ts';
import { seeded } from './seed.ts';

/** A client for which time passes so many times as fast: its patience is that of the protocol all the same. */
export function hasty(times: number): Partial<LiveClientOptions> {
  return {
    now: () => performance.now() * times,
    timers: {
      setTimeout: (run: () => void, ms?: number) => setTimeout(run, (ms ?? 0) / times),
      clearTimeout,
    } as NonNullable<LiveClientOptions['timers']>,
  };
}

export interface Reader {
  readonly live: LiveClient;
  readonly activity: Subscription<never>;
  /** What it heard last, as a place in the log. */
  readonly offset: number;
  readonly events: number;
  /** Epochs that it was greeted in, in their order. */
  readonly epochs: readonly string[];
  /** Why it was told that it begins anew. */
  readonly resets: readonly string[];
  /** Waits that it chose before it came back, ms. */
  readonly waits: readonly number[];
  heard(epoch: string): readonly Heard[];
  told(epoch: string): readonly Told[];
  /** How that epoch went for it. `journal`: what it was entitled to. */
  verdict(epoch: string, journal: readonly string[]): Verdict;
}

export function startReader(url: string, options: Partial<LiveClientOptions> = {}): Reader {
  const heard = new Map<string, Heard[]>();
  const told = new Map<string, Told[]>();
  const epochs: string[] = [];
  const resets: string[] = [];
  const waits: number[] = [];
  const known = new WeakSet<object>();
  let offset = 0;
  let events = 0;
  const live = createLiveClient({ url, transports: [leanSocket as Transport], ...options });
  const epoch = (): string => live.status.epoch ?? '';
  live.onStatus(({ phase, retryInMs }) => {
    if (phase === 'waiting' && retryInMs !== undefined) waits.push(retryInMs);
    if (phase === 'open' && epochs.at(-1) !== epoch()) epochs.push(epoch());
  });
  const activity = live.subscribe('activity', {
    onEvent(event) {
      put(heard, epoch(), { id: event.id, offset: event.offset });
      offset = event.offset;
      events += 1;
    },
  });
  activity.onChange(({ gaps }) => {
    for (const gap of gaps) {
      if (known.has(gap)) continue;
      known.add(gap);
      const { from, to, why } = gap;
      if (from === undefined || to === undefined) resets.push(why);
      else put(told, epoch(), { from, to });
    }
  });
  return {
    live,
    activity,
    epochs,
    resets,
    waits,
    get offset() {
      return offset;
    },
    get events() {
      return events;
    },
    heard: (of) => heard.get(of) ?? [],
    told: (of) => told.get(of) ?? [],
    verdict: (of, journal) => judge(journal, heard.get(of) ?? [], told.get(of) ?? []),
  };
}

/** So many at once, each with its own chance; resolves when all are subscribed. */
export async function startReaders(
  url: string,
  { many, seed, ...options }: { readonly many: number; readonly seed: number } & Partial<LiveClientOptions>,
): Promise<Reader[]> {
  const readers = Array.from({ length: many }, (_, index) =>
    startReader(url, { random: seeded(seed * 100_003 + index), ...options }),
  );
  await allLive(readers);
  return readers;
}

export async function allLive(readers: readonly Reader[]): Promise<void> {
  await waitFor('all to be subscribed', () => readers.every(({ activity }) => activity.status.phase === 'live'));
}

export function closeAll(readers: readonly Reader[]): void {
  for (const { live } of readers) live.close();
}

function put<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
