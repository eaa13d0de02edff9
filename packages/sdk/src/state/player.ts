/**
 * One playback by one player, as its reports tell it: where in its states it is, what it told so far, so that the same stall,
 * start or object is counted once although requests and events both tell of it. Whichever way a player tells more of
 * something is the one believed: events for states and times, requests for what was delivered.
 */

import type { MediaKind } from '../model/media-kind.ts';
import type { PlayerReport, PlayerState } from '../model/player-report.ts';
import {
  CLAIM_SLACK_MS,
  DISORDER_MS,
  isMedia,
  isPicture,
  isStall,
  PLAYER_IDLE_MS,
  STALL_DISTANCE_MS,
} from '../model/player-rules.ts';
import type { Stream } from './stream.ts';

/** Where a playback's figures go. */
export interface PlayerLedger {
  started(player: Player, ms: number): void;
  stalled(player: Player): void;
  /** Time as it passes. */
  stalledFor(player: Player, ms: number): void;
  /** One stall from its beginning to its end. */
  stallEnded(player: Player, ms: number): void;
  playedFor(player: Player, ms: number): void;
  failed(player: Player): void;
  switched(player: Player, up: boolean): void;
  delivered(player: Player, bytesPerSecond: number, durationMs: number | null): void;
  throughput(player: Player, bytesPerSecond: number): void;
  buffered(player: Player, ms: number): void;
  lateBy(player: Player, ms: number): void;
}

export class Player {
  /** Hash of its `sid`. */
  readonly key: string;
  stream: Stream;
  /** Slot of the player format. */
  format: number;
  readonly firstSeenMs: number;
  seenMs: number;
  /** Duration of its last object. */
  objectMs = 0;
  /** The best bitrate that it knows of; null until it said so. */
  topBytesPerSecond: number | null = null;
  tellsRequests = false;
  tellsEvents = false;
  #tellsState = false;
  #tellsObjects = false;
  #tellsSwitches = false;

  /** On the player's clock: the newest report, and when it began to start. */
  #atMs: number | null = null;
  #state: PlayerState | null = null;
  #startingMs: number | null = null;
  #startup: 'open' | 'urgent' | 'done' = 'open';
  /** Media was asked for, so that there may be something to see. */
  #askedMedia = false;
  #played = false;
  #tellsStarving = false;
  #stalling = false;
  #stallMs = 0;
  /** A stall that is over and whose length a `bsd` may still correct: requests are too rare to see it pass. */
  #overMs: number | null = null;
  /** Stalled time that was seen passing and that no `bsd` has told yet. */
  #untoldMs = 0;
  /** Stalled time that was counted as played before it was known; later play makes up for it. */
  #owedMs = 0;
  #lastStallMs = Number.NEGATIVE_INFINITY;
  #lastFailureMs = Number.NEGATIVE_INFINITY;
  #bitrate: number | null = null;
  #claimedMs = 0;

  constructor(key: string, stream: Stream, format: number, nowMs: number) {
    this.key = key;
    this.stream = stream;
    this.format = format;
    this.firstSeenMs = nowMs;
    this.seenMs = nowMs;
  }

  /** Another stream in the same playback: a new start, a new ladder. */
  moveTo(stream: Stream, ledger: PlayerLedger): void {
    this.end(ledger);
    this.stream = stream;
    this.#startup = 'open';
    this.#startingMs = null;
    this.#askedMedia = false;
    this.#played = false;
    this.#tellsStarving = false;
    this.#state = null;
    this.#bitrate = null;
    this.topBytesPerSecond = null;
  }

  /** Takes one report; `nowMs` is the time here. */
  take(report: PlayerReport, asEvent: boolean, kind: MediaKind, nowMs: number, ledger: PlayerLedger): void {
    // A request that took long to answer is told of late.
    if (nowMs > this.seenMs) this.seenMs = nowMs;
    if (report.durationMs !== null && report.durationMs > 0) this.objectMs = report.durationMs;
    if (asEvent && !this.tellsEvents) {
      this.tellsEvents = true;
      // Requests may have told a later moment than the first event, which waited for its batch.
      this.#atMs = null;
    }
    if (!asEvent) this.tellsRequests = true;
    if (report.startupMs !== null && this.#mayHaveStarted(report)) this.#started(report.startupMs, ledger);
    if (asEvent || !this.tellsEvents) this.#follow(report, nowMs, ledger);
    if (!asEvent) {
      if (!this.#tellsState) this.#estimateStartup(report, kind, nowMs, ledger);
      this.#askedMedia ||= isMedia(report, kind);
    }
    if (!asEvent || !this.tellsRequests) this.#takeFigures(report, asEvent, kind, ledger);
  }

  /** It is heard of no more. */
  end(ledger: PlayerLedger): void {
    if (this.#stalling) this.#leaveStall();
    this.#tellStall(ledger);
    this.#state = null;
  }

  /** dash.js 5.2 tells a startup of some 1 ms with its first request, before there is anything to see. */
  #mayHaveStarted({ state }: PlayerReport): boolean {
    return this.#askedMedia || state === 'p' || (state === null && !this.tellsRequests);
  }

  #started(ms: number, ledger: PlayerLedger): void {
    if (this.#startup === 'done') return;
    this.#startup = 'done';
    ledger.started(this, ms);
  }

  /** States and the time in them; starvation and errors, which come with them. */
  #follow(report: PlayerReport, nowMs: number, ledger: PlayerLedger): void {
    const atMs = report.atMs ?? nowMs;
    if (report.starved && report.state === null && !this.#tellsState) this.#stalled(nowMs, ledger);
    const elapsedMs = this.#atMs === null ? 0 : atMs - this.#atMs;
    if (elapsedMs < 0 && elapsedMs > -DISORDER_MS) return;
    this.#atMs = atMs;
    if (elapsedMs > 0 && elapsedMs <= PLAYER_IDLE_MS) this.#pass(elapsedMs, nowMs, ledger);
    if (report.starvedMs !== null && !this.#isOfStart()) this.#starvedFor(report.starvedMs, nowMs, ledger);
    if (report.state !== null) {
      this.#tellsState = true;
      if (report.state !== this.#state) this.#enter(report.state, atMs, ledger);
    }
    if (report.failed || report.event === 'e') this.#failed(atMs, ledger);
  }

  /** Starving before the first picture is part of the startup; dash.js tells it all the same, as the first it tells. */
  #isOfStart(): boolean {
    const isFirst = !this.#tellsStarving;
    this.#tellsStarving = true;
    if (!this.#played) return this.#startup !== 'done';
    return isFirst && this.#tellsState && !this.#stalling && this.#overMs === null;
  }

  #pass(elapsedMs: number, nowMs: number, ledger: PlayerLedger): void {
    if (this.#state === 'p') {
      const repaidMs = Math.min(elapsedMs, this.#owedMs);
      this.#owedMs -= repaidMs;
      const ms = this.#claim(elapsedMs - repaidMs, nowMs);
      if (ms > 0) ledger.playedFor(this, ms);
    } else if (this.#stalling) {
      const ms = this.#claim(elapsedMs, nowMs);
      this.#stallMs += ms;
      this.#untoldMs += ms;
      if (ms > 0) ledger.stalledFor(this, ms);
    }
  }

  /** A player's clock may run as it likes: in all it can claim no more time than passed here. */
  #claim(ms: number, nowMs: number): number {
    const granted = Math.max(0, Math.min(ms, nowMs - this.firstSeenMs + CLAIM_SLACK_MS - this.#claimedMs));
    this.#claimedMs += granted;
    return granted;
  }

  #enter(state: PlayerState, atMs: number, ledger: PlayerLedger): void {
    const from = this.#state;
    this.#state = state;
    if (this.#stalling) {
      this.#leaveStall();
      if (this.tellsEvents) this.#tellStall(ledger);
    }
    if (state === 's' && !this.#played) this.#startingMs ??= atMs;
    else if (state === 'p') {
      this.#played = true;
      // One that is met in the middle has started at a time that nobody told.
      if (this.#startingMs !== null) this.#started(Math.max(0, atMs - this.#startingMs), ledger);
    } else if (state === 'r' && isStall(from)) {
      this.#tellStall(ledger);
      this.#stalling = true;
      this.#stallMs = 0;
      this.#stalled(atMs, ledger);
    } else if (state === 'f') this.#failed(atMs, ledger);
  }

  #leaveStall(): void {
    this.#stalling = false;
    this.#overMs = this.#stallMs;
  }

  #tellStall(ledger: PlayerLedger): void {
    if (this.#overMs !== null) ledger.stallEnded(this, this.#overMs);
    this.#overMs = null;
  }

  #stalled(atMs: number, ledger: PlayerLedger): void {
    if (Math.abs(atMs - this.#lastStallMs) < STALL_DISTANCE_MS) return;
    this.#lastStallMs = atMs;
    ledger.stalled(this);
  }

  /** `bsd` tells stalls as a whole; what was seen passing is not counted again. */
  #starvedFor(ms: number, nowMs: number, ledger: PlayerLedger): void {
    const more = Math.max(0, ms - this.#untoldMs);
    // Nobody said so while it lasted, so that it was taken for play.
    this.#owedMs += more;
    const granted = this.#claim(more, nowMs);
    if (granted > 0) ledger.stalledFor(this, granted);
    if (this.#overMs !== null) this.#overMs = Math.max(this.#overMs, ms);
    else if (this.#untoldMs === 0 && ms > 0 && !this.#stalling) this.#overMs = ms;
    this.#tellStall(ledger);
    this.#untoldMs = 0;
  }

  #failed(atMs: number, ledger: PlayerLedger): void {
    if (Math.abs(atMs - this.#lastFailureMs) < STALL_DISTANCE_MS) return;
    this.#lastFailureMs = atMs;
    ledger.failed(this);
  }

  /** For players that tell no state, as in version 1: from the first request to the first media that is not urgent, an upper bound. */
  #estimateStartup(report: PlayerReport, kind: MediaKind, nowMs: number, ledger: PlayerLedger): void {
    if (this.#startup === 'done') return;
    if (report.urgent) this.#startup = 'urgent';
    else if (isMedia(report, kind)) {
      // Never urgent before: it was met in the middle.
      if (this.#startup === 'urgent') this.#started(nowMs - this.firstSeenMs, ledger);
      this.#startup = 'done';
    }
  }

  #takeFigures(report: PlayerReport, asEvent: boolean, kind: MediaKind, ledger: PlayerLedger): void {
    const isReceived = report.event === 'rr';
    if (isReceived) this.#tellsObjects = true;
    const { bitrateBytesPerSecond: bitrate } = report;
    if (report.event === 'bc') {
      this.#tellsSwitches = true;
      if (bitrate !== null) this.#plays(bitrate, ledger);
    }
    const isObject = !asEvent || isReceived;
    if (isObject) {
      if (!isMedia(report, kind) || (report.status !== null && report.status >= 400)) return;
      if (bitrate !== null && isPicture(report, kind)) {
        this.topBytesPerSecond = report.topBytesPerSecond ?? this.topBytesPerSecond;
        ledger.delivered(this, bitrate, report.durationMs);
        if (!this.#tellsSwitches) this.#plays(bitrate, ledger);
      }
    } else if (this.#tellsObjects || report.event !== 't') return;
    if (report.throughputBytesPerSecond !== null) ledger.throughput(this, report.throughputBytesPerSecond);
    if (report.bufferMs !== null) ledger.buffered(this, report.bufferMs);
    if (report.liveLatencyMs !== null) ledger.lateBy(this, report.liveLatencyMs);
  }

  #plays(bitrate: number, ledger: PlayerLedger): void {
    const before = this.#bitrate;
    this.#bitrate = bitrate;
    if (before !== null && before !== bitrate) ledger.switched(this, bitrate > before);
  }
}
