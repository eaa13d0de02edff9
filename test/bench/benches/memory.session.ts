/** What one tracked session takes while it lasts, all its fields and the handle that the host holds. */
import { atMost, type Outcome } from '../measure.ts';
import { startChild } from '../parts/child.ts';

async function bytesEach(side: string, count: number): Promise<number> {
  const child = await startChild('memory', [side]);
  const { bytes } = await child.ask<{ bytes: number }>({ count });
  await child.stop();
  return bytes;
}

export async function bench(): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [id, count] of [
    ['memory.session.50k', 50_000],
    ['memory.session', 200_000],
  ] as const) {
    const ours = await bytesEach('ours', count);
    const peer = await bytesEach('prom-client', count);
    outcomes.push(atMost({ id, unit: 'B', ours, peer, peerName: 'prom-client, one series', target: 0.5 }));
  }
  return outcomes;
}
