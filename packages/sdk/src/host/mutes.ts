/** `tally.mute()` and `tally.mutes()`. A target or a time that cannot be is one log line and no mute; the host goes on. */
import type { Clock } from '../clock.ts';
import { shown } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { isId } from '../model/labels.ts';
import type { Mute, MuteNoun, MuteTarget } from '../state/mutes.ts';
import type { State } from '../state/state.ts';
import type { MuteOptions } from './api.ts';

const NOUNS: readonly MuteNoun[] = ['stream', 'device', 'site'];
/** Long enough to say why, short enough for a list. */
const MAX_TEXT = 256;

export interface MuteFace {
  mute(target: MuteTarget, options: MuteOptions): () => void;
  list(): readonly Mute[];
}

/** What a target names; `undefined` when it names nothing, or more than one thing. */
export function muteSubject(target: unknown): { readonly noun: MuteNoun; readonly id: string } | undefined {
  if (typeof target !== 'object' || target === null) return undefined;
  const named = NOUNS.filter((noun) => Object.hasOwn(target, noun));
  const [noun] = named;
  if (noun === undefined || named.length > 1) return undefined;
  const id = (target as Record<string, unknown>)[noun];
  return isId(id) ? { noun, id } : undefined;
}

export function createMuteFace({ state, clock, logger }: { state: State; clock: Clock; logger: Logger }): MuteFace {
  return {
    mute(target, options) {
      const subject = muteSubject(target);
      const untilMs = options?.untilMs;
      if (subject === undefined || typeof untilMs !== 'number' || !Number.isFinite(untilMs)) {
        logger.warn(
          { part: 'mutes' },
          `mute(target, options) must be given one of { stream }, { device }, { site } and untilMs in epoch ms, received ${shown(target)} and ${shown(untilMs)}`,
        );
        return () => {};
      }
      const { noun, id } = subject;
      const mute: Mute = {
        noun,
        id,
        untilMs,
        atMs: clock.nowMs(),
        reason: String(options.reason ?? '').slice(0, MAX_TEXT),
        by: String(options.by ?? '').slice(0, MAX_TEXT),
      };
      state.mutes.set(mute);
      if (noun === 'stream') state.streams.settle(id, clock.monotonicMs());
      return () => {
        if (state.mutes.of(noun, id, clock.nowMs()) !== mute) return;
        state.mutes.end(noun, id);
        if (noun === 'stream') state.streams.settle(id, clock.monotonicMs());
      };
    },
    list: () => state.mutes.list(clock.nowMs()),
  };
}
