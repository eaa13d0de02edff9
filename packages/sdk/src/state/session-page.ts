/**
 * Where the numbers of sessions live: rows in typed arrays, a thousand sessions a page. A session costs its row here, no object
 * of its own; pages are never moved, so a handle can hold its page and slot. Rows rather than columns, because a session that
 * is counted through touches several of its numbers at once.
 * Only the table gives slots out and takes them back.
 */
import type { Country } from './countries.ts';
import { SessionExtras } from './session-extras.ts';
import { CELLS, FREE, PAGE_AT, PAGE_SLOTS, TAG } from './session-layout.ts';
import type { Stream } from './stream.ts';

/** The seventh is two whole numbers of 32 bits: these are their places when the row is read as such. */
const WORDS = 2 * CELLS;
/** Life, device class and rendition in the lower bits, and the place in the table's list of lanes above. */
const FACTS = 12;
/** Hash of the viewer, whatever the stream; 0 when nobody can tell. */
const VIEWER = 13;

const LIFE_BITS = 2;
const CLASS_BITS = 4;
const RENDITION_BITS = 6;
const CLASS_SHIFT = LIFE_BITS;
const RENDITION_SHIFT = CLASS_SHIFT + CLASS_BITS;
const LANE_SHIFT = RENDITION_SHIFT + RENDITION_BITS;
const RENDITION_MASK = (2 ** RENDITION_BITS - 1) << RENDITION_SHIFT;
/** Renditions beyond this are not told apart in sessions. */
const MAX_RENDITION = 2 ** RENDITION_BITS - 1;
/** Lanes that can be told apart: two countries of each of half a million streams. */
export const MAX_LANES: number = 2 ** (32 - LANE_SHIFT);

/**
 * One country's viewers of one stream: where the bytes of a session are counted. Sessions share it, so that each holds one
 * reference for two, and a handle that outlives its session still counts in the right place.
 */
export class Lane {
  /** Changes once, when the stream is removed: to what takes its place. */
  stream: Stream;
  /** Those of the stream. */
  requests: Float64Array;
  readonly country: Country;
  /** Where its sessions are. */
  readonly table: SessionTable;
  /** Its place in the list of all; -1 once it was let go. */
  place: number;
  /** Sessions now. */
  sessions = 0;
  /** Had no session at the last look. */
  wasEmpty = false;

  constructor(stream: Stream, country: Country, table: SessionTable, place: number) {
    this.stream = stream;
    this.requests = stream.requests;
    this.country = country;
    this.table = table;
    this.place = place;
  }

  /** Follows its stream, which was removed after the lane was let go. */
  settle(): void {
    const { heir } = this.stream;
    if (heir === null) return;
    this.stream = heir;
    this.requests = heir.requests;
  }
}

/** What all pages share. */
export interface SessionTable {
  readonly pages: readonly SessionPage[];
  /** What columns hold the places of. */
  readonly lanes: readonly (Lane | null)[];
  /** Begins the ids of sessions that nobody named; random, so that two tables never give the same. */
  readonly life: string;
}

/** Tenancies of a slot stand above the slot itself; 31 bits in all, so that a tag is a small integer everywhere. */
const TAG_MASK = 0x7fff_ffff;
/** Positions of an id made of tenancy and position. */
const ID_POSITIONS = 2 ** 31;

export class SessionPage {
  /** Position of the page's first slot among all. */
  readonly base: number;
  readonly table: SessionTable;
  readonly cells: Float64Array;
  readonly #words: Int32Array;
  /** Slots in use. */
  used = 0;
  /** Keys of sessions that have one; the others are named when somebody asks. Made for the first key. */
  #keys: (string | undefined)[] | undefined;
  /** What only some sessions have; made for the first of them. */
  #extras: SessionExtras | undefined;

  constructor(base: number, table: SessionTable) {
    this.base = base;
    this.table = table;
    this.cells = new Float64Array(PAGE_SLOTS * CELLS + 2);
    this.cells[PAGE_AT] = base / PAGE_SLOTS;
    this.#words = new Int32Array(this.cells.buffer);
    for (let slot = 0; slot < PAGE_SLOTS; slot += 1) this.cells[slot * CELLS + TAG] = slot;
  }

  /** One of the numbers of a row, by its place. */
  cell(slot: number, cell: number): number {
    return this.cells[slot * CELLS + cell] as number;
  }

  /** Takes a slot into use. */
  take(slot: number, life: number, lane: Lane, deviceClass: number, viewer: number): void {
    const words = this.#words;
    words[slot * WORDS + FACTS] = (lane.place << LANE_SHIFT) | (deviceClass << CLASS_SHIFT) | life;
    words[slot * WORDS + VIEWER] = viewer;
    this.used += 1;
  }

  life(slot: number): number {
    return this.#facts(slot) & (2 ** LIFE_BITS - 1);
  }

  /** Place in the list of device classes. */
  deviceClass(slot: number): number {
    return (this.#facts(slot) >>> CLASS_SHIFT) & (2 ** CLASS_BITS - 1);
  }

  /** Place in the stream's list of renditions, plus one; 0 is none. */
  rendition(slot: number): number {
    return (this.#facts(slot) & RENDITION_MASK) >>> RENDITION_SHIFT;
  }

  /** Notes a rendition; one that has no room is none. */
  plays(slot: number, rendition: number): void {
    const kept = rendition > MAX_RENDITION ? 0 : rendition;
    this.#words[slot * WORDS + FACTS] = (this.#facts(slot) & ~RENDITION_MASK) | (kept << RENDITION_SHIFT);
  }

  viewer(slot: number): number {
    return (this.#words[slot * WORDS + VIEWER] as number) >>> 0;
  }

  /** The stream and country of a session that is open. */
  laneOf(slot: number): Lane {
    return this.table.lanes[this.#facts(slot) >>> LANE_SHIFT] as Lane;
  }

  /** What names a session that is open, on the live channel and in REST. */
  keyOf(slot: number): string {
    return this.#keys?.[slot] ?? this.table.life + this.#number(slot).toString(36);
  }

  /** The key that the session was opened with. */
  givenKey(slot: number): string | undefined {
    return this.#keys?.[slot];
  }

  giveKey(slot: number, key: string): void {
    this.#keys ??= new Array<string | undefined>(PAGE_SLOTS).fill(undefined);
    this.#keys[slot] = key;
  }

  /** What only some sessions have; `undefined` where none of the page has any. */
  get extras(): SessionExtras | undefined {
    return this.#extras;
  }

  /** The same, to write to. */
  withExtras(): SessionExtras {
    this.#extras ??= new SessionExtras(PAGE_SLOTS);
    return this.#extras;
  }

  /** Gives the slot back: handles of its last session know it no more. */
  free(slot: number): void {
    const at = slot * CELLS + TAG;
    this.cells[at] = ((this.cells[at] as number) + PAGE_SLOTS) & TAG_MASK;
    this.#words[slot * WORDS + FACTS] = FREE;
    this.used -= 1;
    this.#extras?.forget(slot);
    if (this.#keys !== undefined) this.#keys[slot] = undefined;
  }

  #facts(slot: number): number {
    return this.#words[slot * WORDS + FACTS] as number;
  }

  #number(slot: number): number {
    const tenancy = Math.floor(this.cell(slot, TAG) / PAGE_SLOTS);
    return tenancy * ID_POSITIONS + this.base + slot;
  }
}

/** The page that has these cells. */
export function pageOf(cells: Float64Array, table: SessionTable): SessionPage {
  return table.pages[cells[PAGE_AT] as number] as SessionPage;
}

/** The position that an id without a key tells; the session may have ended. `undefined` for another's id. */
export function positionIn(id: string, table: SessionTable): number | undefined {
  if (!id.startsWith(table.life)) return undefined;
  const position = Number.parseInt(id.slice(table.life.length), 36) % ID_POSITIONS;
  return Number.isInteger(position) ? position : undefined;
}
