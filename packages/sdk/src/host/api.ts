/** What the host sees of a Tallylight: types only. Each method's room says how it is done. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { EventName, Rows, RowTopic, TallyEvent } from '@tallylight/protocol';
import type { CountingSocket } from '../model/counting-socket.ts';
import type { MetricFamily } from '../model/metric-family.ts';
import type { ProbeOptions } from '../model/probe.ts';
import type { DeviceFacts } from '../state/device.ts';
import type { Mute, MuteTarget } from '../state/mutes.ts';
import type { SiteFacts } from '../state/sites.ts';
import type { StreamFacts } from '../state/stream.ts';
import type { AlertsFace } from './alerts.ts';
import type { AudienceFace } from './audience.ts';
import type { ContentFace, InventoryFace } from './content.ts';
import type { DependencyFacts, DependencyHandle } from './dependency.ts';
import type { DeviceHandle, SiteHandle } from './devices.ts';
import type { RevenueFace } from './revenue.ts';
import type { SessionHandle } from './session-handle.ts';
import type { StreamHandle } from './stream-handle.ts';

/** How `media()` and `observe()` learn what a request is about. */
export interface MediaOptions<R extends IncomingMessage = IncomingMessage> {
  /** The stream, or how to tell it from the request. Resolved when the request comes in. */
  readonly stream: string | ((request: R) => unknown);
  /** What the host calls the viewer's session (a token, a cookie's value), if it does. */
  readonly session?: ((request: R) => string | undefined) | undefined;
  /** Who watches, as the host calls them; kept as a keyed hash, so that their sessions can be found. */
  readonly user?: ((request: R) => string | undefined) | undefined;
}

export interface OpenSessionOptions {
  /** Client address; used for country and identity, then dropped. */
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
  /** Where the viewer is, ISO 3166-1 alpha-2, if the host knows it (its CDN says so): the address is not looked up then. */
  readonly country?: string | undefined;
  /** What the host calls this session; two calls with the same one are the same session. */
  readonly id?: string | undefined;
  /** Who watches, as the host calls them; kept as a keyed hash, so that their sessions can be found. */
  readonly user?: string | undefined;
  /** A socket that carries this session alone: its wire bytes are counted, and the session ends when it closes. */
  readonly socket?: CountingSocket | undefined;
  /** Or the request and response that carry it: address and user agent are taken from there too. */
  readonly req?: IncomingMessage | undefined;
  readonly res?: ServerResponse | undefined;
}

/** Why something may be off for a while, and who says so. */
export interface MuteOptions {
  /** When it ends by itself, epoch ms. */
  readonly untilMs: number;
  readonly reason?: string | undefined;
  readonly by?: string | undefined;
}

export interface ListenOptions {
  /** @default 9464 */
  readonly port?: number | undefined;
  /** @default '127.0.0.1' */
  readonly host?: string | undefined;
  /**
   * `metrics`: the metrics page alone, for a scraper without a token; once the option `access` lets anybody in, whoever
   * reaches this port may read it. @default 'all'
   */
  readonly serves?: 'all' | 'metrics' | undefined;
}

export interface Tallylight {
  /** Settles when what opens late (geo files) was tried; never an unhandled rejection. */
  readonly ready: Promise<void>;
  /** Serves metrics, REST and the live channel on the host's own server. Returns detach. Throws `CONFIG` when done twice. */
  attach(server: Server): () => void;
  /** Serves them on a server of their own, for hosts without HTTP. Rejects with `LISTEN` when the port cannot be had. */
  listen(options?: ListenOptions): Promise<{ readonly url: string; readonly port: number }>;
  /** Middleware that observes media answers: bytes, results, sessions. Put it before compression. */
  media<R extends IncomingMessage = IncomingMessage>(
    options: MediaOptions<R>,
  ): (request: R, response: ServerResponse, next: (error?: unknown) => void) => void;
  /** The same for one exchange of a plain node:http handler; call it before anything is written. */
  observe<R extends IncomingMessage>(request: R, response: ServerResponse, options: MediaOptions<R>): void;
  /** Get or create; later facts are merged. A bad id gives an inert handle. */
  stream(id: string, facts?: StreamFacts): DeclaredStream;
  /** Counts bytes sent to nobody in particular, by stream id; a handle's `sent` is cheaper still. */
  sent(stream: string, bytes: number): void;
  /** Get or create; later facts are merged. A bad id gives an inert handle. */
  device(id: string, facts?: DeviceFacts): DeviceHandle;
  /** Get or create; later facts are merged. A bad id gives an inert handle. */
  site(id: string, facts?: SiteFacts): SiteHandle;
  /** Where an address is, as the SDK sees it; for a host's own log. Not counted, never throws. */
  locate(address: string): { readonly country: string; readonly continent: string | null };
  /** Every metric, for a host's own route and for exporters to other libraries. */
  readonly metrics: MetricsFace;
  /** Nothing is expected of it until then; returns an end before that. A second mute of the same thing replaces the first. */
  mute(target: MuteTarget, options: MuteOptions): () => void;
  /** What is muted now. */
  mutes(): readonly Mute[];
  /** Asks for a URL of the stream at even intervals; returns stop. Throws `CONFIG` when the options are wrong. */
  probe(stream: string, options: ProbeOptions): () => void;
  /** Payments, refunds, chargebacks: told again and out of order without harm. */
  readonly revenue: RevenueFace;
  /** Distinct users, without keeping who. */
  readonly audience: AudienceFace;
  readonly content: ContentFace;
  /** Whatever the host counts: lines, credits, accounts. */
  readonly inventory: InventoryFace;
  /** Get or create: something that the host needs of others. A bad name gives an inert handle. */
  dependency(name: string, facts?: DependencyFacts): DependencyHandle;
  /** The board of what is wrong now, and the host's own word on it. */
  readonly alerts: AlertsFace;
  /**
   * Forgets a person: as a user of the audience and of sessions, and by name in the audit, on mutes and acknowledgements. What
   * is only counted stays, as does money: the books name nobody.
   */
  erase(userId: string | number): ErasedTraces;
  /** Calls `listener` for each event of this name; returns stop. */
  on<N extends EventName>(name: N, listener: (event: Extract<TallyEvent, { name: N }>) => void): () => void;
  /** The rows of a topic now, by key. */
  snapshot<T extends RowTopic>(topic: T): ReadonlyMap<string, Rows[T]>;
  /** Stops everything, in reverse order; twice does no harm. */
  close(): Promise<void>;
}

/** What was found of a person, and is gone now. */
export interface ErasedTraces {
  /** Whether the audience counted it by itself; an estimate holds no users. */
  readonly audience: boolean;
  /** Open sessions that were known to be of it; they go on, of nobody. */
  readonly sessions: number;
  /** Lines, mutes and acknowledgements that named it. */
  readonly audit: number;
  readonly mutes: number;
  readonly alerts: number;
}

/** The metrics as a host has them in hand, without a request to our own path. */
export interface MetricsFace {
  /** The page as our own path serves it; `pieces` are to be written one after the other. */
  page(asked?: {
    readonly accept?: string | undefined;
    readonly acceptEncoding?: string | undefined;
  }): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly pieces: readonly Uint8Array[] }>;
  /** What exporters read. */
  readonly families: readonly MetricFamily[];
  /** When counting began, epoch milliseconds. */
  readonly startedAtMs: number;
}

/** A stream as the host holds it. */
export interface DeclaredStream extends StreamHandle {
  /** Opens a viewing session that ends when the host says so. */
  openSession(options?: OpenSessionOptions): SessionHandle;
}
