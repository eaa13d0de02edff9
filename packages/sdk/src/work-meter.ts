/**
 * Measures what the SDK costs beside the requests of its host: the time of each part of a tick. It is one thread, so time that
 * passes here is time that the host does not have.
 */
import type { Clock } from './clock.ts';
import { WORK_PARTS, type WorkPart } from './state/readings.ts';

/** A guard that also adds the time to `workSeconds`. Parts of a tick are named `tick.…`. */
export function metered(
  guard: (part: string, task: () => void) => void,
  clock: Clock,
  workSeconds: Float64Array,
): (part: string, task: () => void) => void {
  return (part, task) => {
    const startedMs = clock.monotonicMs();
    guard(part, task);
    const place = WORK_PARTS.indexOf(part.slice(part.indexOf('.') + 1) as WorkPart);
    if (place === -1) return;
    workSeconds[place] = (workSeconds[place] as number) + (clock.monotonicMs() - startedMs) / 1000;
  };
}
