/**
 * A query as a person wrote it, to what is asked of the live channel: variables filled in, choices of nothing left out, and
 * what is left over from another topic forgotten.
 */
import type { Filter } from '@tallylight/protocol';
import type { LiveQuery } from './query.ts';
import type { LiveTarget } from './responses.ts';
import { entryOf } from './topics.ts';
import { toChosen } from './variable-values.ts';

/** `queryType` of a query whose answer is drawn as annotations. */
export const ANNOTATION_QUERY = 'annotations';

/** As Grafana tells them. Only equality can be asked of the server; other operators are passed over. */
export interface AdHoc {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  /** Of the operator "one of". */
  readonly values?: readonly string[] | undefined;
}

export interface TargetContext {
  readonly spanMs: number;
  readonly originMs: number;
  readonly uid?: string;
  /** Ad-hoc filters of the dashboard; those that a topic does not know do not choose there. */
  readonly adHoc?: readonly AdHoc[];
  /** Puts the values of variables into a text, as variable-values.ts parts them. */
  fill(text: string): string;
}

export function toTarget(query: LiveQuery, { spanMs, originMs, uid, adHoc = [], fill }: TargetContext): LiveTarget {
  const { topic = 'bandwidth', refId, fields, minMs } = query;
  const filter = toFilter({ ...query, where: withAdHoc(query.where, adHoc) }, fill);
  return {
    topic,
    refId,
    spanMs,
    originMs,
    ...(uid !== undefined && { uid }),
    ...(filter !== undefined && { filter }),
    ...(fields !== undefined && fields.length > 0 && { fields }),
    ...(minMs !== undefined && minMs > 0 && { minMs }),
  };
}

/** What the dashboard chooses wins over what the query does: a filter bar that changes nothing would lie. */
function withAdHoc(where: LiveQuery['where'], adHoc: readonly AdHoc[]): NonNullable<LiveQuery['where']> {
  const chosen = adHoc.filter(({ operator }) => operator === '=' || operator === '=|');
  return { ...where, ...Object.fromEntries(chosen.map(({ key, value, values }) => [key, values ?? [value]])) };
}

/** The query with the values of variables written out, as it is handed to Explore. */
export function toFilledQuery(query: LiveQuery, fill: TargetContext['fill']): LiveQuery {
  const where = Object.entries(query.where ?? {}).map(([field, values]) => [field, toChosen(values, fill) ?? []]);
  return {
    ...query,
    ...(query.keys !== undefined && { keys: toChosen(query.keys, fill) }),
    ...(query.where !== undefined && { where: Object.fromEntries(where) }),
  };
}

function toFilter(
  { topic = 'bandwidth', keys, where = {} }: LiveQuery,
  fill: TargetContext['fill'],
): Filter | undefined {
  const toValues = (list: readonly string[] | undefined) => toChosen(list, fill);
  const chosenKeys = toValues(keys);
  // A field that the topic does not know would match no row at all; it is left over from another topic.
  const known = entryOf(topic).filters.filter(({ field }) => field !== 'key');
  const terms = known.flatMap(({ field }) => {
    const values = toValues(where[field]);
    return values === undefined ? [] : [[field, values] as const];
  });
  if (chosenKeys === undefined && terms.length === 0) return undefined;
  return {
    ...(chosenKeys !== undefined && { keys: chosenKeys }),
    ...(terms.length > 0 && { where: Object.fromEntries(terms) }),
  };
}
