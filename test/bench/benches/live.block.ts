/** How long the loop is held when five thousand are told. */
import { atMost, type Outcome } from '../measure.ts';
import { startSides } from '../parts/live-sides.ts';

export async function bench(): Promise<readonly Outcome[]> {
  const sides = await startSides(['ours', 'socket.io'], { many: 5000 });
  const block = await sides.rounds(5, (side) => sides.ask(side, { ask: 'block', times: 5, restMs: 250 }));
  await sides.stop();
  const [ours = Number.NaN, peer = Number.NaN] = [block.get('ours'), block.get('socket.io')];
  return [atMost({ id: 'live.block', unit: 'ms', ours, peer, peerName: 'socket.io', target: 0.1 })];
}
