/** What readers see of a stream's health. Scores and parts are cut, never rounded up: 89.999 is not 90. */
import type { Health, HealthParts } from '@tallylight/protocol';
import type { HealthRecord } from './health-record.ts';

/** The row of a stream's health; null while there is no score. */
export function healthRow(stream: { readonly health: HealthRecord | null }, epochOffsetMs: number): Health | null {
  const record = stream.health;
  if (record === null || record.verdict?.score === undefined || record.facts === null || record.band === null)
    return null;
  const { definition, verdict, facts } = record;
  const parts: Record<string, number | null> = {};
  const weights: Record<string, number> = {};
  definition.components.forEach(({ id, weight }, place) => {
    const part = verdict.parts[place];
    parts[id] = part === undefined ? null : Math.floor(part * 10_000) / 10_000;
    weights[id] = weight;
  });
  return {
    score: cutScore(verdict.score ?? 0),
    band: record.band,
    parts: parts as unknown as HealthParts,
    coverage: verdict.coverage,
    reason: record.reason,
    weights,
    raw: {
      uptime: facts.observedMs === 0 ? null : facts.availableMs / facts.observedMs,
      errorRatio: facts.requests === 0 ? null : facts.failures / facts.requests,
      responseMs: facts.scored === 0 ? null : Math.round(facts.responseMs / facts.scored),
      requests: facts.requests,
      observedMs: Math.round(facts.observedMs),
      stallRatio: share(facts.stalledMs, facts.playedMs + facts.stalledMs),
      startupMs: facts.startups === 0 ? null : Math.round(facts.startupMs / facts.startups),
      bitrateShare: share(facts.pictureShareMs, facts.pictureMs),
      restarts: record.keepsAll ? facts.restarts : null,
    },
    windowMs: definition.windowMs,
    lastCheckedMs: Math.round(record.checkedMs + epochOffsetMs),
  };
}

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.floor((part / whole) * 10_000) / 10_000;

/** To a hundredth of a point. */
export function cutScore(score: number): number {
  return Math.floor(score * 100) / 100;
}
