/** Alert rules of the servers, of what they need, and of whether Prometheus reaches them. */
import { num } from './alert-queries.ts';
import type { AlertRule } from './alert-rule.ts';

const MINUTE_MS = 60_000;
/** Every target whose job is ours, whatever else it is called. */
const UP = 'up{job=~".*tallylight.*"}';
const FREE_SHARE =
  'min by (instance, path_name) (tallylight_disk_free_bytes) / on (instance, path_name) max by (instance, path_name) (tallylight_disk_size_bytes)';
const LATE_SECONDS = 0.5;
const platform = { team: 'video', yieldsTo: [], clearMs: MINUTE_MS, loses: 'none', summaryOfMany: null } as const;
const ofProcess = { ...platform, subject: 'process', labels: ['instance'] } as const;
const ofInstance = { ...platform, subject: 'instance', labels: ['instance'], board: null } as const;

export const PLATFORM_RULES: readonly AlertRule[] = [
  {
    ...platform,
    id: 'dependency-down',
    subject: 'dependency',
    labels: ['dependency'],
    severity: 'warning',
    threshold: null,
    forMs: 0,
    clearMs: 0,
    board: {
      on: 'dependency',
      holds: (dependency) => dependency.up === false,
      severity: (dependency) => (dependency.critical ? 'error' : 'warning'),
    },
    promql: () => 'min by (dependency) (tallylight_dependency_up) == 0',
    summary: '{subject} cannot be reached',
    summaryOfMany: '{count} of {total} dependencies cannot be reached',
    description: 'A check that the host gave failed or did not answer in time.',
    runbook:
      'The name is the host’s own. See whether the thing itself is down or only the way to it: check from another machine.',
  },
  {
    ...ofProcess,
    id: 'event-loop-busy',
    severity: 'warning',
    threshold: { value: (limits) => limits.eventLoopPercent, unit: '%', option: 'alerts.eventLoopPercent' },
    forMs: 5 * MINUTE_MS,
    board: {
      on: 'process',
      holds: ({ eventLoopUtilization }, limits) =>
        eventLoopUtilization !== null && eventLoopUtilization * 100 > limits.eventLoopPercent,
    },
    promql: (limits) =>
      `max by (instance) (avg_over_time(tallylight_event_loop_utilization_ratio[5m])) > ${num(limits.eventLoopPercent / 100)}`,
    summary: 'the event loop of {subject} is full',
    description: 'The process computes nearly all the time; everything it serves gets later.',
    runbook: 'Take a CPU profile of a minute. Until it is mended, start another process and share the load.',
  },
  {
    ...ofProcess,
    id: 'event-loop-late',
    sameAs: 'event-loop-busy',
    severity: 'warning',
    threshold: { value: () => LATE_SECONDS, unit: 's', option: null },
    forMs: 5 * MINUTE_MS,
    yieldsTo: ['event-loop-busy'],
    board: null,
    promql: (limits) =>
      `(max by (instance) (tallylight_event_loop_delay_seconds{quantile_name="p99"}) > ${LATE_SECONDS}) unless on (instance) (max by (instance) (avg_over_time(tallylight_event_loop_utilization_ratio[5m])) > ${num(limits.eventLoopPercent / 100)})`,
    summary: 'the event loop of {subject} comes late',
    description: 'One turn in a hundred comes half a second late: something blocks the process, though it is not busy.',
    runbook:
      'Synchronous work in a request: files, compression, a big JSON text, a regular expression. A CPU profile of a minute shows one wide block.',
  },
  {
    ...ofProcess,
    id: 'memory-high',
    severity: 'warning',
    threshold: { value: (limits) => limits.memoryPercent, unit: '%', option: 'alerts.memoryPercent' },
    forMs: 10 * MINUTE_MS,
    board: {
      on: 'process',
      holds: ({ memoryRatio }, limits) => memoryRatio !== null && memoryRatio * 100 > limits.memoryPercent,
    },
    promql: (limits) =>
      `max by (instance) (tallylight_process_memory_bytes) / on (instance) max by (instance) (tallylight_process_memory_limit_bytes) > ${num(limits.memoryPercent / 100)}`,
    summary: '{subject} has nearly used up its memory',
    description: 'Resident memory is close to the limit of the group or the machine; the next peak kills the process.',
    runbook:
      'Growing for days: a leak; take a heap snapshot, restart in a quiet hour. Grown with the audience: raise the limit.',
  },
  {
    ...platform,
    id: 'disk-nearly-full',
    subject: 'disk',
    labels: ['path_name'],
    severity: 'warning',
    threshold: { value: (limits) => limits.diskFreePercent, unit: '%', option: 'alerts.diskFreePercent' },
    forMs: MINUTE_MS,
    board: {
      on: 'disk',
      holds: ({ freeRatio }, limits) => freeRatio !== null && freeRatio * 100 < limits.diskFreePercent,
    },
    promql: (limits) => `${FREE_SHARE} < ${num(limits.diskFreePercent / 100)}`,
    summary: '{subject} is nearly full',
    description: 'Little room is left on a mount that the host named.',
    runbook: 'Recordings and old segments first. Is the clean-up still running?',
  },
  {
    ...platform,
    id: 'disk-soon-full',
    sameAs: 'disk-nearly-full',
    yieldsTo: ['disk-nearly-full'],
    subject: 'disk',
    labels: ['path_name'],
    severity: 'warning',
    threshold: { value: () => 24, unit: 'h', option: null },
    forMs: 30 * MINUTE_MS,
    board: null,
    promql: (limits) =>
      `(min by (instance, path_name) (predict_linear(tallylight_disk_free_bytes[6h], 24 * 3600)) < 0) and on (instance, path_name) (${FREE_SHARE} < 0.2) unless on (instance, path_name) (${FREE_SHARE} < ${num(limits.diskFreePercent / 100)})`,
    summary: '{subject} will be full within a day',
    description: 'At the pace of the last six hours a mount is full tomorrow.',
    runbook: 'As for a full disk, with time: what grows, and should it?',
  },
  {
    ...ofInstance,
    id: 'target-down',
    severity: 'error',
    threshold: null,
    forMs: 2 * MINUTE_MS,
    promql: () => `max by (instance) (${UP}) == 0`,
    summary: '{subject} does not answer Prometheus',
    description: 'The metrics page of an instance cannot be read: the process or the way to it is down.',
    runbook:
      'Ask for /metrics by hand from the machine of Prometheus. No answer: the service. An answer: the network or the scrape’s time limit.',
  },
  {
    ...platform,
    id: 'target-absent',
    subject: 'everything',
    labels: [],
    severity: 'error',
    threshold: null,
    forMs: 5 * MINUTE_MS,
    board: null,
    promql: () => `absent(${UP})`,
    summary: 'Prometheus knows no Tallylight at all',
    description: 'The scrape configuration has lost the job; everything else here is silent because of it.',
    runbook: 'See the targets page of Prometheus; the job’s name must contain tallylight.',
  },
  {
    ...ofInstance,
    id: 'target-vanished',
    severity: 'warning',
    threshold: { value: () => 24, unit: 'h', option: null },
    forMs: 10 * MINUTE_MS,
    promql: () =>
      `max by (instance) (last_over_time(tallylight_build_info[1d])) unless on (instance) max by (instance) (${UP})`,
    summary: '{subject} has vanished from the targets',
    description: 'An instance that was scraped within the last day is not even a target any more.',
    runbook: 'Taken out on purpose: it falls silent by itself after a day. Else look at the service discovery.',
  },
];
