/**
 * Which rows a reader wants: by key, and by equality on fields. A filter is not authorisation. Two filters that mean the same
 * have one canonical text, so that their readers share a channel.
 */

export interface RowFilter {
  readonly keys?: readonly string[] | undefined;
  readonly where?: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>> | undefined;
}

/** The same text for filters that choose the same rows. */
export function canonicalFilter(filter: RowFilter): string {
  const keys = filter.keys === undefined ? null : [...new Set(filter.keys)].sort();
  const where =
    filter.where === undefined
      ? []
      : Object.entries(filter.where)
          .map(([field, wanted]) => [field, Array.isArray(wanted) ? [...new Set(wanted)].sort() : wanted] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([keys, where]);
}

/** A test for rows; a row that is gone passes by its key alone, so that readers learn of it. */
export function createMatcher(
  filter: RowFilter,
): ((key: string, row: Readonly<Record<string, unknown>> | undefined) => boolean) | undefined {
  const keys = filter.keys === undefined ? undefined : new Set(filter.keys);
  const terms = Object.entries(filter.where ?? {});
  if (keys === undefined && terms.length === 0) return undefined;
  return (key, row) => {
    if (keys !== undefined && !keys.has(key)) return false;
    if (row === undefined) return true;
    return terms.every(([field, wanted]) => {
      const value = Object.hasOwn(row, field) ? row[field] : undefined;
      return Array.isArray(wanted) ? wanted.includes(value as string | number) : value === wanted;
    });
  };
}
