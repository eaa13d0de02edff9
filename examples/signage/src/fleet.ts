/**
 * A simulated fleet of signage screens: two of three post their heartbeats to an origin with Tallylight, at the pace that the
 * answers ask for, and take the commands in them; every third holds a WebSocket. Some go silent and come back, one is dark,
 * one has a wrong clock. As a module it is what tests count with, as a program it gives the demo its devices. Run:
 * `node src/fleet.ts --help`.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SCREEN_COUNT, screenAt } from '@tallylight/example-hls-origin/estate';
import { runProgram, wholeNumber } from '@tallylight/example-hls-origin/program';
import { createRandom, type Random } from '@tallylight/example-hls-origin/random';
import { type Beat, createScreen, type Oddity, type Order, type Screen } from './screen.ts';
import { beginSocketLife } from './socket-life.ts';

export interface FleetOptions {
  /** Where the origin is, e.g. `http://127.0.0.1:4100`. */
  readonly origin: string;
  /** Screens; more than the origin declares are strangers to it. @default 40 */
  readonly count?: number;
  /** @default 1 */
  readonly seed?: number;
  /** How long an unsteady screen is there before it goes silent, and how long it is away then, both on average. */
  readonly silence?: { readonly afterMs: number; readonly forMs: number };
}

/** Counted by the fleet itself. */
export interface FleetTotals {
  /** Heartbeats that were answered, or said over a socket. */
  heartbeats: number;
  /** Heartbeats that nobody answered, or with a refusal; sockets that broke. */
  failed: number;
  /** Times that a screen went silent. */
  silences: number;
  /** Orders as they came, and again if they did. */
  orders: number;
}

export interface Fleet {
  start(): void;
  readonly totals: Readonly<FleetTotals>;
  /** Ids of the screens, and of those among them that hold a socket. */
  readonly ids: readonly string[];
  readonly onSocket: ReadonlySet<string>;
  /** What is odd about which screen. */
  readonly oddities: ReadonlyMap<string, Oddity>;
  /** Ends all at once. */
  stop(): Promise<Readonly<FleetTotals>>;
}

/** Until an answer says otherwise. */
const FIRST_INTERVAL_MS = 5000;
const ANSWER_LIMIT_MS = 5000;
const RESTART_MS = 3000;
/** One of so many holds a socket; that one looks so often what is on. */
const SOCKET_OF = 3;
const LOOK_MS = 500;
const SILENCE = { afterMs: 90_000, forMs: 30_000 };
/** One of each, and of the unsteady ones three. */
const ODDITIES: readonly Oddity[] = ['dark', 'wrong-clock', 'stale-content', 'hot', 'unsteady', 'unsteady', 'unsteady'];

interface Answer {
  readonly intervalMs: number;
  readonly commands: readonly Order[];
}

export function createFleet(options: FleetOptions): Fleet {
  const { origin, count = SCREEN_COUNT, seed = 1, silence = SILENCE } = options;
  const ids = Array.from({ length: count }, (_, index) => screenAt(index).id);
  const onSocket = new Set(ids.filter((_, index) => index % SOCKET_OF === SOCKET_OF - 1));
  const oddities = chooseOddities(ids, createRandom(seed));
  const totals: FleetTotals = { heartbeats: 0, failed: 0, silences: 0, orders: 0 };
  const stopping = new AbortController();
  const { signal } = stopping;
  setMaxListeners(0, signal);
  let lives: Promise<unknown> | undefined;

  const wait = (ms: number): Promise<unknown> => delay(ms, undefined, { signal }).catch(() => {});

  const live = async (id: string, index: number): Promise<void> => {
    const random = createRandom(seed * 1000 + index);
    const oddity = oddities.get(id);
    const screen = createScreen(id, random, oddity, Date.now());
    await wait(random.next() * FIRST_INTERVAL_MS);
    await (onSocket.has(id) ? liveBySocket : liveByPost)(screen, oddity, random);
  };

  const liveBySocket = async (screen: Screen, oddity: Oddity | undefined, random: Random): Promise<void> => {
    while (!signal.aborted) {
      const silentFromMs = nextSilence(oddity, random);
      const socket = beginSocketLife({
        origin,
        screen,
        count(what) {
          totals[what] += 1;
        },
      });
      while (!signal.aborted && !socket.restarts && performance.now() < silentFromMs) {
        socket.show(Date.now());
        await wait(LOOK_MS);
      }
      socket.end();
      if (socket.restarts || signal.aborted) await wait(RESTART_MS);
      else {
        totals.silences += 1;
        await wait(silence.forMs * random.between(0.5, 1.5));
      }
    }
  };

  const liveByPost = async (screen: Screen, oddity: Oddity | undefined, random: Random): Promise<void> => {
    let intervalMs = FIRST_INTERVAL_MS;
    let silentFromMs = nextSilence(oddity, random);
    while (!signal.aborted) {
      const beatMs = performance.now();
      if (beatMs >= silentFromMs) {
        totals.silences += 1;
        await wait(silence.forMs * random.between(0.5, 1.5));
        silentFromMs = nextSilence(oddity, random);
        continue;
      }
      const answer = await post(screen);
      intervalMs = answer?.intervalMs ?? intervalMs;
      const restarts = answer !== undefined && screen.obey(answer.commands, Date.now());
      await wait(restarts ? RESTART_MS : beatMs + intervalMs - performance.now());
    }
  };

  const nextSilence = (oddity: Oddity | undefined, random: Random): number =>
    oddity === 'unsteady' ? performance.now() + silence.afterMs * random.between(0.5, 1.5) : Number.POSITIVE_INFINITY;

  /** Undefined when nobody answered; the next beat tells what this one would have. */
  const post = async (screen: Screen): Promise<Answer | undefined> => {
    const beat: Beat = screen.beat(Date.now());
    try {
      const answer = await fetch(new URL(`/tallylight/v1/devices/${encodeURIComponent(screen.id)}/heartbeat`, origin), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(beat),
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]),
      });
      if (!answer.ok) throw new Error(await answer.text());
      const said = (await answer.json()) as Answer;
      totals.heartbeats += 1;
      totals.orders += said.commands.length;
      return said;
    } catch {
      if (!signal.aborted) totals.failed += 1;
      screen.lost(beat);
      return undefined;
    }
  };

  return {
    totals,
    ids,
    onSocket,
    oddities,
    start() {
      if (signal.aborted) return;
      lives ??= Promise.all(ids.map(live));
    },
    async stop() {
      stopping.abort();
      await lives;
      return totals;
    },
  };
}

/** One screen for each oddity, as far as there are screens. */
function chooseOddities(ids: readonly string[], random: Random): ReadonlyMap<string, Oddity> {
  const left = [...ids];
  const chosen = new Map<string, Oddity>();
  for (const oddity of ODDITIES.slice(0, ids.length)) {
    const [id] = left.splice(Math.floor(random.next() * left.length), 1);
    if (id !== undefined) chosen.set(id, oddity);
  }
  return chosen;
}

const HELP = `Usage: node src/fleet.ts [options]

Simulated screens that report and take commands, two of three by POST, the others over WebSocket; some go silent and come back.

  --origin <url>  the demo origin (default http://127.0.0.1:4100)
  --screens <n>   how many (default ${SCREEN_COUNT})
  --seed <n>      the same seed gives the same fleet (default: a new one each time, printed)
  --help          this text`;

/** Between two lines on the terminal. */
const REPORT_MS = 30_000;

if (import.meta.main) {
  await runProgram(async () => {
    const { values } = parseArgs({
      options: {
        origin: { type: 'string', default: 'http://127.0.0.1:4100' },
        screens: { type: 'string', default: String(SCREEN_COUNT) },
        seed: { type: 'string', default: String(Date.now() % 100_000) },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.info(HELP);
      process.exit(0);
    }
    const count = wholeNumber('--screens', values.screens, 1, 10_000);
    const seed = wholeNumber('--seed', values.seed, 0, 2 ** 31);
    if (!URL.canParse(values.origin) || !values.origin.startsWith('http://')) {
      throw new Error(`--origin: expected an http:// address, received ${JSON.stringify(values.origin)}.`);
    }
    const fleet = createFleet({ origin: values.origin, count, seed });
    fleet.start();
    console.info(`${count} screens report to ${values.origin} (seed ${seed})`);
    const report = setInterval(() => console.info(describe(fleet.totals)), REPORT_MS);
    return {
      close: () => {
        clearInterval(report);
        return fleet.stop();
      },
    };
  });
}

function describe({ heartbeats, failed, silences, orders }: Readonly<FleetTotals>): string {
  return `${heartbeats} heartbeats, ${orders} orders, ${silences} silences, ${failed} unanswered`;
}
