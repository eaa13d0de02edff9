/**
 * From the first call to the first page served, each time in a new process; Express is there already on both sides. Told beside it:
 * with the loading of the library.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { atMost, median, type Outcome } from '../measure.ts';

const ROUNDS = 9;

interface Start {
  readonly cpuMs: number;
  readonly withLoadMs: number;
}

async function startOf(side: string): Promise<Start> {
  const child = fork(fileURLToPath(new URL('../sides/start.ts', import.meta.url)), [side]);
  const [told] = (await once(child, 'message')) as [Start];
  await once(child, 'exit');
  return told;
}

export async function bench(): Promise<readonly Outcome[]> {
  const ours: Start[] = [];
  const peer: Start[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await startOf('ours'));
    peer.push(await startOf('peer'));
  }
  const of = (id: string, key: keyof Start): Outcome =>
    atMost({
      id,
      unit: 'ms',
      ours: median(ours.map((start) => start[key])),
      peer: median(peer.map((start) => start[key])),
      peerName: 'express-prom-bundle',
      target: 1,
    });
  return [of('start', 'cpuMs'), of('start.withLoad', 'withLoadMs')];
}
