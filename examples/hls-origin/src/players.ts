/**
 * The demo's audience: a crowd of real HTTP players. As a module it is what tests count with, as a program it gives the
 * demo its viewers. The crowd counts every body byte itself, so that what Tallylight says can be held against it.
 * Run: `node src/players.ts --help`.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { watch } from './audience/player.ts';
import { createRandom } from './audience/random.ts';
import { createTotals, type Totals } from './audience/totals.ts';
import { createViewers, type Viewer } from './audience/viewers.ts';
import { CHANNELS } from './channels.ts';
import { runProgram, wholeNumber } from './program.ts';

export interface PlayersOptions {
  /** Where the origin is, e.g. `http://127.0.0.1:4100`. */
  readonly origin: string;
  /** Places in the crowd. With chaos, who leaves is followed by somebody else. @default 40 */
  readonly count?: number;
  /** @default 1 */
  readonly seed?: number;
  /** Whether viewers come and go, stall, err and break off. Without it each of `count` stays until stopped. @default true */
  readonly chaos?: boolean;
  /** How much likelier than usual stalls, errors and breaking off are. @default 1 */
  readonly trouble?: number;
  /** Exactly these, instead of `count` invented ones; nobody follows them. */
  readonly viewers?: readonly Viewer[];
  /** Stream ids, the most watched first. @default the five of the demo */
  readonly streams?: readonly string[];
  /** The first viewers join spread over this time. @default 5000 */
  readonly joinOverMs?: number;
  /** Each viewer leaves after so many segments. @default no limit */
  readonly segmentLimit?: number;
  /** All leave after so long, finishing what they are reading. @default no limit */
  readonly durationMs?: number;
}

export interface Players {
  start(): void;
  /** Counted so far; goes on changing while they play. */
  readonly totals: Readonly<Totals>;
  /** Resolves when everybody has left, by a limit or by `stop`. */
  readonly done: Promise<Readonly<Totals>>;
  /** Calls everybody away. Graceful (the default): each finishes the body it is reading; else all is broken off. */
  stop(options?: { readonly graceful?: boolean }): Promise<Readonly<Totals>>;
}

/** A stay in front of the screen: most are short, some are long. */
const MEAN_STAY_MS = 120_000;
const SHORTEST_STAY_MS = 15_000;
/** How long a place stays empty. */
const MEAN_GAP_MS = 6000;

export function createPlayers(options: PlayersOptions): Players {
  const { origin, seed = 1, joinOverMs = 5000, segmentLimit = Number.POSITIVE_INFINITY, durationMs } = options;
  const { trouble = 1 } = options;
  const fixed = options.viewers;
  const chaos = options.chaos ?? true;
  const count = fixed?.length ?? options.count ?? 40;
  const streams = options.streams ?? CHANNELS.map(({ id }) => id);
  const totals = createTotals();
  const crowd = createRandom(seed);
  const invent = createViewers(crowd, streams);
  const leaving = new AbortController();
  const cutting = new AbortController();
  setMaxListeners(0, leaving.signal, cutting.signal);
  let allLeft: (totals: Readonly<Totals>) => void = () => {};
  const done = new Promise<Readonly<Totals>>((resolve) => {
    allLeft = resolve;
  });
  let started = false;

  const wait = (ms: number): Promise<unknown> => delay(ms, undefined, { signal: leaving.signal }).catch(() => {});

  /** One place in the crowd, from the first viewer on it to the last. */
  const place = async (index: number): Promise<void> => {
    const random = createRandom(seed * 1000 + index);
    await wait(random.next() * joinOverMs);
    while (!leaving.signal.aborted) {
      const stayMs = chaos && !fixed ? SHORTEST_STAY_MS + random.exponential(MEAN_STAY_MS) : Number.POSITIVE_INFINITY;
      totals.joins += 1;
      await watch({
        origin,
        viewer: fixed?.[index] ?? invent(index),
        random,
        chaos,
        trouble,
        segmentLimit,
        stayMs,
        totals,
        leave: leaving.signal,
        cut: cutting.signal,
      });
      totals.leaves += 1;
      if (fixed || !chaos || Number.isFinite(segmentLimit)) return;
      await wait(random.exponential(MEAN_GAP_MS));
    }
  };

  const stop: Players['stop'] = ({ graceful = true } = {}) => {
    leaving.abort();
    if (!graceful) cutting.abort();
    if (!started) allLeft(totals);
    return done;
  };

  return {
    totals,
    done,
    stop,
    start() {
      if (started || leaving.signal.aborted) return;
      started = true;
      if (durationMs !== undefined) void wait(durationMs).then(() => leaving.abort());
      const places = Array.from({ length: count }, (_, index) => place(index));
      // `watch` never rejects, so neither does a place.
      void Promise.all(places).then(() => {
        leaving.abort();
        allLeft(totals);
      });
    },
  };
}

const HELP = `Usage: node src/players.ts [options]

Real HTTP players from some thirty countries: they come, watch at the speed of the picture, stall, err and leave.

  --origin <url>  the demo origin (default http://127.0.0.1:4100)
  --viewers <n>   places in the crowd (default 40)
  --seed <n>      the same seed gives the same crowd (default: a new one each time, printed)
  --calm          nobody leaves, stalls or errs
  --help          this text`;

/** Between two lines on the terminal. */
const REPORT_MS = 30_000;

if (import.meta.main) {
  await runProgram(async () => {
    const { values } = parseArgs({
      options: {
        origin: { type: 'string', default: 'http://127.0.0.1:4100' },
        viewers: { type: 'string', default: '40' },
        seed: { type: 'string', default: String(Date.now() % 100_000) },
        calm: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.info(HELP);
      process.exit(0);
    }
    const count = wholeNumber('--viewers', values.viewers, 1, 10_000);
    const seed = wholeNumber('--seed', values.seed, 0, 2 ** 31);
    if (!URL.canParse(values.origin) || !values.origin.startsWith('http://')) {
      throw new Error(`--origin: expected an http:// address, received ${JSON.stringify(values.origin)}.`);
    }
    const players = createPlayers({ origin: values.origin, count, seed, chaos: !values.calm });
    players.start();
    console.info(`${count} viewers on their way to ${values.origin} (seed ${seed})`);
    const report = setInterval(() => console.info(describe(players.totals)), REPORT_MS);
    return {
      close: () => {
        clearInterval(report);
        return players.stop({ graceful: false });
      },
    };
  });
}

function describe(totals: Readonly<Totals>): string {
  const megabytes = (totals.bytes / 1e6).toFixed(1);
  const countries = Object.keys(totals.byCountry).length;
  return `${totals.joins - totals.leaves} watching, ${countries} countries, ${megabytes} MB in ${totals.responses} responses, ${totals.stalls} stalls, ${totals.reports.query + totals.reports.events} CMCD reports, ${totals.refused + totals.failed} errors`;
}
