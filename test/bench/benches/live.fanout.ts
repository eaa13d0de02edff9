/** CPU of the server for each delivered message of 2 KB, at one and at five thousand readers; ours are the rows of a tick. */
import { atMost, type Outcome } from '../measure.ts';
import { startSides } from '../parts/live-sides.ts';
import type { LiveSide } from '../sides/live.ts';

const TARGETS = { ws: 0.85, 'socket.io': 0.6, raw: 1.1 } as const;
type Peer = keyof typeof TARGETS;
/** Readers, those who are compared in one run, rounds. A process may have only so many files open. */
const RUNS: readonly (readonly [number, readonly Peer[], number])[] = [
  [1000, ['ws', 'socket.io', 'raw'], 5],
  [5000, ['ws', 'socket.io'], 3],
  [5000, ['raw'], 3],
];
const TIMES = 5;

async function run(many: number, peers: readonly Peer[], rounds: number): Promise<readonly Outcome[]> {
  const sides = await startSides(['ours', ...peers], { many });
  const each = await sides.rounds(rounds, async (side: LiveSide) => {
    const before = sides.readers(side).bytes;
    const cpu = await sides.ask(side, { ask: 'broadcast', times: TIMES, restMs: many / 20 });
    // By the two kilobytes: ours are as long as their rows make them.
    return (cpu * 2048) / (sides.readers(side).bytes - before);
  });
  await sides.stop();
  return peers.map((peer) =>
    atMost({
      id: `live.fanout.${many}`,
      unit: 'µs',
      ours: each.get('ours') ?? Number.NaN,
      peer: each.get(peer) ?? Number.NaN,
      peerName: peer === 'raw' ? 'raw sockets' : peer,
      target: TARGETS[peer],
      // One write for each reader and nothing else is the floor.
      ...(each.has('raw') && { limit: each.get('raw') as number }),
    }),
  );
}

export async function bench(): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const how of RUNS) outcomes.push(...(await run(...how)));
  return outcomes;
}
