/**
 * Which data source the actions of a panel go through: the one its frames came from. A panel that is fed by Prometheus acts
 * through the only Tallylight Live there is; with several nobody can know which, so there are no actions.
 */
import type { DataFrame } from '@grafana/data';
import { readLiveMeta } from '../live-meta.ts';

/** The uid; `undefined` when there is none to act through. */
export function findLiveUid(
  frames: readonly DataFrame[],
  instances: readonly { readonly uid: string }[],
): string | undefined {
  for (const frame of frames) {
    const uid = readLiveMeta(frame)?.uid;
    if (uid !== undefined) return uid;
  }
  return instances.length === 1 ? instances[0]?.uid : undefined;
}
