/**
 * Asks for the URLs that the host names, at even intervals, to know of a stream that nobody watches. An HLS playlist must
 * advance, not only be there. One request at a time per stream, with a limit of time and of bytes; redirects are not
 * followed, so that no answer can send it elsewhere.
 */
import type { Clock } from '../clock.ts';
import { readMediaPlaylist, readVariants } from '../model/playlist.ts';
import { type ProbeOptions, resolveProbe } from '../model/probe.ts';
import { STALL_TARGET_DURATIONS } from '../model/stream-rules.ts';

export interface Probed {
  readonly ok: boolean;
  readonly durationMs: number;
}

export interface Prober {
  /** Probes from now on; a second call for the same key replaces the first. Returns stop. Throws `CONFIG`. */
  start(key: string, options: ProbeOptions, told: (probed: Probed) => void): () => void;
  stop(key: string): void;
  close(): void;
}

/** A playlist is smaller; of anything else the beginning is enough. */
const MAX_BYTES = 256 * 1024;

export function createProber(clock: Clock): Prober {
  const running = new Map<string, () => void>();

  function start(key: string, options: ProbeOptions, told: (probed: Probed) => void): () => void {
    const rules = resolveProbe(options);
    running.get(key)?.();
    let controller: AbortController | undefined;
    let next = -1;
    let advancedMs = clock.monotonicMs();

    /** Whether a media playlist goes on. */
    function advances(text: string): boolean {
      const playlist = readMediaPlaylist(text, rules.url.pathname);
      if (playlist === undefined || playlist.ended) return true;
      const nowMs = clock.monotonicMs();
      if (playlist.nextSequence !== next) {
        next = playlist.nextSequence;
        advancedMs = nowMs;
      }
      return nowMs - advancedMs <= STALL_TARGET_DURATIONS * playlist.targetDurationMs;
    }

    async function ask(url: URL, signal: AbortSignal): Promise<{ ok: boolean; text: string }> {
      const answer = await fetch(url, { signal, redirect: 'manual', cache: 'no-store' });
      const text = await bodyText(answer, MAX_BYTES);
      const { status } = answer;
      return { ok: rules.status === undefined ? status >= 200 && status < 300 : status === rules.status, text };
    }

    async function look(signal: AbortSignal): Promise<boolean> {
      const { ok, text } = await ask(rules.url, signal);
      if (!ok || (rules.contains !== undefined && !text.includes(rules.contains))) return false;
      const variant = firstVariant(text, rules.url);
      if (variant === undefined) return advances(text);
      const media = await ask(variant, signal);
      return media.ok && advances(media.text);
    }

    async function probe(): Promise<void> {
      // The one before is still under way; it will say that it took too long.
      if (controller !== undefined) return;
      const own = new AbortController();
      controller = own;
      const startedMs = clock.monotonicMs();
      const cancelTimeout = clock.after(rules.timeoutMs, () => own.abort());
      let ok = false;
      try {
        ok = await look(own.signal);
      } catch {
        // No connection, no answer in time, no such host: that is what a probe is for.
      }
      cancelTimeout();
      controller = undefined;
      if (running.get(key) === stop) told({ ok, durationMs: clock.monotonicMs() - startedMs });
    }

    const stopTimer = clock.every(rules.intervalMs, () => void probe());
    const stop = (): void => {
      stopTimer();
      controller?.abort();
      if (running.get(key) === stop) running.delete(key);
    };
    running.set(key, stop);
    void probe();
    return stop;
  }

  return {
    start,
    stop: (key) => running.get(key)?.(),
    close() {
      for (const stop of [...running.values()]) stop();
    },
  };
}

/** The first media playlist that a multivariant playlist names, on the same server. */
function firstVariant(text: string, base: URL): URL | undefined {
  if (readVariants(text, base.pathname).length === 0) return undefined;
  const line = /^#EXT-X-STREAM-INF:.*\r?\n([^#\r\n]+)/m.exec(text)?.[1];
  if (line === undefined || !URL.canParse(line, base.href)) return undefined;
  const url = new URL(line, base);
  return url.origin === base.origin ? url : undefined;
}

async function bodyText(answer: Response, maxBytes: number): Promise<string> {
  const reader = answer.body?.getReader();
  if (reader === undefined) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    bytes += value.length;
    if (bytes >= maxBytes) {
      await reader.cancel();
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString();
}
