/** What a page about one device shows beside its row: timeline, proof of play, commands. Times become dates here. */
import type { CommandResult } from '@tallylight/protocol';
import type { Command } from './commands.ts';
import type { Device } from './device.ts';
import type { ProofOfPlay } from './playback.ts';

export interface TimelineSpan {
  readonly fromMs: number;
  /** Null: it goes on. */
  readonly toMs: number | null;
  readonly state: 'playing' | 'idle' | 'offline' | 'unknown';
  readonly title: string | null;
  readonly campaign: string | null;
  readonly contentId: string | null;
}

export interface DeviceTimeline {
  readonly spans: readonly TimelineSpan[];
  /** Bounds made it let go of a part of the last 24 h. */
  readonly cut: boolean;
}

export function deviceTimeline(device: Device, nowMs: number, offsetMs: number): DeviceTimeline {
  const spans = device.timeline?.spans(nowMs) ?? [];
  return {
    cut: device.timeline?.cut ?? false,
    spans: spans.map(({ fromMs, toMs, what }) => {
      const item = typeof what === 'string' ? null : what;
      return {
        fromMs: Math.round(fromMs + offsetMs),
        toMs: toMs === null ? null : Math.round(toMs + offsetMs),
        state: typeof what === 'string' ? what : 'playing',
        title: item?.title ?? null,
        campaign: item?.campaign ?? null,
        contentId: item?.contentId ?? null,
      };
    }),
  };
}

/** Proof of play of one campaign. */
export interface CampaignProof {
  readonly campaign: string;
  readonly playSeconds: number;
  readonly starts: number;
}

/** Most played first. */
export function campaignProofs(proof: ProofOfPlay | null): CampaignProof[] {
  if (proof === null) return [];
  return [...proof.campaigns]
    .map(([campaign, { playMs, starts }]) => ({ campaign, playSeconds: Math.round(playMs) / 1000, starts }))
    .sort((a, b) => b.playSeconds - a.playSeconds);
}

export interface CommandLine {
  readonly id: string;
  readonly name: string;
  readonly status: CommandResult | 'queued' | 'delivered' | 'accepted';
  readonly detail: string | null;
  readonly issuedMs: number;
  readonly expiresMs: number;
  readonly endedMs: number | null;
  readonly deliveries: number;
}

/** Newest first. */
export function commandLines(device: Device, offsetMs: number): CommandLine[] {
  return [...device.ended, ...device.pending].map((command) => commandLine(command, offsetMs)).reverse();
}

export function commandLine(command: Command, offsetMs: number): CommandLine {
  const waiting = command.accepted ? 'accepted' : command.deliveries > 0 ? 'delivered' : 'queued';
  return {
    id: command.id,
    name: command.name,
    status: command.result ?? waiting,
    detail: command.detail,
    issuedMs: Math.round(command.issuedMs + offsetMs),
    expiresMs: Math.round(command.expiresMs + offsetMs),
    endedMs: command.endedMs === null ? null : Math.round(command.endedMs + offsetMs),
    deliveries: command.deliveries,
  };
}
