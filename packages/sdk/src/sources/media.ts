/**
 * Media over HTTP, as it passes through the host: bytes, results, response times, sessions, playlist progress. A stream that
 * nobody declared is born from its first good media answer, and a session from the first piece of media; a playlist alone
 * keeps a viewer but does not make one.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { isId } from '../model/labels.ts';
import { MEDIA_KINDS, type MediaKind, mediaKindOfPath, mediaKindOfType } from '../model/media-kind.ts';
import { readMpd } from '../model/mpd.ts';
import { readMediaPlaylist, readVariants, tailOf } from '../model/playlist.ts';
import { isStalled } from '../model/stream-rules.ts';
import { recordResponse } from '../state/health.ts';
import { type Rendition, Renditions } from '../state/renditions.ts';
import type { Session } from '../state/session.ts';
import type { State } from '../state/state.ts';
import { REQUEST_RESULTS, type Stream } from '../state/stream.ts';
import { type BodyTap, createBodyTap } from './body-tap.ts';
import type { Cmcd } from './cmcd.ts';
import { createResponseObserver, type ResponseSink } from './response-bytes.ts';
import type { Viewers } from './viewers.ts';

/** A request as a framework hands it on: `originalUrl` is the path before a router cut it. */
export type MediaRequestLike = IncomingMessage & { readonly originalUrl?: string };

export interface Media {
  /** Observes one exchange; `stream` is the id that the host resolved. Never throws. */
  observe(
    request: MediaRequestLike,
    response: ServerResponse,
    stream: unknown,
    session: string | undefined,
    user?: string | undefined,
  ): void;
  /** Tells progress of open responses; once per tick. */
  sample(): void;
  readonly open: number;
  close(): void;
}

export interface MediaParts {
  readonly clock: Clock;
  readonly state: State;
  readonly viewers: Viewers;
  readonly cmcd: Pick<Cmcd, 'observeRequest'>;
  readonly onFault: (part: string, error: unknown) => void;
  /** Once: our middleware stands behind one that rewrites bodies. */
  readonly onWrapped: () => void;
  /** An id that cannot name a stream. */
  readonly onBadId: (id: unknown) => void;
}

const [OK, CLIENT_ERROR, SERVER_ERROR, TIMEOUT, ABORTED, MISSING] = REQUEST_RESULTS.map((_, index) => index) as [
  number,
  number,
  number,
  number,
  number,
  number,
];

/** What a status says about whose fault it was. */
function resultOf(outcome: 'completed' | 'aborted', statusCode: number): number {
  if (outcome === 'aborted') return ABORTED;
  if (statusCode < 400) return OK;
  if (statusCode === 408 || statusCode === 504) return TIMEOUT;
  return statusCode < 500 ? CLIENT_ERROR : SERVER_ERROR;
}

export function createMedia(parts: MediaParts): Media {
  const { clock, state, viewers, onFault } = parts;
  const observer = createResponseObserver({
    nowMs: () => clock.monotonicMs(),
    onFault: (error) => onFault('media', error),
    onWrapped: parts.onWrapped,
  });

  function notePlaylist(stream: Stream, text: string, path: string, nowMs: number): void {
    stream.renditions ??= new Renditions(stream.id);
    const { renditions } = stream;
    const tail = tailOf(path);
    if (renditions.isSame(tail, text)) {
      if (renditions.asked(tail, nowMs)) noteProgress(stream, false, nowMs);
      return;
    }
    const playlist = readMediaPlaylist(text, path);
    if (playlist !== undefined) {
      if (!stream.declared && stream.protocol === 'http') stream.protocol = 'hls';
      stream.targetDurationMs = playlist.targetDurationMs;
      if (playlist.ended && stream.kind === 'live' && !stream.declared) stream.kind = 'vod';
      noteProgress(stream, renditions.playlist(tail, text, playlist, nowMs, clock.nowMs()), nowMs);
      return;
    }
    const variants = readVariants(text, path);
    if (variants.length > 0) {
      if (!stream.declared && stream.protocol === 'http') stream.protocol = 'hls';
      renditions.name(variants);
      return;
    }
    const mpd = readMpd(text);
    if (mpd === undefined) return;
    if (!stream.declared && stream.protocol === 'http') stream.protocol = 'dash';
    if (!mpd.dynamic && stream.kind === 'live' && !stream.declared) stream.kind = 'vod';
    stream.targetDurationMs = mpd.targetDurationMs;
    const advanced = renditions.manifest(tail, text, mpd);
    // A manifest whose times are computed never changes, and so says nothing of progress.
    if (mpd.progress !== null) noteProgress(stream, advanced, nowMs);
  }

  /** Renditions advance one after the other; the stream advances with whichever does. */
  function noteProgress(stream: Stream, advanced: boolean, nowMs: number): void {
    stream.playlistAskedMs = nowMs;
    if (advanced || stream.playlistAdvancedMs === null) stream.playlistAdvancedMs = nowMs;
    stream.changed = true;
    // Told at the request that shows it: a tick may be longer than the patience with a playlist.
    if (isStalled(stream) !== (stream.state === 'down')) state.streams.settle(stream.id, nowMs);
  }

  /** One exchange. Its stream and session are settled when the first byte of the answer is known to have gone. */
  class Exchange implements ResponseSink {
    readonly #request: MediaRequestLike;
    readonly #response: ServerResponse;
    readonly #id: string | undefined;
    readonly #given: string | undefined;
    readonly #user: string | undefined;
    readonly #pathKind: MediaKind;
    /** The path as the viewer wrote it. */
    readonly #path: string;
    #rendition: Rendition | undefined;
    #bytes = 0;
    readonly #askedMs: number;
    /** As it was known when the request came. */
    readonly #known: Stream | undefined;
    #stream: Stream | undefined;
    #kindSlot = -1;
    #session: Session | undefined;
    readonly #tap: BodyTap | undefined;
    readonly chunk: ((chunk: unknown, encoding: unknown) => void) | undefined;

    constructor(
      request: MediaRequestLike,
      response: ServerResponse,
      id: string | undefined,
      given: string | undefined,
      user: string | undefined,
      known: Stream | undefined,
      askedMs: number,
    ) {
      this.#known = known;
      this.#askedMs = askedMs;
      this.#request = request;
      this.#response = response;
      this.#id = id;
      this.#given = given;
      this.#user = user;
      this.#path = request.originalUrl ?? request.url ?? '';
      this.#pathKind = mediaKindOfPath(this.#path);
      this.#tap = this.#pathKind === 'manifest' && id !== undefined ? createBodyTap() : undefined;
      this.chunk = this.#tap?.take;
    }

    #settle(nowMs: number): Stream {
      const known = this.#stream;
      if (known !== undefined) return known.removed ? state.streams.other : known;
      const good = this.#response.statusCode < 300 || this.#response.statusCode === 304;
      const kind = this.#kind();
      this.#kindSlot = MEDIA_KINDS.indexOf(kind);
      let stream = this.#known;
      if (stream === undefined || stream.removed) {
        stream = this.#id === undefined ? state.streams.other : state.streams.get(this.#id);
        stream ??= good && kind !== 'other' ? state.streams.born(this.#id as string, nowMs) : state.streams.other;
      }
      this.#stream = stream;
      if (stream !== state.streams.other && good) {
        this.#session = viewers.session(this.#request, stream, this.#given, kind === 'segment', this.#user);
        this.#session?.seen();
        this.#session?.seenAt(nowMs);
        parts.cmcd.observeRequest(this.#request, stream, kind, this.#askedMs);
        if (kind === 'segment' && stream.renditions !== null) {
          this.#rendition = stream.renditions.of(this.#path);
          if (this.#rendition !== undefined) this.#session?.plays(this.#rendition);
        }
      }
      return stream;
    }

    #kind(): MediaKind {
      if (this.#pathKind !== 'other') return this.#pathKind;
      const type = this.#response.getHeader('content-type');
      return typeof type === 'string' ? mediaKindOfType(type) : 'other';
    }

    sent(bytes: number, nowMs: number): void {
      const stream = this.#settle(nowMs);
      stream.lastActivityMs = nowMs;
      stream.changed = true;
      this.#bytes += bytes;
      if (this.#rendition !== undefined) this.#rendition.egressBytes += bytes;
      if (this.#session !== undefined) {
        this.#session.sent(bytes);
        this.#session.seenAt(nowMs);
        return;
      }
      stream.egressBytes += bytes;
      viewers.country(this.#request).egressBytes += bytes;
    }

    ended(outcome: 'completed' | 'aborted', statusCode: number, firstByteMs: number, nowMs: number): void {
      const stream = this.#settle(nowMs);
      const kind = this.#kindSlot;
      const { renditions } = stream;
      const result =
        statusCode === 404 && outcome === 'completed' && renditions?.names(this.#path, clock.nowMs()) === true
          ? MISSING
          : resultOf(outcome, statusCode);
      const slot = kind * REQUEST_RESULTS.length + result;
      stream.requests[slot] = (stream.requests[slot] as number) + 1;
      recordResponse(stream, kind, result, firstByteMs);
      if (outcome !== 'completed') return;
      state.responseDurations[kind]?.observe(firstByteMs);
      if (stream === state.streams.other) return;
      const path = this.#path;
      const rendition = this.#rendition;
      if (rendition !== undefined && statusCode === 200 && this.#bytes > 0)
        renditions?.measured(path, rendition, this.#bytes);
      const tap = this.#tap;
      if (tap === undefined) return;
      if (statusCode !== 200) {
        // Not modified, or an error where there was a playlist: it was asked for, and nothing new came.
        if ((statusCode === 304 || statusCode >= 400) && renditions?.asked(tailOf(path), nowMs) === true)
          noteProgress(stream, false, nowMs);
        return;
      }
      tap.text(this.#response.getHeader('content-encoding')).then(
        (text) => {
          if (text !== undefined) notePlaylist(stream, text, path, nowMs);
        },
        (error: unknown) => onFault('playlist', error),
      );
    }
  }

  return {
    observe(request, response, stream, session, user) {
      try {
        // A known stream needs no second look at its name.
        const known = typeof stream === 'string' ? state.streams.get(stream) : undefined;
        const good = known !== undefined || isId(stream);
        if (!good) parts.onBadId(stream);
        const id = good ? (stream as string) : undefined;
        const askedMs = clock.monotonicMs();
        const exchange = new Exchange(request, response, id, session, user, known, askedMs);
        observer.observe(request, response, exchange, askedMs);
      } catch (error) {
        onFault('media', error);
      }
    },
    sample: () => observer.sample(),
    get open() {
      return observer.open;
    },
    close: () => observer.close(),
  };
}
