/**
 * `--live`: ffmpeg encodes its test source as it happens, into a folder of its own with a sliding window, for the stream
 * `live`. The looped sample needs none of this; it is here to show that nothing in the demo depends on the loop.
 * Folder and ffmpeg belong to a keeper process and end with it: at `close()`, and when this process dies.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface LiveEncoder {
  /** Where `index.m3u8` and the renditions are. */
  readonly folder: string;
  /** Resolves, with what was said last, if ffmpeg ends although nobody asked it to. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

const KEEPER = fileURLToPath(new URL('./encoder-keeper.ts', import.meta.url));
/** First playlist: one segment of real time, plus the start of the encoder on a busy machine. */
const START_LIMIT_MS = 30_000;

/** Resolves when the first playlist is there. Rejects when ffmpeg is missing or ends before that. */
export async function startLiveEncoder(): Promise<LiveEncoder> {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-live-'));
  const keeper = fork(KEEPER, [folder], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let lastWords = '';
  keeper.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  const ended = once(keeper, 'exit');
  let closing = false;
  const lost = new Promise<string>((resolve) => {
    void ended.then(() => {
      if (!closing) resolve(lastWords.trim());
    });
  });
  const close = async (): Promise<void> => {
    closing = true;
    if (keeper.connected) keeper.disconnect();
    await ended;
    // The keeper has done it, unless it could not even start.
    await rm(folder, { recursive: true, force: true });
  };
  if (await hasFirstPlaylist(folder, keeper)) return { folder, lost, close };
  await close();
  throw new Error(lastWords.trim() || `ffmpeg wrote no playlist within ${START_LIMIT_MS} ms.`);
}

/** False when ffmpeg ended before there was something to play, or took too long. */
async function hasFirstPlaylist(folder: string, keeper: ChildProcess): Promise<boolean> {
  const untilMs = performance.now() + START_LIMIT_MS;
  while (keeper.exitCode === null && keeper.signalCode === null && performance.now() < untilMs) {
    const files = ['index.m3u8', '360p/index.m3u8', '180p/index.m3u8'].map((file) => access(join(folder, file)));
    if ((await Promise.allSettled(files)).every(({ status }) => status === 'fulfilled')) return true;
    await delay(100);
  }
  return false;
}
