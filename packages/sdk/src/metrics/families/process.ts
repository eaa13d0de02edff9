/** Metrics of this process and of its machine: processor, memory and the event loop. */
import { type Metric, whole } from '../metric.ts';

export function processMetrics(): readonly Metric[] {
  return [
    whole({
      name: 'tallylight_event_loop_utilization_ratio',
      kind: 'gauge',
      unit: '1',
      help: 'Busy share of the event loop since the last tick.',
      read: (_entity, _index, state) => state.readings.process?.eventLoopUtilization,
    }),
    whole({
      name: 'tallylight_event_loop_delay_seconds',
      kind: 'gauge',
      unit: 's',
      help: 'Delay of the event loop since the last tick.',
      labels: ['quantile_name'],
      closed: ['p50', 'p99', 'max'],
      read: (_entity, index, state) => {
        const delay = state.readings.process?.eventLoopDelaySeconds;
        return delay && [delay.p50, delay.p99, delay.max][index];
      },
    }),
    whole({
      name: 'tallylight_process_memory_bytes',
      kind: 'gauge',
      unit: 'By',
      help: 'Resident memory of the process.',
      read: (_entity, _index, state) => state.readings.process?.memoryBytes,
    }),
    whole({
      name: 'tallylight_process_memory_limit_bytes',
      kind: 'gauge',
      unit: 'By',
      help: 'Memory that the process may use: the limit of its group, else of the machine.',
      read: (_entity, _index, state) => state.readings.process?.memoryLimitBytes ?? undefined,
    }),
    whole({
      name: 'tallylight_process_cpu_seconds_total',
      kind: 'counter',
      unit: 's',
      help: 'Processor time of the process, host and SDK together.',
      read: (_entity, _index, state) => state.readings.process?.cpuSeconds,
    }),
    whole({
      name: 'tallylight_machine_cpu_utilization_ratio',
      kind: 'gauge',
      unit: '1',
      help: 'Busy share of all processors of the machine since the last tick.',
      read: (_entity, _index, state) => state.readings.process?.machine.cpuRatio ?? undefined,
    }),
    whole({
      name: 'tallylight_machine_memory_available_bytes',
      kind: 'gauge',
      unit: 'By',
      help: 'Memory of the machine that could still be had without swapping.',
      read: (_entity, _index, state) => state.readings.process?.machine.memoryAvailableBytes,
    }),
    whole({
      name: 'tallylight_machine_memory_bytes',
      kind: 'gauge',
      unit: 'By',
      help: 'Memory of the machine.',
      read: (_entity, _index, state) => state.readings.process?.machine.memoryBytes,
    }),
  ];
}
