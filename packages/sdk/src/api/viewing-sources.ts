/** What the routes of history, sessions and mutes need of the rest. */

/** What happened. */
export interface HistorySource {
  readonly metrics: readonly string[];
  readonly periods: readonly string[];
  /** Column names of a metric. */
  columns(metric: string): readonly string[];
  /** Why this metric has no such period; `undefined` when it has. */
  lacks(metric: string, period: string): string | undefined;
  /** The points, oldest first; `undefined` when there is no such stream. */
  rows(
    metric: string,
    period: string,
    stream: string | undefined,
  ): readonly Readonly<Record<string, number | null>>[] | undefined;
}

/** A session as it is listed. */
export type ListedSession = Readonly<Record<string, string | number | null>>;

/** A place in a sorted list: the value and the session's id. */
export type SessionPlace = readonly [value: number, id: string];

/** Who watches. */
export interface SessionsSource {
  list(
    filter: {
      readonly stream?: string | undefined;
      readonly country?: string | undefined;
      /** As the host names it. */
      readonly user?: string | undefined;
    },
    how: {
      /** Null: as they stand in the table. */
      readonly field: string | null;
      readonly isDown: boolean;
      readonly after: SessionPlace | null;
      readonly limit: number;
    },
  ): {
    readonly rows: readonly ListedSession[];
    /** Where this page ends; null when it was the last. */
    readonly last: SessionPlace | null;
  };
}

/** What is muted, and muting it. */
export interface MutesSource {
  list(): readonly object[];
  /** Mutes what the body says; what is wrong with it otherwise. `by` is who asked. */
  set(body: unknown): { readonly mute: object } | { readonly wrong: string };
  /** Ends it; whether there was one. */
  end(body: unknown): boolean;
}
