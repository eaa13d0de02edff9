/** CPU of a compressed message to a thousand readers. */
import { atMost, type Outcome } from '../measure.ts';
import { startSides } from '../parts/live-sides.ts';

export async function bench(): Promise<readonly Outcome[]> {
  const sides = await startSides(['ours', 'ws-deflate'], { many: 1000, deflate: true });
  const cpu = await sides.rounds(5, (side) => sides.ask(side, { ask: 'broadcast', times: 5, restMs: 400 }));
  await sides.stop();
  const [ours = Number.NaN, peer = Number.NaN] = [cpu.get('ours'), cpu.get('ws-deflate')];
  return [atMost({ id: 'live.deflate', unit: 'µs', ours, peer, peerName: 'ws permessage-deflate', target: 1 / 7 })];
}
