/** What a row says, in words: for its second line and for who hears the page. Pure. */
import { BAND_LOOK, STREAM_LOOK } from '../../shared/state-look.ts';
import { toSpanWords } from '../../shared/words.ts';
import { type StreamNow, toPoints, toWords } from './stream.ts';

/** Which action is on its way, by name of its verb. */
export const PROGRESS: Readonly<Record<string, string>> = {
  start: 'starting…',
  stop: 'stopping…',
  restart: 'restarting…',
};

/** Why the row is where it is: a down stream says since when and why, then what costs most. */
export function toReasonText(stream: StreamNow, nowMs: number): string {
  const { state, stateReason, stateSinceMs, reason, score, unknownWhy, expected } = stream;
  if (state === 'down' || state === 'starting') {
    const since = stateSinceMs === null ? '' : ` for ${toSpanWords(nowMs - stateSinceMs)}`;
    return [`${STREAM_LOOK[state].word}${since}`, stateReason === null ? '' : toWords(stateReason)]
      .filter(Boolean)
      .join(': ');
  }
  if (expected === false) return 'not expected to be on now';
  if (score === null) return unknownWhy;
  return reason ?? 'all well';
}

/** All of a row in one sentence. */
export function toRowLabel(stream: StreamNow, nowMs: number): string {
  const { name, state, score, band } = stream;
  const health = score === null ? 'health unknown' : `health ${toPoints(score)}, ${BAND_LOOK[band].word}`;
  return `${name}, ${STREAM_LOOK[state].word}, ${health}: ${toReasonText(stream, nowMs)}. Open its live sessions`;
}
