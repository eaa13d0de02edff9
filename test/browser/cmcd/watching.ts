/** What the player itself saw, written down in its page: the other half of every comparison. */

export interface Watched {
  /** When the player was told what to play, play was asked for, the manifest was read, and the first picture came; ms on the page's clock. */
  readonly loadMs: number | null;
  readonly playMs: number | null;
  readonly manifestMs: number | null;
  readonly playingMs: number | null;
  /** Each time that playback stood still after the first picture; `endMs` null while it does. */
  readonly stalls: readonly { readonly startMs: number; readonly endMs: number | null }[];
  /** Each piece of media as it was asked for: its level's bitrate, its duration, and what was in the buffer. */
  readonly objects: readonly {
    readonly bitsPerSecond: number;
    readonly durationMs: number;
    readonly bufferMs: number;
  }[];
  /** Bitrates in the order in which they were played. */
  readonly levels: readonly number[];
  readonly errors: readonly string[];
  /** Position now, ms, and how much was played in all. */
  readonly positionMs: number;
  readonly playedMs: number;
}

/** Runs first in a page: watches the media element, whatever player drives it. */
export const WATCH = `(() => {
  const video = document.querySelector('video');
  const at = () => performance.now();
  const watched = { loadMs: null, playMs: null, manifestMs: null, playingMs: null, stalls: [], objects: [], levels: [], errors: [] };
  watched.bufferMs = () => {
    for (let i = 0; i < video.buffered.length; i += 1) {
      if (video.buffered.start(i) <= video.currentTime + 0.1 && video.buffered.end(i) > video.currentTime) {
        return (video.buffered.end(i) - video.currentTime) * 1000;
      }
    }
    return 0;
  };
  video.addEventListener('play', () => { watched.playMs ??= at(); });
  video.addEventListener('waiting', () => {
    if (watched.playingMs !== null && !video.seeking) watched.stalls.push({ startMs: at(), endMs: null });
  });
  video.addEventListener('playing', () => {
    watched.playingMs ??= at();
    const last = watched.stalls.at(-1);
    if (last && last.endMs === null) last.endMs = at();
  });
  let playedMs = 0;
  let before = null;
  setInterval(() => {
    const now = video.currentTime * 1000;
    if (before !== null && now > before && now - before < 1000) playedMs += now - before;
    before = now;
  }, 50);
  window.watched = watched;
  window.look = () => ({ ...watched, bufferMs: undefined, positionMs: video.currentTime * 1000, playedMs });
})()`;

/** hls.js in a watched page. Long patience with a held segment, so that the stall ends by itself and not by a retry. */
export const PLAY_HLS_JS = (source: string, cmcd: object): string => `(() => {
  const video = document.querySelector('video');
  const watched = window.watched;
  const patience = { maxTimeToFirstByteMs: 60000, maxLoadTimeMs: 120000, timeoutRetry: null, errorRetry: null };
  const hls = (window.hls = new Hls({ cmcd: ${JSON.stringify(cmcd)}, fragLoadPolicy: { default: patience } }));
  hls.on(Hls.Events.MANIFEST_PARSED, () => { watched.manifestMs ??= performance.now(); });
  hls.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => watched.levels.push(hls.levels[level].bitrate));
  hls.on(Hls.Events.ERROR, (_, { details, fatal }) => watched.errors.push(details + (fatal ? ' (fatal)' : '')));
  hls.on(Hls.Events.FRAG_LOADING, (_, { frag }) => {
    if (frag.sn === 'initSegment') return;
    const { bitrate } = hls.levels[frag.level];
    watched.objects.push({ bitsPerSecond: bitrate, durationMs: frag.duration * 1000, bufferMs: watched.bufferMs() });
  });
  hls.loadSource(${JSON.stringify(source)});
  hls.attachMedia(video);
  video.play();
})()`;

/** Shaka in a watched page. */
export const PLAY_SHAKA = (source: string, cmcd: object): string => `(async () => {
  const video = document.querySelector('video');
  const watched = window.watched;
  shaka.polyfill.installAll();
  const player = (window.player = new shaka.Player());
  await player.attach(video);
  player.addEventListener('error', ({ detail }) => watched.errors.push('shaka ' + detail.code));
  player.configure({ cmcd: { enabled: true, ...${JSON.stringify(cmcd)} } });
  player.configure('streaming.retryParameters', { timeout: 60000, stallTimeout: 60000, connectionTimeout: 60000 });
  watched.loadMs = performance.now();
  await player.load(${JSON.stringify(source)});
  watched.manifestMs = performance.now();
  await video.play();
})()`;

/** dash.js in a watched page. A small buffer, so that a short film can stall at all. */
export const PLAY_DASH_JS = (source: string, cmcd: object): string => `(() => {
  const video = document.querySelector('video');
  const watched = window.watched;
  const player = (window.player = dashjs.MediaPlayer().create());
  player.updateSettings({
    debug: { logLevel: 0 },
    streaming: {
      cmcd: { enabled: true, ...${JSON.stringify(cmcd)} },
      buffer: { bufferTimeDefault: 4, bufferTimeAtTopQuality: 4, bufferTimeAtTopQualityLongForm: 4 },
    },
  });
  player.on('error', ({ error }) => watched.errors.push('dash.js ' + error.code));
  player.on('manifestLoaded', () => { watched.manifestMs ??= performance.now(); });
  watched.loadMs = performance.now();
  player.initialize(video, ${JSON.stringify(source)}, true);
})()`;
