/**
 * The little of a DASH manifest that is needed: does it go on, has it advanced, how long is a segment, which representations
 * are there and which segments have they. Read by its tags, not as a document: what is not understood is passed over, and
 * nothing is ever resolved.
 */
import { type PeriodTimes, SegmentNames, SegmentSource } from './mpd-segments.ts';
import { attributeOf, type Tag, tagsOf } from './xml-tags.ts';

export interface MpdFacts {
  /** Whether more will come. */
  readonly dynamic: boolean;
  /** Segment length or update period, whichever is longer, ms; null when neither is told. */
  readonly targetDurationMs: number | null;
  /** Grows when the manifest has something new; null for one that never changes because times are computed. */
  readonly progress: number | null;
  readonly representations: readonly Representation[];
}

export interface Representation {
  readonly id: string;
  /** Bits per second; null for one that plays along with others (sound, text). */
  readonly bandwidth: number | null;
  /** What the paths of its segments end with; null when the manifest does not tell. */
  readonly path: RegExp | null;
  /** Which segments are there; null when the manifest does not tell. */
  readonly segments: SegmentNames | null;
}

const MAX_REPRESENTATIONS = 32;
/** A manifest nests seven deep. */
const MAX_DEPTH = 32;

/** An open element of which something is inherited. */
interface Level {
  readonly tag: Tag;
  source: SegmentSource | null;
}

/** Reads a manifest; `undefined` for anything else. */
export function readMpd(text: string): MpdFacts | undefined {
  const tags = tagsOf(text);
  const root = firstOf(tags);
  if (root === undefined) return undefined;
  const dynamic = attributeOf(root, 'type') === 'dynamic';
  const update = durationMs(attributeOf(root, 'minimumUpdatePeriod'));
  const { representations, endMs, longestMs, templateMs } = readPeriods(tags, root, dynamic);
  const longest = durationMs(attributeOf(root, 'maxSegmentDuration')) ?? longestMs ?? templateMs;
  const target = Math.max(update ?? 0, longest ?? 0);
  const publishMs = Date.parse(attributeOf(root, 'publishTime') ?? '');
  return {
    dynamic,
    targetDurationMs: target > 0 ? target : null,
    progress: endMs ?? (update !== null && !Number.isNaN(publishMs) ? publishMs : null),
    representations,
  };
}

function firstOf(tags: Iterator<Tag>): Tag | undefined {
  for (let next = tags.next(); next.done !== true; next = tags.next()) {
    if (next.value.name === 'MPD') return next.value;
    if (next.value.kind !== 'close') return undefined;
  }
  return undefined;
}

interface Read {
  readonly representations: Representation[];
  /** Where the longest timeline ends, and the longest segment of any. */
  endMs: number | null;
  longestMs: number | null;
  /** The longest segment of a fixed duration. */
  templateMs: number | null;
}

function readPeriods(tags: Iterator<Tag>, root: Tag, dynamic: boolean): Read {
  const read: Read = { representations: [], endMs: null, longestMs: null, templateMs: null };
  const levels: Level[] = [];
  const sources = new Set<SegmentSource>();
  let times: PeriodTimes = periodTimes(root, undefined, dynamic);
  const inherited = (): SegmentSource | null => levels.findLast(({ source }) => source !== null)?.source ?? null;
  const end = ({ tag, source }: Level): void => {
    if (tag.name === 'Representation') represent(read.representations, tag, levels, source ?? inherited(), times);
  };
  for (let next = tags.next(); next.done !== true; next = tags.next()) {
    const tag = next.value;
    const level = levels.at(-1);
    switch (tag.name) {
      case 'Period':
      case 'AdaptationSet':
      case 'Representation':
        if (tag.kind === 'close') {
          if (level?.tag.name === tag.name) {
            levels.pop();
            end(level);
          }
          break;
        }
        if (tag.name === 'Period') times = periodTimes(root, tag, dynamic);
        if (tag.kind === 'empty') end({ tag, source: null });
        else if (levels.push({ tag, source: null }) > MAX_DEPTH) return read;
        break;
      case 'SegmentTemplate':
      case 'SegmentList': {
        if (tag.kind === 'close' || level === undefined) break;
        const source = inherited()?.inherit() ?? new SegmentSource();
        source.take(tag);
        if (tag.name === 'SegmentList') source.listed = [];
        level.source = source;
        sources.add(source);
        break;
      }
      case 'SegmentTimeline':
        if (tag.kind === 'open') level?.source?.beginTimeline();
        break;
      case 'S':
        if (tag.kind !== 'close') level?.source?.run(tag);
        break;
      case 'SegmentURL':
        if (tag.kind !== 'close') level?.source?.list(tag);
        break;
      case 'Initialization':
        if (tag.kind !== 'close' && level?.source != null)
          level.source.initialization = attributeOf(tag, 'sourceURL') ?? level.source.initialization;
        break;
    }
  }
  for (const source of sources) measure(read, source);
  return read;
}

function measure(read: Read, source: SegmentSource): void {
  const timeline = source.timelineMs;
  if (timeline !== null) {
    read.endMs = Math.max(read.endMs ?? 0, timeline.endMs);
    read.longestMs = Math.max(read.longestMs ?? 0, timeline.longestMs);
  }
  if (source.duration > 0)
    read.templateMs = Math.max(read.templateMs ?? 0, (source.duration / source.timescale) * 1000);
}

function represent(
  found: Representation[],
  own: Tag,
  levels: readonly Level[],
  source: SegmentSource | null,
  times: PeriodTimes,
): void {
  const id = attributeOf(own, 'id');
  if (id === undefined || found.length >= MAX_REPRESENTATIONS) return;
  const set = levels.findLast(({ tag }) => tag.name === 'AdaptationSet')?.tag;
  const type =
    attributeOf(own, 'mimeType') ??
    (set && (attributeOf(set, 'mimeType') ?? attributeOf(set, 'contentType'))) ??
    'video';
  const bits = Number(attributeOf(own, 'bandwidth') ?? Number.NaN);
  const segments = source === null ? null : new SegmentNames(source, id, times);
  const bandwidth = type.startsWith('video') && Number.isFinite(bits) ? bits : null;
  found.push({ id, bandwidth, path: segments?.media ?? null, segments });
}

function periodTimes(root: Tag, period: Tag | undefined, dynamic: boolean): PeriodTimes {
  const startMs = durationMs(period && attributeOf(period, 'start')) ?? 0;
  const wholeMs = durationMs(attributeOf(root, 'mediaPresentationDuration'));
  const availabilityStartMs = Date.parse(attributeOf(root, 'availabilityStartTime') ?? '');
  return {
    dynamic,
    availabilityStartMs: Number.isNaN(availabilityStartMs) ? null : availabilityStartMs,
    startMs,
    durationMs: durationMs(period && attributeOf(period, 'duration')) ?? (wholeMs === null ? null : wholeMs - startMs),
    bufferMs: durationMs(attributeOf(root, 'timeShiftBufferDepth')),
  };
}

/** An ISO 8601 duration of days and less, such as `PT1M2.5S`. */
function durationMs(text: string | undefined): number | null {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text ?? '');
  if (match === null) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return ((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000;
}
