/**
 * Writes down what a real Prometheus answers: `node record.mjs http://127.0.0.1:9090 streams.json`.
 * streams.json was recorded from one that scraped two hosts every second, with a window of health of 30 s: of the first host
 * one stream had gone down, one is off and one was never heard of; the second host was stopped half way.
 */
import { writeFileSync } from 'node:fs';

const [, , base, file] = process.argv;
const STEP_SECONDS = 5;
const SPAN_SECONDS = 60;

const toSeconds = Math.floor(Date.now() / 1000 / STEP_SECONDS) * STEP_SECONDS;
const range = { start: toSeconds - SPAN_SECONDS, end: toSeconds, step: STEP_SECONDS };

const FAILED = 'result!~"ok|client_error|aborted"';
const QUERIES = {
  health: 'tallylight_stream_health_ratio',
  healthByStream: 'max by (stream) (tallylight_stream_health_ratio)',
  parts: 'tallylight_stream_health_component_ratio',
  up: 'tallylight_stream_up',
  expected: 'max by (stream) (tallylight_stream_expected)',
  clients: 'sum by (stream) (tallylight_stream_clients)',
  requests: 'tallylight_stream_requests_total{result=~"ok|server_error"}',
  results: 'sum by (stream, result) (rate(tallylight_stream_requests_total{result=~"ok|server_error|aborted"}[30s]))',
  errors: `sum by (stream) (rate(tallylight_stream_requests_total{${FAILED}}[30s])) / sum by (stream) (rate(tallylight_stream_requests_total{result!~"client_error|aborted"}[30s]))`,
  uptime:
    'sum by (stream) (rate(tallylight_stream_available_seconds_total[30s])) / sum by (stream) (rate(tallylight_stream_observed_seconds_total[30s]))',
};

async function ask(path, parameters) {
  const answer = await fetch(`${base}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const { status, data, error } = await answer.json();
  if (status !== 'success') throw new Error(error);
  return data.result;
}

const queries = {};
for (const [name, query] of Object.entries(QUERIES)) {
  queries[name] = {
    query,
    instant: await ask('query', { query, time: toSeconds }),
    range: await ask('query_range', { query, ...range }),
  };
}
// A line a series: long, and short to read over.
const lines = JSON.stringify({ stepSeconds: STEP_SECONDS, toSeconds, queries }).replace(/\{"metric"/g, '\n$&');
writeFileSync(file, `${lines}\n`);
