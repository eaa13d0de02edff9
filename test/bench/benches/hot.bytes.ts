/** Counting bytes for a viewer whose handle is held, the call that a host makes for each chunk. 1 024 viewers in turn. */
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createTallylight } from '@tallylight/sdk';
import { Counter, Registry } from 'prom-client';
import { nanosecondsEach, type Outcome, timesCheaper } from '../measure.ts';

const HANDLES = 1024;

export async function bench(): Promise<readonly Outcome[]> {
  const tally = createTallylight();
  const sessions = Array.from({ length: HANDLES }, (_, index) => tally.stream(`stream-${index}`).openSession());
  const labels = Array.from({ length: HANDLES }, (_, index) => ({ stream: `stream-${index}`, country: 'ZZ' }));
  const counter = new Counter({
    name: 'bytes_total',
    help: 'Bytes.',
    labelNames: ['stream', 'country'],
    registers: [new Registry()],
  });
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 3_600_000,
  });
  const meters = new MeterProvider({ readers: [reader] });
  const instrument = meters.getMeter('bench').createCounter('bytes');
  const slots = new Float64Array(HANDLES);

  const taken = nanosecondsEach({
    limit: {
      count: 40_000_000,
      run() {
        for (let i = 0; i < this.count; i += 1) slots[i & 1023] = (slots[i & 1023] as number) + 1400;
      },
    },
    ours: {
      count: 20_000_000,
      run() {
        for (let i = 0; i < this.count; i += 1) sessions[i & 1023]?.sent(1400);
      },
    },
    promClient: {
      count: 500_000,
      run() {
        for (let i = 0; i < this.count; i += 1)
          counter.inc(labels[i & 1023] as { stream: string; country: string }, 1400);
      },
    },
    openTelemetry: {
      count: 300_000,
      run() {
        for (let i = 0; i < this.count; i += 1) instrument.add(1400, labels[i & 1023]);
      },
    },
  });
  metrics.disable();
  await meters.shutdown();
  await tally.close();
  const { ours, limit } = taken;
  return [
    timesCheaper({
      id: 'hot.bytes',
      unit: 'ns',
      ours,
      limit,
      peer: taken.promClient,
      peerName: 'prom-client',
      target: 25,
    }),
    timesCheaper({
      id: 'hot.bytes',
      unit: 'ns',
      ours,
      limit,
      peer: taken.openTelemetry,
      peerName: 'OpenTelemetry',
      target: 60,
    }),
  ];
}
