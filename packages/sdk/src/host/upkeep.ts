/**
 * The SDK looks after itself: what it holds and has counted, the sweeps at a person's word, and a test of each part. A check
 * uses the part as a host or a reader would and says what it saw; it counts nothing as traffic that was none.
 */
import type { Clock } from '../clock.ts';
import { HEARTBEAT_RESULTS } from '../state/devices.ts';
import { GEO_RESULTS, LIVE_TRANSPORTS, WORK_PARTS } from '../state/readings.ts';
import type { State } from '../state/state.ts';

/** Throws or rejects when the part does not work; a text says more, `skipped` that it is not configured. */
export type SelfCheck = () => undefined | string | { readonly skipped: string } | Promise<undefined | string>;

export interface CheckResult {
  readonly name: string;
  readonly state: 'ok' | 'failed' | 'skipped';
  readonly detail: string | null;
  readonly durationMs: number;
}

export interface Upkeep {
  stats(): object;
  cleanup(how: { readonly lostDevices: boolean }): object;
  selftest(): Promise<{ readonly nowMs: number; readonly ok: boolean; readonly checks: readonly CheckResult[] }>;
}

/** A part that has not answered by then does not work. */
const PATIENCE_MS = 5000;

export function createUpkeep(parts: {
  readonly state: State;
  readonly clock: Clock;
  readonly checks: Readonly<Record<string, SelfCheck>>;
}): Upkeep {
  const { state, clock, checks } = parts;

  async function tryOne(name: string, check: SelfCheck): Promise<CheckResult> {
    const startedMs = clock.monotonicMs();
    let stopWaiting = (): void => {};
    const late = new Promise<never>((_resolve, reject) => {
      stopWaiting = clock.after(PATIENCE_MS, () => reject(new Error(`no answer within ${PATIENCE_MS} ms`)));
    });
    const told = (result: CheckResult['state'], detail: string | null): CheckResult => ({
      name,
      state: result,
      detail,
      durationMs: clock.monotonicMs() - startedMs,
    });
    try {
      const said = await Promise.race([(async () => check())(), late]);
      return typeof said === 'object' ? told('skipped', said.skipped) : told('ok', said ?? null);
    } catch (error) {
      return told('failed', error instanceof Error ? error.message : String(error));
    } finally {
      stopWaiting();
    }
  }

  return {
    stats() {
      const { readings, sessions, streams, devices, sites, dependencies, alerts } = state;
      const caps = [
        streams.cap,
        streams.labelCap,
        sessions.cap,
        devices.cap,
        devices.labelCap,
        sites.cap,
        sites.labelCap,
        dependencies.cap,
        alerts.cap,
      ];
      const { process } = readings;
      return {
        caps: caps.map(({ name, used, max, refused }) => ({ name, used, max, refused })),
        live: {
          connections: byName(LIVE_TRANSPORTS, readings.liveConnections),
          messages: Object.fromEntries(readings.liveMessages),
        },
        refusals: Object.fromEntries(readings.refusals),
        faults: Object.fromEntries(readings.faults),
        heartbeats: byName(HEARTBEAT_RESULTS, devices.heartbeats),
        geo: {
          lookups: byName(GEO_RESULTS, readings.geoLookups),
          databases: readings.geoDatabases.map(({ database, builtAtMs }) => ({ database, builtAtMs })),
        },
        collectSeconds: Object.fromEntries(readings.collectSeconds),
        workSeconds: byName(WORK_PARTS, readings.workSeconds),
        store: { degraded: readings.store.degraded, commits: readings.store.commits.count },
        process: process && {
          cpuSeconds: process.cpuSeconds,
          memoryBytes: process.memoryBytes,
          memoryLimitBytes: process.memoryLimitBytes,
          eventLoopUtilization: Math.min(1, Math.max(0, process.eventLoopUtilization)),
          eventLoopDelaySeconds: { ...process.eventLoopDelaySeconds },
          machine: { ...process.machine },
        },
      };
    },
    cleanup({ lostDevices }) {
      const nowMs = clock.monotonicMs();
      const { sessions, players, devices } = state;
      const before = { sessions: sessions.now, players: players.size, commands: devices.commands.pending };
      sessions.tell(nowMs);
      sessions.sweep(nowMs);
      players.sweep(nowMs);
      devices.advance(nowMs, clock.nowMs());
      const removed = {
        sessions: before.sessions - sessions.now,
        players: before.players - players.size,
        commands: before.commands - devices.commands.pending,
        devices: [] as string[],
      };
      if (lostDevices) {
        for (const device of [...devices.all.values()]) {
          if (device.state !== 'lost') continue;
          devices.remove(device, nowMs);
          removed.devices.push(device.id);
        }
      }
      return { nowMs: Math.round(clock.nowMs()), removed };
    },
    async selftest() {
      const results = await Promise.all(Object.entries(checks).map(([name, check]) => tryOne(name, check)));
      return {
        nowMs: Math.round(clock.nowMs()),
        ok: results.every((result) => result.state !== 'failed'),
        checks: results,
      };
    },
  };
}

function byName(names: readonly string[], values: Float64Array): Record<string, number> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] as number]));
}
