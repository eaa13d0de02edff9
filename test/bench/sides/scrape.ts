/**
 * A page of so many series, by us or by prom-client. Both are given the same series: the peer registers what our page shows.
 * Before each page a counter of every stream moves. Arguments: ours|prom-client, number of series.
 */
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import { Counter, Gauge, Registry } from 'prom-client';
import { collectGarbage, cpuSince, longestBlockMs } from '../measure.ts';
import { serve } from '../parts/child.ts';

const [side = '', count = '0'] = process.argv.slice(2);
const series = Number(count);

/** A number that changes with each page and differs from stream to stream. */
const moved = (index: number): number => 1400 * ((index % 977) + 1);

async function fill(): Promise<{ tally: Tallylight; ids: string[] }> {
  const build = (streams: number): { tally: Tallylight; ids: string[] } => {
    const tally = createTallylight({
      tickMs: 60_000,
      streams: { maxStreams: 1_000_000 },
      metrics: { cacheMs: 0, labelCaps: { stream: 1_000_000 } },
    });
    const ids = Array.from({ length: streams }, (_, index) => `channel-${index}`);
    for (const id of ids) tally.stream(id);
    return { tally, ids };
  };
  const lines = async (streams: number): Promise<number> => {
    const probe = build(streams);
    const text = await textOf(probe.tally);
    await probe.tally.close();
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  };
  const [few, more] = [await lines(10), await lines(20)];
  return build(Math.max(1, Math.round((series - few) / ((more - few) / 10)) + 10));
}

async function textOf(tally: Tallylight): Promise<string> {
  return Buffer.concat((await tally.metrics.page()).pieces).toString();
}

/** The series of our page as prom-client has them; histograms are few and stand as plain series. */
function register(registry: Registry, text: string): Counter[] {
  const kinds = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => [name, kind]));
  const metrics = new Map<string, Counter | Gauge>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name = '', pairs = '', value = ''] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    const labels = Object.fromEntries(
      [...pairs.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map((match) => [match[1], match[2]]),
    );
    let metric = metrics.get(name);
    if (metric === undefined) {
      const Kind = kinds.get(name) === 'counter' ? Counter : Gauge;
      metric = new Kind({ name, help: name, labelNames: Object.keys(labels), registers: [registry] });
      metrics.set(name, metric);
    }
    metric.inc(labels, Number(value));
  }
  return [metrics.get('tallylight_stream_egress_bytes_total') as Counter];
}

const { tally, ids } = await fill();
let page = async (): Promise<number> => {
  const { pieces } = await tally.metrics.page();
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
};
let move = (): void => {
  ids.forEach((id, index) => {
    tally.sent(id, moved(index));
  });
};
if (side === 'prom-client') {
  const registry = new Registry();
  const [egress] = register(registry, await textOf(tally));
  await tally.close();
  page = async () => (await registry.metrics()).length;
  move = () => {
    ids.forEach((stream, index) => {
      egress?.inc({ stream }, moved(index));
    });
  };
}

serve(async ({ ask, times }: { ask: 'cpu' | 'block' | 'memory'; times: number }) => {
  const values: number[] = [];
  collectGarbage();
  const restBytes = process.memoryUsage.rss();
  for (let time = 0; time < times; time += 1) {
    move();
    if (ask === 'block') {
      values.push(await longestBlockMs(page));
      continue;
    }
    const before = process.cpuUsage();
    await page();
    values.push(ask === 'cpu' ? cpuSince(before) / 1000 : (process.memoryUsage.rss() - restBytes) / 1e6);
  }
  return { values };
});
