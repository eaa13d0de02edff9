/** A tick in which 5 % of 1 000 streams and 2 % of 10 000 devices changed, against all rows as JSON: bytes and CPU. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createTallylight } from '@tallylight/sdk';
import { atMost, cpuSince, median, type Outcome } from '../measure.ts';
import { handClock } from '../parts/hand-clock.ts';
import { connectReaders } from '../parts/live-readers.ts';

const TICK_MS = 60_000;
const ROUNDS = 15;

export async function bench(): Promise<readonly Outcome[]> {
  const clock = handClock(TICK_MS);
  const tally = createTallylight({ tickMs: TICK_MS, historyMs: 4 * TICK_MS, clock });
  const server = createServer();
  tally.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  for (let index = 0; index < 1000; index += 1) tally.stream(`channel-${index}`, { title: `Channel number ${index}` });
  const devices = Array.from({ length: 10_000 }, (_, index) =>
    tally.device(`screen-${index}`, {
      name: `Screen ${index}`,
      site: `site-${index % 100}`,
      heartbeatIntervalMs: 3_600_000,
    }),
  );
  for (const device of devices)
    device.heartbeat({ playing: { title: 'Spring sale', campaign: 'spring' }, version: '4.2.1' });
  clock.tick();
  const readers = [
    await connectReaders('ours', { port, many: 1, topic: 'streams' }),
    await connectReaders('ours', { port, many: 1, topic: 'devices' }),
  ];
  await delay(1000);
  const bytes: number[] = [];
  const cpu: number[] = [];
  const fullBytes: number[] = [];
  const fullCpu: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let index = 0; index < 50; index += 1)
      tally.stream(`channel-${(round * 50 + index) % 1000}`, { title: `Channel number ${index} of round ${round}` });
    for (let index = 0; index < 200; index += 1)
      devices[(round * 200 + index) % 10_000]?.heartbeat({ playing: { title: `Item ${round}`, campaign: 'spring' } });
    await delay(20);
    const had = readers.reduce((sum, one) => sum + one.bytes, 0);
    const before = process.cpuUsage();
    clock.tick();
    await delay(30);
    cpu.push(cpuSince(before));
    bytes.push(readers.reduce((sum, one) => sum + one.bytes, 0) - had);
    const start = process.cpuUsage();
    const text = JSON.stringify([[...tally.snapshot('streams')], [...tally.snapshot('devices')]]);
    const message = Buffer.from(text);
    await delay(30);
    fullCpu.push(cpuSince(start));
    fullBytes.push(message.length);
  }
  for (const one of readers) one.close();
  await tally.close();
  server.close();
  const peerName = 'all rows as JSON';
  return [
    atMost({
      id: 'live.delta.bytes',
      unit: 'bytes',
      ours: median(bytes),
      peer: median(fullBytes),
      peerName,
      target: 0.01,
    }),
    atMost({ id: 'live.delta.cpu', unit: 'µs', ours: median(cpu), peer: median(fullCpu), peerName, target: 0.01 }),
  ];
}
