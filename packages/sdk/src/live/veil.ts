/**
 * What a reader may see of a row that is his to see: fields that name a person need a permission of their own, whatever the
 * role. Without it they are unknown, and cannot be asked for either, because an answer would tell.
 */
import type { Topic } from '@tallylight/protocol';
import { type Rows, type RowTopic, toTuple } from '@tallylight/protocol';
import type { Caller } from '../model/caller.ts';
import type { RowFilter } from './filter.ts';
import type { EncodedRow } from './topic-feed.ts';

const PERSONAL: Readonly<Partial<Record<Topic, readonly string[]>>> = { sessions: ['user'] };

/** Fields of this topic that the caller may not see; `undefined` when there are none. */
export function veiledFields(topic: Topic, caller: Caller | undefined): readonly string[] | undefined {
  return caller === undefined || caller.permissions.has('personal') ? undefined : PERSONAL[topic];
}

/** Writes a row without these fields. */
export function createVeil(topic: Topic, fields: readonly string[]): (row: EncodedRow) => string {
  const unknown = Object.fromEntries(fields.map((field) => [field, null]));
  return ({ key, row, json }) =>
    row === undefined
      ? json
      : JSON.stringify(toTuple(topic as RowTopic, key, { ...row, ...unknown } as unknown as Rows[RowTopic]));
}

/** Why this filter is not answered to this caller; `undefined` when it is. */
export function veilRefusal(topic: Topic, { where }: RowFilter, caller: Caller | undefined): string | undefined {
  const field = veiledFields(topic, caller)?.find((name) => where !== undefined && Object.hasOwn(where, name));
  return field === undefined ? undefined : `filter.where.${field} takes the permission personal`;
}
