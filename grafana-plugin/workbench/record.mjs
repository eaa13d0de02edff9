/**
 * Writes down what a real Prometheus answers about the demo, for the switch "Recorded" of the workbench:
 * `node --conditions=@tallylight/source grafana-plugin/workbench/record.mjs`. It starts the demo's programs and Prometheus
 * (PROMETHEUS_PATH, or on PATH), lets them run for as long as the picture is to show, asks, and ends all of them.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createPlayers } from '../../examples/hls-origin/src/players.ts';
import { startOrigin } from '../../examples/hls-origin/src/server.ts';
import { createFleet } from '../../examples/signage/src/fleet.ts';
import { findParts } from '../../scripts/real-parts.mjs';
import { startPrometheus } from '../../test/parts/prometheus.ts';

const SPAN_SECONDS = 120;
/** So that the first rate has two samples. */
const BEFORE_SECONDS = 20;
const STEP_SECONDS = 5;

/** By panel and letter of the query; those of one letter are one query of the panel. */
const QUERIES = {
  bandwidth: [
    { refId: 'A', range: 'sum by (stream) (rate(tallylight_stream_egress_bytes_total[15s]))' },
    { refId: 'ingress', range: 'sum by (stream) (rate(tallylight_stream_ingress_bytes_total[15s]))' },
  ],
  heatmap: [{ refId: 'A', instant: 'sum by (country) (tallylight_clients)' }],
  health: [
    { refId: 'A', range: 'tallylight_stream_health_ratio' },
    { refId: 'B', instant: 'tallylight_stream_health_component_ratio' },
    { refId: 'C', instant: 'tallylight_stream_up' },
    { refId: 'D', instant: 'tallylight_stream_expected' },
    { refId: 'E', instant: 'tallylight_stream_clients' },
  ],
  devices: [
    { refId: 'A', instant: 'tallylight_device_info' },
    { refId: 'B', instant: 'tallylight_device_up' },
    { refId: 'C', instant: 'tallylight_device_expected' },
    { refId: 'D', instant: 'tallylight_device_playing' },
    { refId: 'E', instant: 'tallylight_device_screen_on' },
    { refId: 'F', instant: 'tallylight_device_last_seen_timestamp_seconds' },
  ],
};

const program = findParts(process.env).found.PROMETHEUS_PATH;
if (!program) throw new Error('Prometheus is missing: install it or give its path in PROMETHEUS_PATH');
const origin = await startOrigin({ port: 0 });
const players = createPlayers({ origin: origin.url, count: 40, seed: 7 });
const fleet = createFleet({ origin: origin.url, count: 40, seed: 7 });
const prometheus = await startPrometheus(program, [new URL(origin.url).host]);
try {
  players.start();
  fleet.start();
  console.info(`the demo runs for ${SPAN_SECONDS + BEFORE_SECONDS} s …`);
  await delay((SPAN_SECONDS + BEFORE_SECONDS) * 1000);
  const toSeconds = Math.floor(Date.now() / 1000 / STEP_SECONDS) * STEP_SECONDS;
  const panels = {};
  for (const [panel, queries] of Object.entries(QUERIES)) {
    panels[panel] = [];
    for (const { refId, range, instant } of queries) {
      const result =
        range === undefined ? await prometheus.query(instant, toSeconds) : await queryRange(range, toSeconds);
      panels[panel].push({ refId, query: range ?? instant, result });
    }
  }
  // A line a series.
  const lines = JSON.stringify({ stepSeconds: STEP_SECONDS, toSeconds, panels }).replace(/\{"metric"/g, '\n$&');
  const file = join(import.meta.dirname, 'src', 'recorded', 'prometheus.json');
  await writeFile(file, `${lines}\n`);
  console.info(`${file}: ${Math.round(lines.length / 1000)} kB`);
} finally {
  await prometheus.close();
  await fleet.stop();
  await players.stop({ graceful: false });
  await origin.close();
}

/** Instant queries at each step: the same samples as a range query, over what the test's Prometheus offers. */
async function queryRange(expression, toSeconds) {
  const series = new Map();
  for (let at = toSeconds - SPAN_SECONDS; at <= toSeconds; at += STEP_SECONDS) {
    for (const { metric, value } of await prometheus.query(expression, at)) {
      const key = JSON.stringify(metric);
      series.set(key, { metric, values: [...(series.get(key)?.values ?? []), [at, value]] });
    }
  }
  return [...series.values()];
}
