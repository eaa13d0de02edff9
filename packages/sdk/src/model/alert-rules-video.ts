/** Alert rules of streams: what is on air, and what it sends. */
import { CAPACITY_SHARE, DEGRADED_SCORE, FLAPPING_DROPS, UNHEALTHY_SCORE } from './alert-limits.ts';
import {
  MANY_STREAMS_DOWN,
  num,
  ofStream,
  PICTURE_LOST,
  STALLED_SECONDS,
  STREAM_BROKEN,
  STREAM_DOWN,
  STREAM_EXPECTED,
  STREAM_FAILING,
  STREAM_STALLED,
} from './alert-queries.ts';
import type { AlertRule } from './alert-rule.ts';

const MINUTE_MS = 60_000;
const HEALTH = ofStream('tallylight_stream_health_ratio');
const video = { team: 'video', yieldsTo: [], clearMs: 30_000, summaryOfMany: null } as const;
const ofStreamSubject = { ...video, subject: 'stream', labels: ['stream'] } as const;

export const VIDEO_RULES: readonly AlertRule[] = [
  {
    ...ofStreamSubject,
    id: 'stream-down',
    severity: 'error',
    threshold: null,
    forMs: 10_000,
    loses: 'all',
    board: {
      on: 'stream',
      holds: (stream) => stream.state === 'down' && stream.expected && stream.reason !== 'stalled',
    },
    promql: () =>
      `(${STREAM_DOWN}) unless on (stream) (${STREAM_STALLED}) unless on (stream) (${STREAM_FAILING}) unless on () (${MANY_STREAMS_DOWN})`,
    summary: '{subject} is down',
    summaryOfMany: '{count} of {total} streams down{where}',
    description: 'A stream that is meant to be on delivers nothing. Viewers see a spinner or an error.',
    runbook:
      'Look at the reason on the stream’s row. source_lost: the encoder or its link; call the venue or switch to the backup source. crash: see the log of the packager and restart it. If many streams are down at once, look at what they share (encoder host, storage, network) before any single one.',
  },
  {
    ...ofStreamSubject,
    id: 'playlist-stalled',
    sameAs: 'stream-down',
    severity: 'error',
    threshold: { value: () => STALLED_SECONDS, unit: 's', option: null },
    forMs: 10_000,
    loses: 'all',
    board: {
      on: 'stream',
      holds: (stream) => stream.state === 'down' && stream.expected && stream.reason === 'stalled',
    },
    promql: () => `(${STREAM_STALLED}) unless on () (${MANY_STREAMS_DOWN})`,
    summary: 'the playlist of {subject} stands still',
    summaryOfMany: '{count} of {total} streams stand still{where}',
    description: 'Players still ask, the playlist is still served, but nothing new is in it: the picture has stopped.',
    runbook:
      'The server answers, so look behind it: is the encoder still running, does it still write segments, is the disk full, does the clock of the packager run? Restart the packager if its input is well.',
  },
  {
    ...ofStreamSubject,
    id: 'stream-failing',
    sameAs: 'stream-down',
    severity: 'error',
    threshold: { value: () => 50, unit: '%', option: null },
    forMs: 10_000,
    loses: 'all',
    board: { on: 'stream', holds: (stream) => stream.failing === true && stream.expected && stream.state !== 'down' },
    promql: () => `(${STREAM_FAILING}) unless on () (${MANY_STREAMS_DOWN})`,
    summary: '{subject} answers with errors',
    summaryOfMany: '{count} of {total} streams answer with errors{where}',
    description: 'At least half of what viewers ask for on this stream is answered with an error of ours.',
    runbook:
      'Open the log of the origin for this path: status 5xx is the server or what it calls, a missing segment is a packager whose storage and playlist disagree. If it began with a release, go back to the one before.',
  },
  {
    ...video,
    id: 'many-streams-down',
    sameAs: 'stream-down',
    ofMany: true,
    subject: 'everything',
    labels: [],
    severity: 'error',
    threshold: { value: () => 3, unit: 'streams', option: null },
    forMs: 30_000,
    loses: 'all',
    board: null,
    promql: () => MANY_STREAMS_DOWN,
    summary: 'many streams are down at once',
    summaryOfMany: '{count} of {total} streams down{where}',
    description: 'More than three streams are down together: one cause, told once.',
    runbook:
      'Do not look at single channels. What do they share: encoder host, uplink, storage, a release of the last hour? On the Streams dashboard sort by the time they went down; the first one is often the cause.',
  },
  {
    ...ofStreamSubject,
    id: 'picture-lost',
    severity: 'warning',
    threshold: null,
    forMs: 0,
    loses: 'all',
    yieldsTo: ['stream-down'],
    board: { on: 'stream', holds: (stream) => stream.picture !== null && stream.expected },
    promql: () => `(${PICTURE_LOST}) unless on (stream) (${STREAM_DOWN}) unless on (stream) (${STREAM_FAILING})`,
    summary: 'the picture of {subject} seems to be gone',
    summaryOfMany: '{count} of {total} streams seem to have lost their picture{where}',
    description: 'Segments come, but their sizes or dates say that the picture is black or stands still.',
    runbook:
      'Look at the stream with your own eyes first; it is a guess from sizes. Black: the source before the encoder (camera, router, decoder). Frozen: the capture card or the contribution link.',
  },
  {
    ...ofStreamSubject,
    id: 'stream-unhealthy',
    severity: 'error',
    threshold: { value: () => UNHEALTHY_SCORE, unit: 'points', option: null },
    forMs: 5 * MINUTE_MS,
    clearMs: 2 * MINUTE_MS,
    loses: 'gone',
    yieldsTo: ['stream-down', 'picture-lost'],
    board: {
      on: 'stream',
      holds: (stream) => stream.healthScore !== null && stream.healthScore < UNHEALTHY_SCORE && stream.expected,
    },
    promql: () =>
      `(${HEALTH} < ${UNHEALTHY_SCORE / 100}) and on (stream) ${STREAM_EXPECTED} unless on (stream) ${STREAM_BROKEN}`,
    summary: '{subject} is unhealthy',
    summaryOfMany: '{count} of {total} streams unhealthy{where}',
    description: 'The health score over the last quarter of an hour is below fair.',
    runbook:
      'Open the stream’s row: the lowest of the three parts says where to look. Uptime: the source. Errors: the origin’s log. Response: load, disk, a slow upstream.',
  },
  {
    ...ofStreamSubject,
    id: 'stream-degraded',
    severity: 'warning',
    threshold: { value: () => DEGRADED_SCORE, unit: 'points', option: null },
    forMs: 15 * MINUTE_MS,
    clearMs: 2 * MINUTE_MS,
    loses: 'gone',
    yieldsTo: ['stream-down', 'picture-lost', 'stream-unhealthy'],
    board: {
      on: 'stream',
      holds: (stream) => stream.healthScore !== null && stream.healthScore < DEGRADED_SCORE && stream.expected,
    },
    promql: () =>
      `(${HEALTH} < ${DEGRADED_SCORE / 100}) and on (stream) (${HEALTH} >= ${UNHEALTHY_SCORE / 100}) and on (stream) ${STREAM_EXPECTED} unless on (stream) ${STREAM_BROKEN}`,
    summary: '{subject} is degraded',
    summaryOfMany: '{count} of {total} streams degraded{where}',
    description: 'The health score has been below good for a quarter of an hour.',
    runbook: 'As for an unhealthy stream, in working hours: the lowest part of the score says where to look.',
  },
  {
    ...ofStreamSubject,
    id: 'stream-health-unknown',
    severity: 'warning',
    threshold: null,
    forMs: 10 * MINUTE_MS,
    loses: 'none',
    yieldsTo: ['stream-down'],
    board: { on: 'stream', holds: (stream) => stream.state === 'unknown' && stream.expected },
    promql: () =>
      `${STREAM_EXPECTED} unless on (stream) ${ofStream('tallylight_stream_up')} unless on (stream) ${HEALTH}`,
    summary: 'nobody can tell whether {subject} is on',
    summaryOfMany: 'nobody can tell of {count} of {total} streams whether they are on{where}',
    description: 'The stream is meant to be on, but nobody watches, probes or says anything of it.',
    runbook:
      'Give the stream a probe (a playlist URL is enough) or let the encoder say up() and down(). If it is not meant to be on, say so with expected or a mute.',
  },
  {
    ...ofStreamSubject,
    id: 'stream-flapping',
    severity: 'warning',
    threshold: { value: () => FLAPPING_DROPS, unit: 'drops in 15 min', option: null },
    forMs: 0,
    loses: 'none',
    board: { on: 'stream', holds: (stream) => stream.recentDrops >= FLAPPING_DROPS && stream.expected },
    promql: () =>
      `(sum by (stream) (increase(tallylight_stream_drops_total[15m])) >= ${FLAPPING_DROPS}) and on (stream) ${STREAM_EXPECTED}`,
    summary: '{subject} goes up and down',
    summaryOfMany: '{count} of {total} streams go up and down{where}',
    description: 'The stream fell from up several times within a quarter of an hour.',
    runbook:
      'An unstable source link as a rule: packet loss on the contribution line, a power supply, a radio link. See the reasons of the drops.',
  },
  {
    ...ofStreamSubject,
    id: 'stream-restarts',
    severity: 'warning',
    threshold: {
      value: (limits) => limits.frequentRestarts,
      unit: 'restarts in 15 min',
      option: 'alerts.frequentRestarts',
    },
    forMs: 0,
    loses: 'none',
    board: { on: 'stream', holds: (stream, limits) => stream.recentRestarts > limits.frequentRestarts },
    promql: (limits) =>
      `sum by (stream) (increase(tallylight_stream_restarts_total{reason!="manual"}[15m])) > ${limits.frequentRestarts}`,
    summary: '{subject} is restarted again and again',
    summaryOfMany: '{count} of {total} streams are restarted again and again{where}',
    description: 'The stream was restarted more often within a quarter of an hour than chance explains.',
    runbook:
      'See the reason label. crash: the encoder’s log before each restart. stall: the watchdog may be tighter than the source is smooth. source_lost: the link.',
  },
  {
    ...ofStreamSubject,
    id: 'stream-idle',
    severity: 'info',
    threshold: { value: (limits) => limits.idleStreamMs / 1000, unit: 's', option: 'alerts.idleStreamMs' },
    forMs: 0,
    loses: 'none',
    board: {
      on: 'stream',
      holds: (stream, limits, nowMs) => stream.state === 'idle' && nowMs - stream.stateSinceMs >= limits.idleStreamMs,
    },
    promql: (limits) =>
      `(time() - ${ofStream('tallylight_stream_last_activity_timestamp_seconds')} > ${limits.idleStreamMs / 1000}) and on (stream) (${ofStream('tallylight_stream_up')} == 1) and on (stream) (sum by (stream) (tallylight_stream_clients) == 0)`,
    summary: '{subject} is on and nobody watches',
    summaryOfMany: '{count} of {total} streams are on and nobody watches{where}',
    description: 'The stream has been up without a single viewer for long.',
    runbook:
      'Stop it to free an encoder, or leave it: nobody is harmed. If it should have viewers, look at the page that links to it.',
  },
  {
    ...ofStreamSubject,
    id: 'stream-bandwidth-high',
    severity: 'info',
    threshold: {
      value: (limits) => limits.bandwidthThresholdBitsPerSecond,
      unit: 'bit/s',
      option: 'alerts.bandwidthThresholdBitsPerSecond',
    },
    forMs: MINUTE_MS,
    loses: 'none',
    board: {
      on: 'stream',
      holds: (stream, limits) =>
        stream.egressBytesPerSecond !== null &&
        stream.egressBytesPerSecond * 8 > limits.bandwidthThresholdBitsPerSecond,
    },
    promql: (limits) =>
      `sum by (stream) (rate(tallylight_stream_egress_bytes_total{stream!="other"}[5m])) * 8 > ${num(limits.bandwidthThresholdBitsPerSecond)}`,
    summary: '{subject} sends much',
    summaryOfMany: '{count} of {total} streams send much{where}',
    description: 'The egress of one stream is above the threshold of the host. News, not trouble.',
    runbook:
      'See whether the audience explains it. A rate without viewers is a relay or a download; the total against the link is another alert.',
  },
  {
    ...video,
    id: 'egress-near-capacity',
    severity: 'warning',
    subject: 'process',
    labels: ['instance'],
    threshold: {
      value: () => CAPACITY_SHARE * 100,
      unit: '% of the link',
      option: 'alerts.egressCapacityBitsPerSecond',
    },
    forMs: 5 * MINUTE_MS,
    clearMs: MINUTE_MS,
    loses: 'none',
    board: {
      on: 'process',
      holds: (whole, limits) =>
        limits.egressCapacityBitsPerSecond > 0 &&
        whole.egressBitsPerSecond !== null &&
        whole.egressBitsPerSecond > CAPACITY_SHARE * limits.egressCapacityBitsPerSecond,
    },
    promql: () =>
      `sum by (instance) (rate(tallylight_stream_egress_bytes_total[5m])) / on (instance) (max by (instance) (tallylight_egress_capacity_bytes_per_second) > 0) > ${CAPACITY_SHARE}`,
    summary: 'the link is nearly full',
    description: 'All streams together send almost what the link carries; the next peak will stall players.',
    runbook:
      'Add an edge, cap the ladder, or move the biggest stream (top of the bandwidth panel). Then set the capacity anew.',
  },
];
