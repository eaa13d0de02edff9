/**
 * The executable specification of the live channel (G1–G5, G7): a script of what may happen is played against the real hub and
 * sessions, with readers that follow nothing but the rule "a frame applies when its `p` is my position". Whatever a reader was
 * entitled to it must in the end have got or been told about; whatever it shows must be what the server holds. Throws at the
 * first thing that is not so. No sockets and no time of its own.
 */
import { EVENT_PRIORITIES, FIELDS, type Rows, type ServerMessage, toRow } from '@tallylight/protocol';
import type { Retention } from '../live/core/event-log.ts';
import type { Caller } from '../model/caller.ts';
import { type LiveMakers, type TestLive, type TestReader, TestRows, testLive } from './live-reader.ts';
import { manualClock } from './manual-clock.ts';

export type Step =
  | { readonly do: 'event'; readonly name: (typeof NAMES)[number]; readonly subject: number }
  | { readonly do: 'row'; readonly topic: 'geo' | 'alerts'; readonly key: number; readonly value: number | null }
  | { readonly do: 'tick' | 'turn' | 'restart' }
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do: 'hold' | 'release' | 'cut' | 'come' | 'steal' | 'lie';
      readonly reader: number;
    }
  | { readonly do: 'carry'; readonly reader: number; readonly frames: number };

/** Events of every priority on the one topic, and critical ones on the other. */
export const NAMES = [
  'stream-up',
  'stream-idle',
  'session-started',
  'device-offline',
  'alert-raised',
  'alert-joined',
] as const;

export const READERS = 8;
export const SUBJECTS: readonly string[] = ['a', 'b', 'c', 'd', 'e'];

const RETENTION: Retention = { maxEvents: 12, maxAgeMs: 60_000, maxCritical: 3, criticalMaxAgeMs: 600_000 };

interface Told {
  readonly topic: 'activity' | 'alerts';
  readonly life: number;
  readonly o: number;
  readonly eid: string;
  readonly subject: string;
  readonly priority: string;
}

interface Wish {
  readonly topic: 'activity' | 'alerts' | 'geo';
  readonly filter?: { readonly keys?: readonly string[]; readonly where?: Readonly<Record<string, number[]>> };
  readonly minMs?: number;
}

interface Stand {
  readonly epoch: string;
  readonly position: number;
  readonly rows: ReadonlyMap<string, unknown>;
}

/** What a reader holds of one subscription. */
interface Reading {
  readonly wish: Wish;
  readonly id: number;
  ch: number | undefined;
  epoch: string;
  position: number | undefined;
  rows: Map<string, unknown>;
  parts: Map<string, unknown> | undefined;
  nextPart: number;
  /** Where it may go on from. */
  stand: Stand | undefined;
  asked: Stand | undefined;
  /** Since here, in this life of the logs, everything was owed. */
  owedFrom: number;
  got: Set<string>;
  gaps: { readonly from: number; readonly o: number; readonly why: string }[];
  filling: number | undefined;
}

function violated(what: string): never {
  throw new Error(`violated: ${what}`);
}

const EUROPE = 'EU';

/** Sees countries of one continent; a country can move, which is how a row leaves a scope. */
const scoped: Caller = {
  subject: 'scoped',
  roles: new Set(['viewer']),
  permissions: new Set(),
  scope: { sites: ['x'] },
  scopeKey: 'europe',
  shared: false,
  expiresAtMs: undefined,
  mayRead: () => true,
  has: (role) => role === 'viewer',
  sees: (topic, _key, row) => topic !== 'geo' || row?.continent === EUROPE,
};

const WISHES: readonly { readonly caller?: Caller; readonly wishes: readonly Wish[]; readonly fetches: boolean }[] = [
  { wishes: [{ topic: 'activity' }, { topic: 'geo' }, { topic: 'alerts' }], fetches: true },
  { wishes: [{ topic: 'activity' }, { topic: 'alerts' }, { topic: 'geo' }], fetches: false },
  {
    wishes: [
      { topic: 'activity', filter: { keys: ['a', 'b'] } },
      { topic: 'geo', filter: { keys: ['a', 'c'] } },
    ],
    fetches: true,
  },
  { wishes: [{ topic: 'geo', filter: { where: { sessions: [0, 1, 2] } } }, { topic: 'alerts' }], fetches: false },
  { caller: scoped, wishes: [{ topic: 'geo' }, { topic: 'activity' }], fetches: false },
  { wishes: [{ topic: 'geo', minMs: 12_000 }, { topic: 'activity' }], fetches: true },
  { wishes: [{ topic: 'activity' }], fetches: true },
  { wishes: [{ topic: 'alerts' }], fetches: true },
];

class ModelReader {
  readonly readings: Reading[];
  readonly #world: World;
  readonly #how: (typeof WISHES)[number];
  reader: TestReader | undefined;
  isHeld = false;
  #carried = 0;
  #token: string | undefined;
  #heldFrames = 0;

  constructor(world: World, how: (typeof WISHES)[number]) {
    this.#world = world;
    this.#how = how;
    this.readings = how.wishes.map((wish, index) => ({
      wish,
      id: index + 1,
      ch: undefined,
      epoch: '',
      position: undefined,
      rows: new Map(),
      parts: undefined,
      nextPart: 0,
      stand: undefined,
      asked: undefined,
      owedFrom: 0,
      got: new Set(),
      gaps: [],
      filling: undefined,
    }));
  }

  come(how: { readonly lies?: boolean } = {}): void {
    if (this.reader !== undefined) return;
    const { caller } = this.#how;
    const reader = this.#world.live.connect(caller === undefined ? {} : { caller });
    this.reader = reader;
    this.#carried = 0;
    const before = this.#token;
    reader.say({ op: 'hello', v: 1, ...(before !== undefined && { resume: before }) });
    for (const reading of this.readings) {
      reading.asked = reading.stand;
      reading.ch = undefined;
      const { stand, wish, id } = reading;
      // One that claims more than there ever was must be found out.
      const o = stand && stand.position + (how.lies === true ? 1000 : 0);
      if (how.lies === true && stand !== undefined) reading.asked = { ...stand, position: o as number };
      const { topic, filter, minMs } = wish;
      reader.say({
        op: 'sub',
        id,
        topic,
        ...(filter && { filter }),
        ...(minMs !== undefined && { minMs }),
        ...(stand && { cursor: { e: stand.epoch, o } }),
      });
    }
  }

  /** The carrier breaks: what it still held is lost. */
  cut(): void {
    this.reader?.leave();
    this.#gone();
  }

  #gone(): void {
    this.reader = undefined;
    this.isHeld = false;
    for (const reading of this.readings) {
      if (reading.position !== undefined && reading.parts === undefined)
        reading.stand = { epoch: reading.epoch, position: reading.position, rows: new Map(reading.rows) };
      reading.position = undefined;
      reading.parts = undefined;
      reading.filling = undefined;
    }
  }

  /** Somebody with the token of this reader comes while it is still there. */
  steal(): void {
    const { reader } = this;
    if (reader === undefined || this.#token === undefined || reader.isGone) return;
    this.carry(Number.POSITIVE_INFINITY);
    if (this.reader !== reader || this.isHeld) return;
    const { caller } = this.#how;
    const other = this.#world.live.connect(caller === undefined ? {} : { caller });
    other.say({ op: 'hello', v: 1, resume: this.#token });
    if (reader.closes[0] !== 'taken-over') violated('a session that is taken up elsewhere ends here');
    other.leave();
    this.#gone();
  }

  hold(): void {
    if (this.reader === undefined || this.isHeld) return;
    this.reader.hold();
    this.isHeld = true;
    this.#heldFrames = this.reader.frames.length;
  }
  release(): void {
    if (!this.isHeld || this.reader === undefined) return;
    const more = this.reader.messages.slice(this.#heldFrames);
    if (more.some(({ op }) => op === 'set' || op === 'snap' || op === 'ev' || op === 'pos'))
      violated('nothing is added to a socket that is full');
    this.isHeld = false;
    this.reader.release();
  }

  /** So many frames arrive. */
  carry(frames: number): void {
    const { reader } = this;
    if (reader === undefined) return;
    for (let count = 0; count < frames && this.#carried < reader.frames.length; count += 1) {
      const frame = reader.frames[this.#carried] as Buffer;
      this.#carried += 1;
      this.#take(JSON.parse(frame.toString()) as ServerMessage);
    }
    if (this.#carried >= reader.frames.length && reader.isGone) this.#gone();
  }

  #take(message: ServerMessage): void {
    if (message.op === 'welcome') {
      this.#token = message.resume;
      return;
    }
    if (message.op === 'subbed') {
      const reading = this.readings[message.id - 1];
      if (reading !== undefined) this.#subbed(reading, message);
      return;
    }
    if (!('ch' in message)) return;
    const reading = this.readings.find(({ ch }) => ch === message.ch);
    if (reading === undefined) violated(`a frame of an unknown channel, ${message.op}`);
    if (message.op === 'snap') this.#snap(reading, message);
    else this.#link(reading, message);
  }

  #subbed(reading: Reading, { ch, mode, o, why }: Extract<ServerMessage, { op: 'subbed' }>): void {
    const { asked } = reading;
    const { epoch } = this.#world;
    reading.ch = ch;
    const hasRows = reading.wish.topic !== 'activity';
    if (mode === 'resumed') {
      if (asked === undefined || asked.epoch !== epoch || asked.position !== o)
        violated(`resumed at ${o}, asked for ${asked?.epoch}:${asked?.position} in ${epoch}`);
      reading.rows = new Map(asked.rows);
    } else {
      if (why !== 'slow' && asked !== undefined && mode !== 'reset')
        violated('a cursor that is not taken is told as reset');
      if (mode === 'reset' && asked === undefined) violated('a reset without a cursor');
      if (why === 'epoch' && asked?.epoch === epoch) violated('another epoch is told, and it is the same');
      const goesOn = asked !== undefined && asked.epoch === epoch && asked.position === o && why === 'expired';
      if (!goesOn) {
        reading.owedFrom = o;
        reading.got = new Set();
        reading.gaps = [];
      }
      if (hasRows) {
        reading.parts = new Map();
        reading.nextPart = 0;
      }
      if (why !== 'slow') reading.stand = undefined;
    }
    if (reading.epoch !== epoch && mode === 'resumed') violated('resumed across epochs');
    reading.epoch = epoch;
    reading.position = o;
  }

  #snap(reading: Reading, { o, part, last, rows }: Extract<ServerMessage, { op: 'snap' }>): void {
    if (reading.parts === undefined) violated('a snapshot that nobody announced');
    if (part !== reading.nextPart) violated(`part ${part} of a snapshot, expected ${reading.nextPart}`);
    if (o < (reading.position ?? 0)) violated('a snapshot from before the position');
    reading.nextPart += 1;
    this.#apply(reading, reading.parts, rows);
    if (!last) return;
    reading.rows = reading.parts;
    reading.parts = undefined;
    reading.position = o;
  }

  #link(reading: Reading, message: Extract<ServerMessage, { op: 'set' | 'pos' | 'ev' | 'gap' }>): void {
    if (reading.filling !== undefined && message.o > reading.filling)
      violated('frames behind a gap come before it is filled');
    if (reading.parts !== undefined) violated(`${message.op} in the middle of a snapshot`);
    if (message.p !== reading.position)
      violated(
        `${reading.wish.topic}: ${message.op} leads from ${message.p}, the reader stands at ${reading.position}`,
      );
    if (message.o < message.p) violated('a frame that leads back');
    if (message.op === 'set') this.#apply(reading, reading.rows, message.rows);
    if (message.op === 'ev') {
      if (message.o === message.p) violated('an event without an offset of its own');
      if (reading.got.has(message.eid)) violated(`the event ${message.eid} twice`);
      reading.got.add(message.eid);
    }
    if (message.op === 'gap') {
      const { from, o, why, fetchable, p } = message;
      if (fetchable !== (why === 'overflow')) violated(`a gap by ${why} that is said to be fetchable: ${fetchable}`);
      if (fetchable && this.#how.fetches && reading.filling === undefined) {
        this.#fetch(reading, p, o);
        return;
      }
      reading.gaps.push({ from, o, why });
    }
    reading.position = message.o;
  }

  /** Asks for a told gap and takes the answer in its place, as the client does; what comes after it waits. */
  #fetch(reading: Reading, p: number, to: number): void {
    const { reader } = this;
    if (reader === undefined || this.isHeld || reader.isGone) {
      reading.gaps.push({ from: p + 1, o: to, why: 'overflow' });
      reading.position = to;
      return;
    }
    const before = reader.frames.length;
    reader.say({ op: 'fetch', id: reading.id, from: p + 1, to });
    const answer = reader.frames.splice(before).map((frame) => JSON.parse(frame.toString()) as ServerMessage);
    reading.filling = to;
    for (const message of answer) {
      const isFill = 'ch' in message && message.ch === reading.ch && 'o' in message && message.o <= to;
      if (isFill) this.#take(message);
      // The same flush may bring what is new; that is not yet its turn.
      else reader.frames.push(Buffer.from(JSON.stringify(message)));
    }
    reading.filling = undefined;
    if (reading.position !== to) violated(`a fetch up to ${to} ended at ${reading.position}`);
  }

  #apply(reading: Reading, rows: Map<string, unknown>, tuples: readonly (readonly unknown[])[]): void {
    const { topic } = reading.wish;
    if (topic === 'activity') violated('rows on a topic of events');
    for (const tuple of tuples) {
      const key = tuple[0] as string;
      if (tuple.length === 1) {
        if (this.#how.caller !== undefined && topic === 'geo' && !this.#world.wereInEurope.has(key))
          violated(`the key ${key} of a row that this reader may not see`);
        rows.delete(key);
        continue;
      }
      const row = toRow<Rows['geo']>(FIELDS[topic], tuple as never);
      if (this.#how.caller !== undefined && topic === 'geo' && row.continent !== EUROPE)
        violated(`a row that this reader may not see: ${key}`);
      rows.set(key, row);
    }
  }

  /** At rest: everything that was owed came or was told, and the rows are the server's. */
  judge(): void {
    for (const reading of this.readings) {
      const { wish, position, owedFrom, got, gaps, epoch } = reading;
      if (position === undefined) violated(`${wish.topic}: no position at rest`);
      if (epoch !== this.#world.epoch) violated('an old epoch at rest');
      if (wish.topic !== 'geo') {
        const keys = wish.filter?.keys;
        const owed = this.#world.told.filter(
          ({ topic, life, o, subject }) =>
            topic === wish.topic &&
            life === this.#world.life &&
            o > owedFrom &&
            (keys === undefined || keys.includes(subject)),
        );
        for (const { o, eid } of owed) {
          if (!got.has(eid) && !gaps.some((gap) => o >= gap.from && o <= gap.o))
            violated(`${wish.topic}: the event ${eid} at ${o} neither came nor was told (${JSON.stringify(gaps)})`);
        }
        for (const { from, o, why } of gaps) {
          if (why !== 'overflow') continue;
          const missing = owed.filter((one) => one.o >= from && one.o <= o && !got.has(one.eid));
          if (missing.length === 0) violated(`${wish.topic}: a gap from ${from} to ${o} in which nothing is missing`);
          if (missing.some(({ priority }) => priority === 'critical')) violated('a critical event gave way');
        }
      }
      if (wish.topic !== 'activity') this.#judgeRows(reading);
    }
  }

  #judgeRows({ wish, rows }: Reading): void {
    const expected = new Map<string, unknown>();
    for (const [key, row] of this.#world.rows.of(wish.topic as 'geo' | 'alerts')) {
      const { keys, where } = wish.filter ?? {};
      const country = row as Rows['geo'];
      if (keys !== undefined && !keys.includes(key)) continue;
      if (where?.sessions !== undefined && !where.sessions.includes(country.sessions)) continue;
      if (this.#how.caller !== undefined && country.continent !== EUROPE) continue;
      expected.set(key, row);
    }
    const sorted = (map: ReadonlyMap<string, unknown>): string =>
      JSON.stringify([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    if (sorted(rows) !== sorted(expected))
      violated(`${wish.topic}: shows ${sorted(rows)}, the server holds ${sorted(expected)}`);
  }
}

class World {
  readonly rows: TestRows = new TestRows();
  readonly clock = manualClock();
  readonly told: Told[] = [];
  readonly readers: ModelReader[];
  readonly #makers: LiveMakers;
  readonly #turns: (() => void)[] = [];
  /** Countries that were ever inside the scope. */
  readonly wereInEurope: Set<string> = new Set();
  live: TestLive;
  life = 0;
  /** The offsets as this specification counts them. */
  #offsets = { activity: 0, alerts: 0 };
  #read = new Set<string>();
  #lastEvent = 0;
  #alertsChanged = false;

  constructor(makers: LiveMakers) {
    this.#makers = makers;
    this.live = this.#start();
    this.readers = WISHES.map((how) => new ModelReader(this, how));
  }

  get epoch(): string {
    return `life${this.life}`;
  }

  #start(): TestLive {
    this.life += 1;
    this.#offsets = { activity: 0, alerts: 0 };
    this.#read = new Set();
    this.#turns.length = 0;
    const { clock, rows } = this;
    return testLive({
      epoch: this.epoch,
      makers: this.#makers,
      rows,
      clock,
      retention: RETENTION,
      limits: { subscriptions: 16, frameBytes: 16_384, messagesPerSecond: 1e9 },
      onFirstReader: (topic) => this.#read.add(topic),
      soon: (task) => this.#turns.push(task),
      about: () => undefined,
    });
  }

  turn(): void {
    this.#turns.shift()?.();
  }
  settle(): void {
    while (this.#turns.length > 0) this.turn();
  }

  tick(): void {
    if (this.#alertsChanged && this.#read.has('alerts')) this.#offsets.alerts += 1;
    this.#alertsChanged = false;
    this.live.hub.publish(this.rows.takeChanged());
  }

  event(name: (typeof NAMES)[number], subject: string): void {
    const topic = name.startsWith('alert-') ? 'alerts' : 'activity';
    this.#lastEvent += 1;
    const eid = `x:${this.#lastEvent}`;
    const payload = topic === 'alerts' ? { alert: subject } : { stream: subject };
    const bornMs = this.clock.monotonicMs();
    this.live.hub.append(topic, { name, payload, atMs: 0, bornMs, id: eid } as Parameters<
      TestLive['hub']['append']
    >[1]);
    if (!this.#read.has(topic)) return;
    this.#offsets[topic] += 1;
    this.told.push({
      topic,
      life: this.life,
      o: this.#offsets[topic],
      eid,
      subject,
      priority: EVENT_PRIORITIES[name],
    });
  }

  row(topic: 'geo' | 'alerts', key: string, value: number | null): void {
    if (topic === 'alerts') this.#alertsChanged = true;
    if (value === null) this.rows.set(topic, key, undefined);
    else if (topic === 'geo') {
      if (value % 3 !== 0) this.wereInEurope.add(key);
      this.rows.set('geo', key, {
        continent: value % 3 === 0 ? 'AS' : EUROPE,
        sessions: value,
        egressBytes: 0,
        share: null,
        cities: [],
        networks: [],
      });
    } else this.rows.set('alerts', key, Object.fromEntries(FIELDS.alerts.map((field) => [field, value])) as never);
  }

  restart(): void {
    for (const reader of this.readers) reader.cut();
    this.live = this.#start();
  }

  /** Everybody is there and takes everything. */
  rest(): void {
    for (const reader of this.readers) {
      reader.release();
      reader.carry(Number.POSITIVE_INFINITY);
    }
    for (let round = 0; round < 6; round += 1) {
      this.clock.advance(15_000);
      this.tick();
      this.settle();
      for (const reader of this.readers) {
        reader.come();
        reader.release();
        this.settle();
        reader.carry(Number.POSITIVE_INFINITY);
      }
    }
    for (const reader of this.readers) reader.judge();
  }
}

/** Plays a script; throws when the channel broke a promise. */
export function play(script: readonly Step[], makers: LiveMakers): void {
  const world = new World(makers);
  for (const step of script) {
    switch (step.do) {
      case 'event':
        world.event(step.name, SUBJECTS[step.subject % SUBJECTS.length] as string);
        break;
      case 'row':
        world.row(step.topic, SUBJECTS[step.key % SUBJECTS.length] as string, step.value);
        break;
      case 'wait':
        world.clock.advance(step.ms);
        break;
      case 'tick':
        world.tick();
        break;
      case 'turn':
        world.turn();
        break;
      case 'restart':
        world.restart();
        break;
      case 'carry':
        world.readers[step.reader]?.carry(step.frames);
        break;
      case 'come':
      case 'hold':
      case 'release':
      case 'cut':
      case 'steal':
        world.readers[step.reader]?.[step.do]();
        break;
      case 'lie':
        world.readers[step.reader]?.cut();
        world.readers[step.reader]?.come({ lies: true });
        break;
    }
  }
  world.rest();
}
