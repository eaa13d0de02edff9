/** A player with the device client against the real SDK: present, playing, obeying, and gone when it is closed. */
import { createDeviceClient, type DeviceClient, type DeviceCommand } from '@tallylight/client/device';
import { afterEach, expect, test } from 'vitest';
import { type LiveHost, startLiveHost } from '../parts/live-host.ts';
import { waitFor } from '../parts/wait-for.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(more: Partial<Parameters<typeof createDeviceClient>[0]> = {}): Promise<{
  host: LiveHost;
  player: DeviceClient;
}> {
  const host = await startLiveHost();
  open.push(() => host.close());
  const player = createDeviceClient({ url: `${host.url}/tallylight/v1`, device: 'lobby', ...more });
  open.push(() => player.close());
  return { host, player };
}

test('a player is known with what it measures and plays, as soon as it says so', async () => {
  const { host, player } = await start({ measure: () => ({ cpuRatio: 0.5, version: '1.2' }) });
  const row = () => host.tally.snapshot('devices').get('lobby');
  await waitFor('the device', () => row()?.state === 'online');
  expect(row()).toMatchObject({ cpuRatio: 0.5, version: '1.2' });
  player.play({ title: 'Spring', campaign: 'spring' });
  await waitFor('what it plays', () => row()?.nowPlaying?.title === 'Spring');
  expect(row()).toMatchObject({ state: 'playing', nowPlaying: { campaign: 'spring' } });
  player.play(null);
  await waitFor('nothing', () => row()?.nowPlaying === null);
  expect(player.status).toMatchObject({ phase: 'online', queued: 0, dropped: 0 });
});

test('a command is done once, and its end is told', async () => {
  const done: DeviceCommand[] = [];
  const { host, player } = await start({
    onCommand(command) {
      done.push(command);
      return { result: 'ok', detail: 'volume is 3' };
    },
  });
  await waitFor('the device', () => player.status.phase === 'online');
  const completed: unknown[] = [];
  host.tally.on('command-completed', ({ payload }) => completed.push(payload));
  host.tally.device('lobby').command('volume', { to: 3 });
  player.beat();
  await waitFor('the end of the command', () => {
    player.beat();
    return completed.length === 1;
  });
  expect(completed[0]).toMatchObject({ device: 'lobby', command: 'volume', result: 'ok', detail: 'volume is 3' });
  expect(done.map(({ name, args }) => [name, args])).toEqual([['volume', { to: 3 }]]);
});
