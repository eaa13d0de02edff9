/**
 * The little of a DASH manifest that is needed: does it go on, has it advanced, how long is a segment, which representations
 * are there. Read by its attributes, not as XML: what is not understood is passed over, and nothing is ever resolved.
 */

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
}

const MAX_REPRESENTATIONS = 32;

/** Reads a manifest; `undefined` for anything else. */
export function readMpd(text: string): MpdFacts | undefined {
  const root = /<(?:\w+:)?MPD\b([^>]*)>/.exec(text)?.[1];
  if (root === undefined) return undefined;
  const dynamic = attribute(root, 'type') === 'dynamic';
  const update = durationMs(attribute(root, 'minimumUpdatePeriod'));
  const { end, longestMs } = timeline(text);
  const longest = durationMs(attribute(root, 'maxSegmentDuration')) ?? longestMs ?? templateDurationMs(text);
  const target = Math.max(update ?? 0, longest ?? 0);
  const publishMs = Date.parse(attribute(root, 'publishTime') ?? '');
  return {
    dynamic,
    targetDurationMs: target > 0 ? target : null,
    progress: end ?? (update !== null && !Number.isNaN(publishMs) ? publishMs : null),
    representations: representations(text),
  };
}

/** Where the longest segment timeline ends, and its longest segment. */
function timeline(text: string): { end: number | null; longestMs: number | null } {
  let end: number | null = null;
  let longestMs: number | null = null;
  for (const [, template = '', body = ''] of text.matchAll(
    /<(?:\w+:)?SegmentTemplate\b([^>]*)>\s*<(?:\w+:)?SegmentTimeline>(.*?)<\/(?:\w+:)?SegmentTimeline>/gs,
  )) {
    const scale = Number(attribute(template, 'timescale') ?? 1) || 1;
    let at = 0;
    for (const [, entry = ''] of body.matchAll(/<(?:\w+:)?S\b([^>]*?)\/?>/g)) {
      const long = Number(attribute(entry, 'd') ?? 0);
      const repeats = Math.max(0, Number(attribute(entry, 'r') ?? 0));
      const start = attribute(entry, 't');
      if (start !== undefined) at = Number(start);
      at += long * (repeats + 1);
      longestMs = Math.max(longestMs ?? 0, (long / scale) * 1000);
    }
    const endMs = Math.round((at / scale) * 1000);
    if (Number.isFinite(endMs) && (end === null || endMs > end)) end = endMs;
  }
  return { end, longestMs };
}

function templateDurationMs(text: string): number | null {
  let longest: number | null = null;
  for (const [, template = ''] of text.matchAll(/<(?:\w+:)?SegmentTemplate\b([^>]*)>/g)) {
    const long = Number(attribute(template, 'duration') ?? 0) / (Number(attribute(template, 'timescale') ?? 1) || 1);
    if (long > 0) longest = Math.max(longest ?? 0, long * 1000);
  }
  return longest;
}

function representations(text: string): Representation[] {
  const found: Representation[] = [];
  for (const [, set = '', inside = ''] of text.matchAll(
    /<(?:\w+:)?AdaptationSet\b([^>]*)>(.*?)<\/(?:\w+:)?AdaptationSet>/gs,
  )) {
    const shared = mediaOf(inside.split(/<(?:\w+:)?Representation\b/)[0] ?? '');
    for (const [, own = '', rest = ''] of inside.matchAll(
      /<(?:\w+:)?Representation\b([^>]*?)(?:\/>|>(.*?)<\/(?:\w+:)?Representation>)/gs,
    )) {
      const id = attribute(own, 'id');
      if (id === undefined || found.length >= MAX_REPRESENTATIONS) continue;
      const type = attribute(own, 'mimeType') ?? attribute(set, 'mimeType') ?? attribute(set, 'contentType') ?? 'video';
      const bits = Number(attribute(own, 'bandwidth') ?? Number.NaN);
      found.push({
        id,
        bandwidth: type.startsWith('video') && Number.isFinite(bits) ? bits : null,
        path: pathOf(mediaOf(rest) ?? shared, id),
      });
    }
  }
  return found;
}

function mediaOf(text: string): string | undefined {
  const template = /<(?:\w+:)?SegmentTemplate\b([^>]*)>/.exec(text)?.[1];
  return template === undefined ? undefined : attribute(template, 'media');
}

/** `$RepresentationID$/$Number%05d$.m4s` as the end of a path. */
function pathOf(media: string | undefined, id: string): RegExp | null {
  if (media === undefined || media.length > 256) return null;
  const pattern = media
    .split(/(\$[^$]*\$)/)
    .map((part) => {
      if (part === '$RepresentationID$') return quoted(id);
      if (part === '$$') return '\\$';
      return /^\$(?:Number|Time|Bandwidth|SubNumber)/.test(part) ? '\\d+' : quoted(part);
    })
    .join('');
  return new RegExp(`(?:^|/)${pattern}$`);
}

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return match?.[1] ?? match?.[2];
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
