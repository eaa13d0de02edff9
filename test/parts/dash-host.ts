/**
 * A film over DASH behind the SDK: the demo's sample, made anew by ffmpeg with picture and sound apart and two renditions,
 * because that is how DASH players get them.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import express from 'express';
import { MEDIA_FOLDER, RENDITIONS } from '../../examples/hls-origin/src/sample.ts';

const run = promisify(execFile);
export const FFMPEG: string = process.env.FFMPEG_PATH ?? '/usr/bin/ffmpeg';

export interface DashHost {
  readonly url: string;
  readonly tally: Tallylight;
  close(): Promise<void>;
}

/** Serves `/dash/film/film.mpd`. */
export async function startDashHost(): Promise<DashHost> {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-dash-'));
  await makeFilm(folder);
  const app = express();
  const server = createServer(app);
  const tally = createTallylight({ tickMs: 250, metrics: { cacheMs: 0 } });
  tally.attach(server);
  tally.stream('film', { protocol: 'dash', kind: 'vod' });
  app.use('/dash/film', tally.media({ stream: 'film' }), express.static(folder, { index: false }));
  app.use((_request, response) => void response.status(404).send('not here'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await tally.ready;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tally,
    async close() {
      await tally.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeFilm(folder: string): Promise<void> {
  const inputs: string[] = [];
  for (const { name } of RENDITIONS) {
    const from = join(MEDIA_FOLDER, name);
    const segments = (await readdir(from)).filter((file) => file.endsWith('.m4s')).sort();
    const parts = await Promise.all(['init.mp4', ...segments].map((file) => readFile(join(from, file))));
    const whole = join(folder, `${name}.whole.mp4`);
    await writeFile(whole, Buffer.concat(parts));
    inputs.push('-i', whole);
  }
  const maps = [...RENDITIONS.flatMap((_, index) => ['-map', `${index}:v`]), '-map', '0:a'];
  await run(FFMPEG, [
    ...['-hide_banner', '-loglevel', 'error', '-y', ...inputs, ...maps, '-c', 'copy'],
    ...['-f', 'dash', '-seg_duration', '2', '-use_template', '1', '-use_timeline', '0'],
    ...['-adaptation_sets', 'id=0,streams=v id=1,streams=a', join(folder, 'film.mpd')],
  ]);
}
