/**
 * The topic `sessions`: a row for each session of a stream, country or user that somebody looks at, at most a thousand of each.
 * Without a reader a tick costs nothing here, however many sessions there are.
 */
import { userText } from '../session-extras.ts';
import { SEEN_MS } from '../session-layout.ts';
import type { SessionPage } from '../session-page.ts';
import { MAX_SESSION_ROWS, sessionRow } from '../session-rows.ts';
import type { State } from '../state.ts';
import type { TopicView } from './view.ts';

export function createSessionsView(state: State): TopicView<'sessions'> {
  const { sessions, sessionWatch: watch, places } = state;
  /** What the last told row said: last seen, which moves with all else. */
  let told = new Map<string, number>();

  const idle = (): boolean => watch.streams.size + watch.countries.size + watch.users.size === 0;

  function eachWatched(look: (page: SessionPage, slot: number) => void): void {
    if (idle()) return;
    const left = new Map<string, number>();
    const take = (name: string): boolean => {
      const count = left.get(name) ?? MAX_SESSION_ROWS;
      left.set(name, count - 1);
      return count > 0;
    };
    sessions.each(0, (page, slot, country) => {
      const stream = page.laneOf(slot).stream.id;
      const user = watch.users.size === 0 ? 0 : (page.extras?.userOf(slot) ?? 0);
      const wanted = watch.streams.has(stream)
        ? take(`stream ${stream}`)
        : user !== 0 && watch.users.has(userText(user))
          ? take(`user ${user}`)
          : watch.countries.has(country.code) && take(`country ${country.code}`);
      if (wanted) look(page, slot);
      return true;
    });
  }

  return {
    topic: 'sessions',
    collect() {
      const changed: string[] = [];
      if (idle() && told.size === 0) return changed;
      const now = new Map<string, number>();
      eachWatched((page, slot) => {
        const key = page.keyOf(slot);
        const seenMs = page.cell(slot, SEEN_MS);
        now.set(key, seenMs);
        if (told.get(key) !== seenMs) changed.push(key);
        told.delete(key);
      });
      for (const key of told.keys()) changed.push(key);
      told = now;
      return changed;
    },
    *keys() {
      const keys: string[] = [];
      eachWatched((page, slot) => {
        const key = page.keyOf(slot);
        // Shown now, so its end is to be told.
        if (!told.has(key)) told.set(key, Number.NaN);
        keys.push(key);
      });
      yield* keys;
    },
    row(key, { nowMs, epochOffsetMs }) {
      const position = sessions.position(key);
      const found = position === undefined ? undefined : sessions.at(position);
      return found && sessionRow(found.page, found.slot, found.country, nowMs, epochOffsetMs, places.isNamed);
    },
  };
}
