/** `tally.dependency()`: what the host needs of others, checked by a function of the host or told by it. */
import type { Clock } from '../clock.ts';
import { shown } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { Logger } from '../logger.ts';
import { isId } from '../model/labels.ts';
import type { Dependency } from '../state/dependencies.ts';
import type { State } from '../state/state.ts';

export interface DependencyFacts {
  /** Whether the host cannot work without it: its alert is an error then. @default false */
  readonly critical?: boolean | undefined;
}

export interface CheckOptions {
  /** How often, ms, at least 100. @default the option health.checkIntervalMs */
  readonly intervalMs?: number | undefined;
  /** How long a check may take, ms. @default 5000 */
  readonly timeoutMs?: number | undefined;
}

export interface DependencyHandle {
  readonly name: string;
  /**
   * Calls `check` now and then again and again, never twice at a time. It is up when the check resolves (with anything but
   * `false`) within its time, else down. The signal is aborted when its time is over. Returns the handle.
   */
  check(check: (signal: AbortSignal) => unknown, options?: CheckOptions): DependencyHandle;
  /** The host knows that it is there. */
  up(): void;
  /** The host knows that it is not. */
  down(): void;
  /** Forgets it and stops its check. */
  remove(): void;
}

const DEFAULT_TIMEOUT_MS = 5000;
const SHORTEST_MS = 100;

export function inertDependency(name: unknown): DependencyHandle {
  const handle: DependencyHandle = {
    name: String(name),
    check: () => handle,
    up: () => {},
    down: () => {},
    remove: () => {},
  };
  return handle;
}

export function createDependencyFace(parts: {
  state: State;
  clock: Clock;
  logger: Logger;
  faults: Faults;
  /** Runs checks; see sources/dependency-checks. */
  watch: (
    dependency: Dependency,
    check: (signal: AbortSignal) => unknown,
    times: { readonly intervalMs: number; readonly timeoutMs: number },
  ) => () => void;
  /** How often a check runs that does not say. */
  checkIntervalMs: number;
}): (name: string, facts?: DependencyFacts) => DependencyHandle {
  const { state, clock, logger, faults, watch, checkIntervalMs } = parts;
  const handles = new WeakMap<Dependency, DependencyHandle>();
  const guard = (task: () => void): void => faults.guard('dependency', task);

  function createHandle(dependency: Dependency): DependencyHandle {
    let stop = (): void => {};
    const settle = (up: boolean): void =>
      guard(() => state.dependencies.settle(dependency, up, 'told', clock.monotonicMs()));
    const handle: DependencyHandle = {
      name: dependency.name,
      check(check, options = {}) {
        guard(() => {
          if (typeof check !== 'function') {
            logger.warn({ part: 'dependency' }, `dependency.check(check) must be a function, received ${shown(check)}`);
            return;
          }
          stop();
          stop = watch(dependency, check, {
            intervalMs: atLeast(options.intervalMs, checkIntervalMs),
            timeoutMs: atLeast(options.timeoutMs, DEFAULT_TIMEOUT_MS),
          });
        });
        return handle;
      },
      up: () => settle(true),
      down: () => settle(false),
      remove: () =>
        guard(() => {
          stop();
          state.dependencies.remove(dependency.name);
        }),
    };
    return handle;
  }

  return (name, facts = {}) => {
    const dependency = isId(name) ? state.dependencies.declare(name, clock.monotonicMs()) : undefined;
    if (dependency === undefined) {
      logger.warn(
        { part: 'dependency' },
        isId(name)
          ? `there is room for ${state.dependencies.cap.max} dependencies; ${shown(name)} is not watched`
          : `dependency(name) must be given a text of 1 to 128 bytes without control characters, received ${shown(name)}`,
      );
      return inertDependency(name);
    }
    if (facts.critical !== undefined) dependency.critical = facts.critical;
    const handle = handles.get(dependency) ?? createHandle(dependency);
    handles.set(dependency, handle);
    return handle;
  };
}

function atLeast(given: number | undefined, fallback: number): number {
  return Number.isFinite(given) ? Math.max(SHORTEST_MS, given as number) : fallback;
}
