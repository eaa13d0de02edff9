/**
 * Players that report about themselves (CMCD), by hash of their session id: the least recently heard of goes first, whoever is
 * silent for two minutes goes too. Figures are kept by player format and by stream, never by player.
 */
import { Histogram, RESPONSE_BOUNDS_SECONDS } from '../model/histogram.ts';
import type { MediaKind } from '../model/media-kind.ts';
import type { PlayerReport } from '../model/player-report.ts';
import {
  BITRATE_BOUNDS_BYTES_PER_SECOND,
  concurrentForMs,
  PLAYER_FORMATS,
  PLAYER_IDLE_MS,
  playerFormatSlot,
  REPORT_MODES,
  REPORT_RESULTS,
  type ReportMode,
  type ReportResult,
  STALL_BOUNDS_SECONDS,
  SWITCH_DIRECTIONS,
} from '../model/player-rules.ts';
import { Player, type PlayerLedger } from './player.ts';
import type { Stream } from './stream.ts';
import { StreamPlayers } from './stream-players.ts';

/** 50 000 players are some 15 MB; more than one node serves as a rule. */
const MAX_PLAYERS = 50_000;
/** Weight of an object that tells no duration, on a stream that tells none either. */
const UNTOLD_OBJECT_MS = 1000;

/** Where a report comes from. */
export interface ReportSource {
  /** Unknown for posts that name none. */
  readonly stream: Stream | undefined;
  readonly asEvent: boolean;
  /** What the request asked for. */
  readonly kind: MediaKind;
}

export interface Players {
  /** Counts a report as it came in. */
  count(mode: ReportMode, version: 1 | 2, result: ReportResult): void;
  /** Takes what a player says at `atMs`; `key` is the hash of its `sid`. Without a stream it goes to the one it was on. */
  take(key: string, report: PlayerReport, source: ReportSource, atMs: number): void;
  /** Lets the silent go and counts who plays, once a tick. */
  sweep(nowMs: number): void;
  /** Players in the table, and their keys. */
  readonly size: number;
  keys(): Iterable<string>;
  /** Reports: `((mode * 2) + version - 1) * REPORT_RESULTS.length + result`. */
  readonly reports: Float64Array;
  /** By player format, in the order of {@link PLAYER_FORMATS}; seconds or bytes per second. */
  readonly startups: readonly Histogram[];
  readonly stallDurations: readonly Histogram[];
  readonly bitrates: readonly Histogram[];
  readonly throughputs: readonly Histogram[];
  readonly buffers: readonly Histogram[];
  readonly stalls: Float64Array;
  readonly errors: Float64Array;
  /** In the order of {@link SWITCH_DIRECTIONS}. */
  readonly switches: Float64Array;
}

export function createPlayers(other: Stream, maxPlayers: number = MAX_PLAYERS): Players {
  const histograms = (bounds: readonly number[]): readonly Histogram[] =>
    PLAYER_FORMATS.map(() => new Histogram(bounds));
  const startups = histograms(RESPONSE_BOUNDS_SECONDS);
  const stallDurations = histograms(STALL_BOUNDS_SECONDS);
  const bitrates = histograms(BITRATE_BOUNDS_BYTES_PER_SECOND);
  const throughputs = histograms(BITRATE_BOUNDS_BYTES_PER_SECOND);
  const buffers = histograms(STALL_BOUNDS_SECONDS);
  const stalls = new Float64Array(PLAYER_FORMATS.length);
  const errors = new Float64Array(PLAYER_FORMATS.length);
  const switches = new Float64Array(SWITCH_DIRECTIONS.length);
  const reports = new Float64Array(REPORT_MODES.length * 2 * REPORT_RESULTS.length);
  /** The one heard of last stands last. */
  const byKey = new Map<string, Player>();
  /** Streams whose row has something to show. */
  const counted = new Set<Stream>();
  let atMs = 0;

  /** What the stream of this player has; a removed one's goes to `other`. */
  function of(player: Player): StreamPlayers {
    if (player.stream.removed) player.stream = other;
    const { stream } = player;
    stream.changed = true;
    counted.add(stream);
    stream.players ??= new StreamPlayers(atMs);
    return stream.players;
  }

  const ledger: PlayerLedger = {
    started(player, ms) {
      startups[player.format]?.observe(ms / 1000);
      of(player).startedAfter(ms, atMs);
    },
    stalled(player) {
      add(stalls, player.format);
      of(player).stalled(atMs);
    },
    stalledFor: (player, ms) => of(player).stalledFor(ms, atMs),
    stallEnded: (player, ms) => stallDurations[player.format]?.observe(ms / 1000),
    playedFor: (player, ms) => of(player).playedFor(ms, atMs),
    failed: (player) => add(errors, player.format),
    switched: (_player, up) => add(switches, up ? 0 : 1),
    delivered(player, bytesPerSecond, durationMs) {
      bitrates[player.format]?.observe(bytesPerSecond);
      const players = of(player);
      const { targetDurationMs, renditions } = player.stream;
      const best = player.topBytesPerSecond ?? renditions?.topBytesPerSecond ?? null;
      players.delivered(bytesPerSecond, durationMs || targetDurationMs || UNTOLD_OBJECT_MS, best, atMs);
    },
    throughput: (player, bytesPerSecond) => throughputs[player.format]?.observe(bytesPerSecond),
    buffered(player, ms) {
      buffers[player.format]?.observe(ms / 1000);
      of(player).buffered(ms, atMs);
    },
    lateBy: (player, ms) => of(player).lateBy(ms, atMs),
  };

  function drop(player: Player): void {
    player.end(ledger);
    byKey.delete(player.key);
  }

  return {
    count(mode, version, result) {
      add(
        reports,
        (REPORT_MODES.indexOf(mode) * 2 + version - 1) * REPORT_RESULTS.length + REPORT_RESULTS.indexOf(result),
      );
    },
    take(key, report, { stream, asEvent, kind }, nowMs) {
      atMs = nowMs;
      let player = byKey.get(key);
      const on = stream ?? player?.stream ?? other;
      const format = playerFormatSlot(report, on.protocol, on.kind);
      if (player === undefined) {
        if (byKey.size >= maxPlayers) {
          const [oldest] = byKey.values();
          if (oldest !== undefined) drop(oldest);
        }
        player = new Player(key, on, format, nowMs);
      } else {
        byKey.delete(key);
        if (player.stream !== on) player.moveTo(on, ledger);
        // Playlists and events may be written before the type of the stream is known.
        if (report.objectType !== 'm' && !(asEvent && player.tellsRequests)) player.format = format;
      }
      byKey.set(key, player);
      player.take(report, asEvent, kind, nowMs, ledger);
    },
    sweep(nowMs) {
      atMs = nowMs;
      for (const player of byKey.values()) {
        if (nowMs - player.seenMs <= PLAYER_IDLE_MS) break;
        drop(player);
      }
      for (const player of byKey.values()) {
        const forMs = concurrentForMs(player.objectMs, !player.tellsRequests);
        if (nowMs - player.seenMs > forMs) continue;
        const { stream } = player;
        stream.players ??= new StreamPlayers(nowMs);
        stream.players.counting += 1;
        counted.add(stream);
      }
      for (const stream of counted) {
        const { players } = stream;
        if (players === null || stream.removed) {
          counted.delete(stream);
          continue;
        }
        const { changed, empty } = players.turn(nowMs);
        if (changed || players.now !== players.counting) stream.changed = true;
        players.now = players.counting;
        players.counting = 0;
        if (players.now === 0 && empty) counted.delete(stream);
      }
    },
    keys: () => byKey.keys(),
    get size() {
      return byKey.size;
    },
    ...{ reports, startups, stallDurations, bitrates, throughputs, buffers, stalls, errors, switches },
  };
}

function add(counters: Float64Array, slot: number): void {
  counters[slot] = (counters[slot] as number) + 1;
}
