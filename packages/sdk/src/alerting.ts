/** Joins the parts of alerts, dependencies and disks, so that the composition root stays one screen. No logic of its own. */
import type { Rows, RowTopic } from '@tallylight/protocol';
import type { AlertRouteSource } from './api/route.ts';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import { type AlertsFace, createAlertsFace } from './host/alerts.ts';
import { createDependencyFace, type DependencyFacts, type DependencyHandle } from './host/dependency.ts';
import type { Logger } from './logger.ts';
import type { DiskOption } from './option-disks.ts';
import { createAlertIntake } from './sources/alert-intake.ts';
import { createDependencyChecks } from './sources/dependency-checks.ts';
import { createDiskProbe } from './sources/disk-probe.ts';
import type { State } from './state/state.ts';

export interface Alerting {
  readonly alerts: AlertsFace;
  dependency(name: string, facts?: DependencyFacts): DependencyHandle;
  readonly routes: AlertRouteSource;
  /** Takes the last readings of the disks; once a tick. */
  sample(): void;
  close(): void;
}

export function createAlerting(parts: {
  state: State;
  clock: Clock;
  logger: Logger;
  faults: Faults;
  instance: string;
  disks: readonly DiskOption[];
  /** How often dependencies are checked that do not say it themselves. */
  checkIntervalMs: number;
  snapshot: <T extends RowTopic>(topic: T) => ReadonlyMap<string, Rows[T]>;
}): Alerting {
  const { state, clock, logger, faults, instance, disks, snapshot } = parts;
  // Dates of what is told before the first tick.
  state.alerts.begin(clock.monotonicMs(), 0, clock.nowMs());
  const checks = createDependencyChecks({ clock, dependencies: state.dependencies });
  const probe = createDiskProbe({ disks, clock, onFault: (error) => faults.report('disks', error) });
  const intake = createAlertIntake({ alerts: state.alerts, clock, instance, counts: state.readings.alertIntake });
  const alerts = createAlertsFace({ state, clock, faults, snapshot });
  return {
    alerts,
    dependency: createDependencyFace({
      ...{ state, clock, logger, faults, watch: checks.watch },
      checkIntervalMs: parts.checkIntervalMs,
    }),
    routes: {
      history: () => state.alerts.history,
      take: intake.take,
      acknowledge: (key, by, { note, untilMs }) =>
        alerts.acknowledge(key, by, {
          ...(note === undefined ? {} : { note }),
          ...(untilMs === undefined ? {} : { untilMs }),
        }),
    },
    sample() {
      state.readings.disks = probe.disks;
    },
    close() {
      checks.close();
      probe.close();
    },
  };
}
