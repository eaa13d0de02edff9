/** Memory of a reader that is there and is told nothing. */
import { atMost, type Outcome } from '../measure.ts';
import { startChild } from '../parts/child.ts';
import { connectReaders } from '../parts/live-readers.ts';
import type { LiveSide } from '../sides/live.ts';

const MANY = 3000;

async function eachBytes(side: LiveSide): Promise<number> {
  const child = await startChild('live', [side, '2048']);
  const { value: port } = await child.ask<{ value: number }>({ ask: 'port' });
  const warm = await connectReaders(side, { port, many: 200 });
  const before = await child.ask<{ value: number }>({ ask: 'memory' });
  const readers = await connectReaders(side, { port, many: MANY });
  const after = await child.ask<{ value: number }>({ ask: 'memory' });
  warm.close();
  readers.close();
  await child.stop();
  return (after.value - before.value) / MANY;
}

export async function bench(): Promise<readonly Outcome[]> {
  const ours = await eachBytes('ours');
  const peer = await eachBytes('socket.io');
  return [atMost({ id: 'live.idle', unit: 'bytes', ours, peer, peerName: 'socket.io', target: 0.5 })];
}
