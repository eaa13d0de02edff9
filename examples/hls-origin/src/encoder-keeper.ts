/**
 * A process of its own between the origin and ffmpeg, for one reason: ffmpeg does not notice that its parent has died. The
 * keeper does, however it died, because the IPC channel closes; then it ends ffmpeg and removes the folder.
 * Forked by `live-encoder.ts` with the folder as its only argument.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './program.ts';

/** ffmpeg ends within a frame when asked; after this it is ended. */
const END_LIMIT_MS = 2000;

await runProgram(async () => {
  const folder = process.argv[2];
  if (folder === undefined)
    throw new Error('encoder-keeper: expected a folder as the first argument, received nothing.');
  const child = spawn('ffmpeg', encoderArguments(folder), { stdio: ['ignore', 'ignore', 'inherit'] });
  let closing = false;
  const giveUp = async (reason: string): Promise<void> => {
    if (closing) return;
    console.error(reason);
    await rm(folder, { recursive: true, force: true });
    process.exit(1);
  };
  child.once('error', (error: NodeJS.ErrnoException) => {
    const missing = '--live needs ffmpeg in PATH (on Debian: apt-get install ffmpeg), or leave --live out.';
    void giveUp(error.code === 'ENOENT' ? missing : `ffmpeg did not start: ${error.message}.`);
  });
  child.once('exit', (code, signal) => void giveUp(`ffmpeg ended (${signal ?? code}).`));
  return {
    async close() {
      closing = true;
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
});

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS);
  await gone;
  clearTimeout(kill);
}

/** The same picture, sound and renditions as the sample, at the speed of the clock (`-re`). */
function encoderArguments(folder: string): string[] {
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
    ...['-re', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=24'],
    ...['-re', '-f', 'lavfi', '-i', 'sine=frequency=330:beep_factor=2:sample_rate=48000'],
    ...['-filter_complex', '[0:v]split[large][half];[half]scale=320:180[small];[1:a]volume=0.25,asplit[a0][a1]'],
    ...['-map', '[large]', '-map', '[a0]', '-map', '[small]', '-map', '[a1]'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-bf', '0'],
    ...['-g', '48', '-keyint_min', '48', '-sc_threshold', '0', '-b:v:0', '600k', '-b:v:1', '200k'],
    ...['-c:a', 'aac', '-b:a', '48k', '-ac', '1'],
    ...['-f', 'hls', '-hls_time', '2', '-hls_list_size', '6', '-hls_segment_type', 'fmp4'],
    ...['-hls_flags', 'delete_segments+independent_segments+program_date_time+temp_file', '-hls_delete_threshold', '7'],
    ...['-master_pl_name', 'index.m3u8', '-var_stream_map', 'v:0,a:0,name:360p v:1,a:1,name:180p'],
    ...['-hls_segment_filename', join(folder, '%v/%d.m4s'), join(folder, '%v/index.m3u8')],
  ];
}
