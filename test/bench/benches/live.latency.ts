/** From an event to the handler of a reader, the slowest of a hundred, with a thousand readers. */
import { atMost, type Outcome } from '../measure.ts';
import { startSides } from '../parts/live-sides.ts';

export async function bench(): Promise<readonly Outcome[]> {
  const sides = await startSides(['ours', 'raw'], { many: 1000, messageBytes: 300, topic: 'activity', stamps: true });
  const p99 = await sides.rounds(7, async (side) => {
    await sides.ask(side, { ask: 'events', times: 20, restMs: 60 });
    const delays = sides
      .readers(side)
      .takeDelays()
      .sort((a, b) => a - b);
    return delays[Math.floor(delays.length * 0.99)] ?? Number.NaN;
  });
  await sides.stop();
  const [ours = Number.NaN, peer = Number.NaN] = [p99.get('ours'), p99.get('raw')];
  return [atMost({ id: 'live.latency', unit: 'ms', ours, peer, peerName: 'raw sockets', target: 1.5 })];
}
