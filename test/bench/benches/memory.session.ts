/** What one tracked session takes while it lasts, all its fields and the handle that the host holds. */
import { atMost, type Outcome } from '../measure.ts';
import { startChild } from '../parts/child.ts';

async function bytesEach(side: string, how: string, count: number): Promise<number> {
  const child = await startChild('memory', [side, how]);
  const { bytes } = await child.ask<{ bytes: number }>({ count });
  await child.stop();
  return bytes;
}

export async function bench(): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  // Sessions whose handles a host holds, and sessions that are found again by a key, as those over HTTP are.
  for (const [id, how, count] of [
    ['memory.session.50k', 'handles', 50_000],
    ['memory.session', 'handles', 200_000],
    ['memory.session.keyed.50k', 'keys', 50_000],
    ['memory.session.keyed', 'keys', 200_000],
  ] as const) {
    const ours = await bytesEach('ours', how, count);
    const peer = await bytesEach('prom-client', how, count);
    outcomes.push(atMost({ id, unit: 'B', ours, peer, peerName: 'prom-client, one series', target: 0.5 }));
  }
  return outcomes;
}
