/**
 * Streams from the table of Tallylight Live, a row each. Two queries may bring the same stream; it is one thing, so the row of
 * the fresher frame counts.
 */
import type { DataFrame } from '@grafana/data';
import type { HealthBand, StreamState } from '@tallylight/protocol';
import { toPercentText } from '../../shared/figure/figure-text.ts';
import { readLiveMeta } from '../../shared/live-meta.ts';
import { readTable, type TableReader } from '../../shared/table-frame.ts';
import { toSpanWords } from '../../shared/words.ts';
import { BAND_FROM, OWN_PARTS, type Part, type StreamNow, toBand } from './stream.ts';

/** By key; `undefined` when no frame is of the topic. */
export function readLiveStreams(frames: readonly DataFrame[]): Map<string, StreamNow> | undefined {
  const tables = frames.flatMap((frame) => {
    const table = readTable(frame, 'streams');
    return table === undefined ? [] : [{ frame, table, ageMs: readLiveMeta(frame)?.ageMs ?? Number.MAX_VALUE }];
  });
  if (tables.length === 0) return undefined;
  const streams = new Map<string, StreamNow>();
  for (const { frame, table } of tables.sort((a, b) => b.ageMs - a.ageMs)) {
    const health = frame.fields.find(({ name }) => name === 'health') ?? frame.fields[0];
    const added = toAdded(frame);
    for (let row = 0; row < table.length; row += 1) {
      const key = table.cell('stream', row);
      if (key === null) continue;
      const source = health === undefined ? undefined : { field: health, index: row };
      streams.set(key, { ...toStream(table, row, key, added), source });
    }
  }
  return streams;
}

interface AddedPart {
  readonly id: string;
  readonly values: readonly unknown[];
  readonly weights: readonly unknown[];
}

/** Parts beyond the three, which a host added: their columns are named after them. */
function toAdded({ fields }: DataFrame): AddedPart[] {
  const own: readonly string[] = OWN_PARTS;
  return fields.flatMap(({ name, values }) => {
    const id = /^part (.+)$/.exec(name)?.[1];
    if (id === undefined || own.includes(id)) return [];
    return [{ id, values, weights: fields.find((field) => field.name === `weight ${id}`)?.values ?? [] }];
  });
}

function toStream(
  table: TableReader<'streams'>,
  row: number,
  key: string,
  added: readonly AddedPart[],
): Omit<StreamNow, 'source'> {
  const score = table.cell('health', row);
  const state = (table.cell('state', row) as StreamState | null) ?? 'unknown';
  const band = table.cell('health band', row);
  return {
    key,
    name: table.cell('title', row) || key,
    state,
    stateSinceMs: table.cell('state since', row),
    stateReason: table.cell('reason', row),
    expected: table.cell('expected', row),
    score,
    band: score === null ? 'unknown' : isBand(band) ? band : toBand(score),
    unknownWhy: score === null ? whyUnknown(table, state) : '',
    reason: table.cell('health reason', row),
    parts: [...toOwnParts(table, row), ...added.map((part) => toAddedPart(part, row))],
    coverage: table.cell('health coverage', row),
    windowMs: table.cell('health window', row),
    uptime: table.cell('raw uptime', row),
    errorRatio: table.cell('raw error ratio', row),
    responseMs: table.cell('raw response', row),
    sessions: table.cell('sessions', row),
    checkedMs: table.cell('last checked', row),
    history: [],
  };
}

function isBand(band: string | null): band is HealthBand {
  return band !== null && Object.hasOwn(BAND_FROM, band);
}

function whyUnknown(table: TableReader<'streams'>, state: StreamState): string {
  if (!table.has('health')) return 'the query leaves out the column health';
  if (state === 'off') return 'it is off on purpose, which is neither well nor ill';
  return 'too little of it is known yet';
}

function toOwnParts(table: TableReader<'streams'>, row: number): Part[] {
  const uptime = table.cell('raw uptime', row);
  const observedMs = table.cell('raw observed', row);
  const errors = table.cell('raw error ratio', row);
  const requests = table.cell('raw requests', row);
  const responseMs = table.cell('raw response', row);
  const raws = {
    uptime:
      uptime === null
        ? null
        : `up ${toPercentText(uptime)}${observedMs === null ? '' : ` of ${toSpanWords(observedMs)}`}`,
    errors: errors === null ? null : `${toPercentText(errors)} of ${requests ?? 'the'} requests failed`,
    response: responseMs === null ? null : `${toResponseWords(responseMs)} to the first byte`,
  };
  return OWN_PARTS.map((id) => ({
    id,
    value: table.cell(`part ${id}`, row),
    weight: table.cell(`weight ${id}`, row),
    raw: raws[id],
  }));
}

function toAddedPart({ id, values, weights }: AddedPart, row: number): Part {
  return { id, value: toNumber(values[row]), weight: toNumber(weights[row]), raw: null };
}

function toNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** `240 ms`, `1.9 s`. */
function toResponseWords(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
