/** A live channel without sockets for tests: rows that the test sets, time and turns that it moves, readers that it holds up. */
import type { ClientMessage, Code, Limits, Rows, RowTopic, ServerMessage, Topic } from '@tallylight/protocol';
import type { Retention } from '../live/core/event-log.ts';
import { createHub, type Hub, type HubParts } from '../live/hub.ts';
import { createResumeTokens } from '../live/resume-token.ts';
import { HIGH_WATER_BYTES, type LiveSession, type LiveSink } from '../live/session.ts';
import { createSessions, type RunningSessions } from '../live/sessions.ts';
import type { Caller } from '../model/caller.ts';
import type { Credentials } from '../model/credentials.ts';
import { LiveCounts } from '../model/live-counts.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

export const TEST_LIMITS: Limits = { subscriptions: 16, frameBytes: 16_384, messagesPerSecond: 20 };

/** Rows of a test, by topic and key. */
export class TestRows {
  readonly topics: Map<RowTopic, Map<string, Rows[RowTopic]>> = new Map();
  #changed: Map<RowTopic, Set<string>> = new Map();

  of(topic: RowTopic): Map<string, Rows[RowTopic]> {
    const rows = this.topics.get(topic) ?? new Map<string, Rows[RowTopic]>();
    this.topics.set(topic, rows);
    return rows;
  }
  set<T extends RowTopic>(topic: T, key: string, row: Rows[T] | undefined): void {
    if (row === undefined) this.of(topic).delete(key);
    else this.of(topic).set(key, row);
    const changed = this.#changed.get(topic) ?? new Set();
    this.#changed.set(topic, changed.add(key));
  }
  /** Keys that changed since this was last asked. */
  takeChanged(): (topic: Topic) => readonly string[] {
    const changed = this.#changed;
    this.#changed = new Map();
    return (topic) => [...(changed.get(topic as RowTopic) ?? [])];
  }
}

export interface TestReader {
  readonly session: LiveSession;
  readonly frames: Buffer[];
  readonly messages: ServerMessage[];
  /** How it was closed. */
  readonly closes: Code[];
  /** Whether the server let go of it, with or without a word. */
  readonly isGone: boolean;
  /** Takes nothing more, as a socket that is full. */
  hold(): void;
  /** Takes again. */
  release(): void;
  say(...messages: (ClientMessage | object)[]): void;
  leave(): void;
}

export interface TestLive {
  readonly hub: Hub;
  readonly rows: TestRows;
  readonly clock: ManualClock;
  readonly counts: LiveCounts;
  readonly sessions: RunningSessions;
  /** Lets everything run that waits for its turn. */
  settle(): void;
  tick(): void;
  event(topic: Topic, name: string, payload: object): void;
  /** A reader that has not greeted. */
  connect(how?: { caller?: Caller; credentials?: Credentials }): TestReader;
  /** A reader that has, without its welcome. */
  greeted(how?: { caller?: Caller; hello?: object }): TestReader;
}

/** Parts of the server that a test may hand in as they are, or broken on purpose. */
export interface LiveMakers {
  readonly createHub: typeof createHub;
  readonly createSessions: typeof createSessions;
  readonly createResumeTokens: typeof createResumeTokens;
}

export function testLive(
  how: Partial<Omit<HubParts, 'source'>> & {
    readonly limits?: Limits;
    readonly rows?: TestRows;
    readonly clock?: ManualClock;
    readonly key?: string;
    readonly retention?: Retention;
    readonly makers?: LiveMakers;
    readonly inactiveMs?: number;
    readonly maxAgeMs?: number;
  } = {},
): TestLive {
  const {
    rows = new TestRows(),
    clock = manualClock(),
    makers = { createHub, createSessions, createResumeTokens },
  } = how;
  const turns: (() => void)[] = [];
  const counts = new LiveCounts();
  let lastEvent = 0;
  const onFault = (error: unknown): never => {
    throw error;
  };
  const row = <T extends RowTopic>(topic: T, key: string): Rows[T] | undefined =>
    rows.of(topic).get(key) as Rows[T] | undefined;
  const hub = makers.createHub({
    epoch: 'e1',
    topics: ['geo', 'streams', 'activity', 'alerts'],
    source: { keys: (topic) => rows.of(topic).keys(), row, change: row, ageMs: () => 40 },
    attribution: () => undefined,
    onMessages: () => {},
    monotonicMs: () => clock.monotonicMs(),
    soon: (task) => turns.push(task),
    onFault,
    ...how,
  });
  const sessions = makers.createSessions({
    hub,
    tokens: makers.createResumeTokens(Buffer.from(how.key ?? 'a key of this test, 32 bytes long'), () => clock.nowMs()),
    greeting: {
      node: 'edge-1',
      tickMs: 5000,
      pingMs: 30_000,
      durability: 'memory',
      limits: how.limits ?? TEST_LIMITS,
      resumeOutlives: 'process',
    },
    counts,
    onFault,
    clock,
    inactiveMs: how.inactiveMs ?? 1_800_000,
    maxAgeMs: how.maxAgeMs ?? 43_200_000,
    onCounts: () => {},
    random: () => 0.5,
  });
  const settle = (): void => {
    for (let task = turns.shift(); task !== undefined; task = turns.shift()) task();
  };

  function connect({ caller, credentials }: { caller?: Caller; credentials?: Credentials } = {}): TestReader {
    const frames: Buffer[] = [];
    const closes: Code[] = [];
    let pendingBytes = 0;
    let isGone = false;
    const sink: LiveSink = {
      onDrain: undefined,
      get pendingBytes() {
        return pendingBytes;
      },
      send: (frame) => frames.push(frame),
      close(code) {
        closes.push(code);
        leave();
      },
      terminate: () => leave(),
    };
    const session = sessions.open(sink, caller, { transport: 'websocket', credentials });
    const leave = (): void => {
      if (isGone) return;
      isGone = true;
      session.closed();
    };
    return {
      session,
      frames,
      closes,
      get isGone() {
        return isGone;
      },
      get messages() {
        return frames.map((frame) => JSON.parse(frame.toString()) as ServerMessage);
      },
      hold() {
        pendingBytes = HIGH_WATER_BYTES;
      },
      release() {
        pendingBytes = 0;
        sink.onDrain?.();
        settle();
      },
      say(...messages) {
        session.receive(JSON.stringify(messages.length === 1 ? messages[0] : messages));
        settle();
      },
      leave,
    };
  }

  return {
    hub,
    rows,
    clock,
    counts,
    sessions,
    settle,
    tick() {
      hub.publish(rows.takeChanged());
      settle();
    },
    event(topic, name, payload) {
      lastEvent += 1;
      const known = { name, payload } as Parameters<Hub['append']>[1];
      hub.append(topic, { ...known, atMs: clock.nowMs(), bornMs: clock.monotonicMs(), id: `x:${lastEvent}` });
    },
    connect,
    greeted({ hello, ...rest } = {}) {
      const reader = connect(rest);
      reader.say({ op: 'hello', v: 1, ...hello });
      reader.frames.length = 0;
      return reader;
    },
  };
}
