/** How long ago something was, in its two largest units: `3 d 4 h`, `12 min`. Read from far away, so no seconds. */
const MINUTE_MS = 60_000;
const STEPS = [
  { word: 'd', ms: 24 * 60 * MINUTE_MS },
  { word: 'h', ms: 60 * MINUTE_MS },
  { word: 'min', ms: MINUTE_MS },
] as const;

export function toSinceText(ms: number): string {
  if (ms < MINUTE_MS) return 'under a minute';
  const at = STEPS.findIndex((step) => ms >= step.ms);
  const first = STEPS[at];
  const second = STEPS[at + 1];
  if (first === undefined) return 'under a minute';
  const many = Math.floor(ms / first.ms);
  const rest = second === undefined ? 0 : Math.floor((ms % first.ms) / second.ms);
  return rest === 0 || second === undefined ? `${many} ${first.word}` : `${many} ${first.word} ${rest} ${second.word}`;
}
