/**
 * Why a score is not better, in a few words that name a number a person can check. Only the component that costs most speaks.
 */
import type { HealthDefinition, HealthVerdict, HealthWindowFacts } from './health.ts';

/** A cost under this many points needs no explanation. */
const SILENT_POINTS = 0.5;

export function healthReason(
  definition: HealthDefinition,
  facts: HealthWindowFacts,
  verdict: HealthVerdict,
): string | null {
  if (verdict.score === undefined) return null;
  if (verdict.gated) return 'down now';
  if (verdict.worst === -1 || verdict.worstPoints < SILENT_POINTS) return null;
  const id = definition.components[verdict.worst]?.id ?? '';
  const part = verdict.parts[verdict.worst] ?? 0;
  switch (id) {
    case 'uptime':
      return `up ${percent(facts.availableMs / facts.observedMs)} of the time`;
    case 'errors':
      return `${facts.failures} of ${facts.requests} requests failed`;
    case 'response':
      return `first byte after ${Math.round(facts.responseMs / facts.scored)} ms on average`;
    case 'stall_ratio':
      return `players stood still ${percent(facts.stalledMs / (facts.playedMs + facts.stalledMs))} of the time`;
    case 'startup':
      return `first picture after ${Math.round(facts.startupMs / facts.startups)} ms on average`;
    case 'restarts':
      return `restarted ${facts.restarts === 1 ? 'once' : `${facts.restarts} times`}`;
    case 'bitrate_share':
      return `picture at ${percent(part)} of the best bitrate`;
    default:
      return `${id} at ${percent(part)}`;
  }
}

/** Cut, not rounded: 99.99 % is not 100 %. */
function percent(ratio: number): string {
  return `${Math.floor(ratio * 1000) / 10} %`;
}
