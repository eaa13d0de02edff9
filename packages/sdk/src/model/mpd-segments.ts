/**
 * Which segments a DASH manifest says are there: by a template with numbers or times, with a timeline or a fixed duration, or
 * by a list. Needed to tell a segment that was promised and is gone from one that a player made up.
 */
import { attributeOf, type Tag } from './xml-tags.ts';

/** When the manifest's own time began and how long its parts last; null where it does not tell. */
export interface PeriodTimes {
  readonly dynamic: boolean;
  /** Epoch ms. */
  readonly availabilityStartMs: number | null;
  readonly startMs: number;
  readonly durationMs: number | null;
  /** How long a segment stays. */
  readonly bufferMs: number | null;
}

/** Runs of equal segments: start, length, how many; times in units of the timescale. */
type Run = readonly [start: number, length: number, count: number];

const MAX_TEMPLATE_CHARS = 256;
const MAX_LISTED = 1024;

/** A SegmentTemplate or SegmentList as far as it is written, with what it inherits. */
export class SegmentSource {
  media: string | undefined;
  initialization: string | undefined;
  timescale = 1;
  startNumber = 1;
  duration = 0;
  endNumber: number | null = null;
  /** Null without a timeline. */
  runs: Run[] | null = null;
  listed: string[] | null = null;
  #at = 0;

  /** A copy that a lower level may change. */
  inherit(): SegmentSource {
    return Object.assign(new SegmentSource(), this);
  }

  take(tag: Tag): void {
    const number = (name: string, otherwise: number): number => {
      const value = Number(attributeOf(tag, name) ?? otherwise);
      return Number.isFinite(value) ? value : otherwise;
    };
    this.media = attributeOf(tag, 'media') ?? this.media;
    this.initialization = attributeOf(tag, 'initialization') ?? this.initialization;
    this.timescale = number('timescale', this.timescale) || 1;
    this.startNumber = number('startNumber', this.startNumber);
    this.duration = number('duration', this.duration);
    this.endNumber = attributeOf(tag, 'endNumber') === undefined ? this.endNumber : number('endNumber', 0);
  }

  /** A timeline begins. */
  beginTimeline(): void {
    this.runs = [];
    this.#at = 0;
  }

  /** An `S` of the timeline. */
  run(tag: Tag): void {
    const length = Number(attributeOf(tag, 'd') ?? 0);
    const repeats = Number(attributeOf(tag, 'r') ?? 0);
    const start = attributeOf(tag, 't');
    if (start !== undefined) this.#at = Number(start);
    // -1 is "until the next one", which only the reader's clock could tell: it counts as one.
    const count = Math.max(0, repeats) + 1;
    if (!(length > 0) || !Number.isFinite(this.#at) || !Number.isFinite(count)) return;
    this.runs?.push([this.#at, length, count]);
    this.#at += length * count;
  }

  /** A `SegmentURL` of a list. */
  list(tag: Tag): void {
    const media = attributeOf(tag, 'media');
    this.listed ??= [];
    if (media !== undefined && this.listed.length < MAX_LISTED) this.listed.push(media);
  }

  /** End of the timeline and its longest segment, ms; null without one. */
  get timelineMs(): { readonly endMs: number; readonly longestMs: number } | null {
    if (this.runs === null || this.runs.length === 0) return null;
    let longest = 0;
    let end = 0;
    for (const [start, length, count] of this.runs) {
      longest = Math.max(longest, length);
      end = start + length * count;
    }
    return { endMs: Math.round((end / this.timescale) * 1000), longestMs: (longest / this.timescale) * 1000 };
  }
}

/** The segments of one representation. */
export class SegmentNames {
  /** What the paths of its media end with; null when the manifest does not tell. */
  readonly media: RegExp | null;
  readonly #initialization: RegExp | null;
  readonly #source: SegmentSource;
  readonly #times: PeriodTimes;

  constructor(source: SegmentSource, id: string, times: PeriodTimes) {
    const written = source.listed === null ? [source.media] : source.listed;
    this.media = patternOf(written, id);
    this.#initialization = patternOf([source.initialization], id);
    this.#source = source;
    this.#times = times;
  }

  /** Whether the segment at `path` (without query) is there at `epochMs`, by the manifest's word. */
  names(path: string, epochMs: number): boolean {
    if (this.#initialization?.test(path) === true) return true;
    const groups = this.media?.exec(path);
    if (groups == null) return false;
    if (this.#source.listed !== null) return true;
    const { number, time } = groups.groups ?? {};
    if (number === undefined && time === undefined) return true;
    const { runs } = this.#source;
    if (runs === null) return number !== undefined && this.#isDue(Number(number), epochMs);
    if (time !== undefined) return runs.some((run) => isIn(run, Number(time)));
    let count = 0;
    for (const run of runs) count += run[2];
    const place = Number(number) - this.#source.startNumber;
    return place >= 0 && place < count;
  }

  /** By a fixed duration: whether a segment with this number has been made and not yet been thrown away. */
  #isDue(number: number, epochMs: number): boolean {
    const { startNumber, duration, timescale, endNumber } = this.#source;
    const { dynamic, availabilityStartMs, startMs, durationMs, bufferMs } = this.#times;
    const lengthMs = (duration / timescale) * 1000;
    const place = number - startNumber;
    if (place < 0 || !(lengthMs > 0) || (endNumber !== null && number > endNumber)) return false;
    if (durationMs !== null && place * lengthMs >= durationMs) return false;
    if (!dynamic) return durationMs !== null || endNumber !== null;
    if (availabilityStartMs === null) return false;
    const madeMs = availabilityStartMs + startMs + (place + 1) * lengthMs;
    return madeMs <= epochMs && (bufferMs === null || epochMs <= madeMs + bufferMs);
  }
}

const isIn = ([start, length, count]: Run, time: number): boolean =>
  time >= start && time < start + length * count && (time - start) % length === 0;

/** `$RepresentationID$/$Number%05d$.m4s` as the end of a path; of several, any of them. */
function patternOf(written: readonly (string | undefined)[], id: string): RegExp | null {
  const ends = written.flatMap((text) => {
    if (text === undefined || text === '' || text.length > MAX_TEMPLATE_CHARS) return [];
    return [endOfPath(text, id)];
  });
  return ends.length === 0 ? null : new RegExp(`(?:^|/)(?:${ends.join('|')})$`);
}

function endOfPath(written: string, id: string): string {
  const path = written.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, '').replace(/[?#].*$/s, '');
  const seen = new Set<string>();
  const group = (name: string): string => {
    if (seen.has(name)) return '\\d+';
    seen.add(name);
    return `(?<${name}>\\d+)`;
  };
  return path
    .split(/(\$[^$]*\$)/)
    .map((part) => {
      if (part === '$RepresentationID$') return quoted(id);
      if (part === '$$') return '\\$';
      if (/^\$Number(?:%\d+d)?\$$/.test(part)) return group('number');
      if (/^\$Time(?:%\d+d)?\$$/.test(part)) return group('time');
      return /^\$(?:Bandwidth|SubNumber)/.test(part) ? '\\d+' : quoted(part);
    })
    .join('');
}

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
