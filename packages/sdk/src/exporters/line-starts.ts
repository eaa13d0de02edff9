/**
 * The beginnings of all lines of one metric, as bytes, kept from page to page: only values change. Entities come in the same
 * order each time, so a kept line is found by its place; what came, went or moved is put right on the way.
 */
import type { Entity, Metric } from '../metrics/metric.ts';
import { labelText, lineHeads, lineTails } from './line-text.ts';
import { viewOf, WORD_BYTES } from './page-bytes.ts';

/** Most metrics of a server say nothing for long, so room is made with the first line. */
const NO_TEXT = Buffer.alloc(0);
const NO_LINES = new Uint32Array(1);
/** Slots of entities that went are kept until they are more than those in use, and this many. */
const IDLE_SLOTS = 64;

/** Room grows by so much. What is not used yet is zero and so costs no memory, while each copy leaves the last one to the collector. */
const GROWTH = 2;
/** Bytes of one UTF-16 unit in UTF-8, at most. */
const MAX_BYTES_EACH = 3;

export class LineStarts {
  /** The text of all lines, one after the other, and a word of zeros. */
  bytes: DataView;
  #text: Buffer;
  /** Where line `n` begins; it ends where the next one begins. */
  starts: Uint32Array = NO_LINES;
  readonly #linesEach: number;
  /** What stands before each label value of an entity and behind the last: written apart, so that a line is never a string. */
  readonly #heads: readonly string[];
  readonly #tails: readonly string[];
  readonly #roomBytes: number;
  #slotCount = 0;
  /** Entities in the order of the last page, and the slot of each. */
  #order: Entity[] = [];
  #slots: number[] = [];
  /** Where entities that are not in their place were; made when first needed on a page. */
  #displaced: Map<Entity, number> | undefined;

  constructor(metric: Metric) {
    this.#text = NO_TEXT;
    this.bytes = viewOf(this.#text);
    this.#tails = lineTails(metric);
    this.#linesEach = this.#tails.length;
    this.#heads = lineHeads(metric);
    this.#roomBytes = this.#heads.join('').length + Math.max(...this.#tails.map((tail) => tail.length));
  }

  /** Before a page: gives back the room of what went. */
  begin(): void {
    this.#displaced = undefined;
    if (this.#slotCount <= this.#order.length * 2 + IDLE_SLOTS) return;
    this.#slotCount = 0;
    this.#order = [];
    this.#slots = [];
    this.#text = NO_TEXT;
    this.bytes = viewOf(this.#text);
  }

  /** The first line of the entity that stands at `place` on this page. To be asked place by place. */
  firstLine(place: number, entity: Entity): number {
    if (this.#order[place] !== entity) this.#put(place, entity);
    return (this.#slots[place] as number) * this.#linesEach;
  }

  /** After a page of `count` entities. */
  end(count: number): void {
    this.#displaced = undefined;
    this.#order.length = count;
    this.#slots.length = count;
  }

  #put(place: number, entity: Entity): void {
    const standing = this.#order[place];
    if (standing === undefined || !sameLabels(standing, entity)) this.#slots[place] = this.#find(place, entity);
    this.#order[place] = entity;
  }

  #find(place: number, entity: Entity): number {
    if (place < this.#order.length && this.#displaced === undefined) {
      this.#displaced = new Map();
      for (let index = place; index < this.#order.length; index += 1) {
        this.#displaced.set(this.#order[index] as Entity, this.#slots[index] as number);
      }
    }
    return this.#displaced?.get(entity) ?? this.#add(entity);
  }

  #add(entity: Entity): number {
    const slot = this.#slotCount;
    this.#slotCount += 1;
    const values = entity.labels.map(labelText);
    let valueUnits = 0;
    for (const value of values) valueUnits += value.length;
    let line = slot * this.#linesEach;
    let at = line === 0 ? 0 : (this.starts[line] as number);
    this.#reserve(line + this.#linesEach + 1, at + this.#linesEach * (this.#roomBytes + valueUnits * MAX_BYTES_EACH));
    const { starts } = this;
    const text = this.#text;
    const own = at;
    for (let index = 0; index < values.length; index += 1) {
      at += text.write(this.#heads[index] as string, at, 'latin1');
      at += text.write(values[index] as string, at, 'utf8');
    }
    if (values.length === 0) at += text.write(this.#heads[0] as string, at, 'latin1');
    const ownEnd = at;
    this.#tails.forEach((tail, index) => {
      if (index > 0) at += text.copy(text, at, own, ownEnd);
      at += text.write(tail, at, 'latin1');
      line += 1;
      starts[line] = at;
    });
    return slot;
  }

  #reserve(lines: number, sizeBytes: number): void {
    if (sizeBytes + WORD_BYTES > this.#text.length) {
      const larger = Buffer.alloc(sizeBytes * GROWTH + WORD_BYTES);
      this.#text.copy(larger);
      this.#text = larger;
      this.bytes = viewOf(larger);
    }
    if (lines > this.starts.length) {
      const larger = new Uint32Array(lines * GROWTH);
      larger.set(this.starts);
      this.starts = larger;
    }
  }
}

function sameLabels(one: Entity, other: Entity): boolean {
  for (let index = 0; index < other.labels.length; index += 1) {
    if (one.labels[index] !== other.labels[index]) return false;
  }
  return true;
}
