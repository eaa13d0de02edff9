/**
 * Writes down what a real Prometheus answers: `node record.mjs http://127.0.0.1:9090 devices.json`.
 * devices.json was recorded from one that scraped two hosts every second; the second host was stopped half way.
 */
import { writeFileSync } from 'node:fs';

const [, , base, file] = process.argv;
const STEP_SECONDS = 5;
const SPAN_SECONDS = 60;

const toSeconds = Math.floor(Date.now() / 1000 / STEP_SECONDS) * STEP_SECONDS;
const range = { start: toSeconds - SPAN_SECONDS, end: toSeconds, step: STEP_SECONDS };

const QUERIES = {
  up: 'tallylight_device_up',
  expected: 'tallylight_device_expected',
  playing: 'tallylight_device_playing',
  screenOn: 'tallylight_device_screen_on',
  sync: 'tallylight_device_content_sync_ratio',
  lastSeen: 'tallylight_device_last_seen_timestamp_seconds',
  interval: 'tallylight_device_heartbeat_interval_seconds',
  info: 'tallylight_device_info',
};

async function ask(path, parameters) {
  const answer = await fetch(`${base}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const { status, data, error } = await answer.json();
  if (status !== 'success') throw new Error(error);
  return data;
}

const recorded = { stepSeconds: STEP_SECONDS, toSeconds };
for (const [name, query] of Object.entries(QUERIES)) {
  recorded[name] = {
    query,
    instant: await ask('query', { query, time: toSeconds }),
    range: await ask('query_range', { query, ...range }),
  };
}
writeFileSync(file, `${JSON.stringify(recorded, undefined, 1)}\n`);
