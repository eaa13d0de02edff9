/** Recording an answer: kind, result and duration. Durations are log-normal around 30 ms; no clock is read by either side. */
import { createTallylight, type SessionHandle } from '@tallylight/sdk';
import { Histogram, Registry } from 'prom-client';
import { nanosecondsEach, type Outcome, timesCheaper } from '../measure.ts';

const SAMPLES = 4096;
/** Answers in a round. */
const OURS = 10_000_000;
const THEIRS = 300_000;
const MEDIAN_MS = 30;
const SPREAD = 0.8;

export async function bench(): Promise<readonly Outcome[]> {
  const tally = createTallylight();
  const sessions = Array.from({ length: 1024 }, (_, index) => tally.stream(`stream-${index & 63}`).openSession());
  const durationsMs = Float64Array.from({ length: SAMPLES }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
    return MEDIAN_MS * Math.exp(SPREAD * normal);
  });
  const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
  const registers = [new Registry()];
  const histogram = new Histogram({
    name: 'response',
    help: 'Response.',
    labelNames: ['kind', 'result'],
    buckets,
    registers,
  });
  const { ours, promClient } = nanosecondsEach({
    ours: {
      count: OURS,
      run() {
        for (let i = 0; i < OURS; i += 1) {
          (sessions[i & 1023] as SessionHandle).responded('segment', 'ok', durationsMs[i & 4095] as number);
        }
      },
    },
    promClient: {
      count: THEIRS,
      run() {
        for (let i = 0; i < THEIRS; i += 1) {
          histogram.observe({ kind: 'segment', result: 'ok' }, (durationsMs[i & 4095] as number) / 1000);
        }
      },
    },
  });
  await tally.close();
  return [
    timesCheaper({ id: 'hot.response', unit: 'ns', ours, peer: promClient, peerName: 'prom-client', target: 40 }),
  ];
}
