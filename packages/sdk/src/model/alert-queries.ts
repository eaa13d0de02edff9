/**
 * The recording rules and the pieces of PromQL that alert rules share. Rules speak of things, not of processes, so series are
 * merged over instances first. What is not there does not fire: every comparison drops what it cannot judge.
 */

/** Results that are our fault. */
const OUR_ERRORS = 'result=~"server_error|timeout|missing"';
/** Results that say something of us at all. */
const JUDGED = 'result!~"client_error|aborted"';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

const errorRatio = (window: string): RecordingRule => ({
  record: `tallylight:request_error_ratio:rate${window}`,
  // `> 0`: no traffic is no sample, not NaN.
  expr: `sum(rate(tallylight_stream_requests_total{${OUR_ERRORS}}[${window}])) / (sum(rate(tallylight_stream_requests_total{${JUDGED}}[${window}])) > 0)`,
});

/** Evaluated every 30 s, before the alert rules. */
export const RECORDING_RULES: readonly RecordingRule[] = [
  errorRatio('5m'),
  errorRatio('30m'),
  errorRatio('1h'),
  errorRatio('6h'),
  {
    record: 'tallylight:stream_availability:ratio1h',
    expr: 'sum by (stream) (rate(tallylight_stream_available_seconds_total[1h])) / (sum by (stream) (rate(tallylight_stream_observed_seconds_total[1h])) > 0)',
  },
  { record: 'tallylight:egress_bytes:rate5m', expr: 'sum(rate(tallylight_stream_egress_bytes_total[5m]))' },
];

/** One value per stream, whatever instance holds it. */
export const ofStream = (metric: string): string => `max by (stream) (${metric})`;
export const ofDevice = (metric: string): string => `max by (device) (${metric})`;

export const STREAM_EXPECTED: string = `(${ofStream('tallylight_stream_expected')} == 1)`;
/** Down on every instance that knows. */
export const STREAM_DOWN: string = `(${ofStream('tallylight_stream_up')} == 0) and on (stream) ${STREAM_EXPECTED}`;
/** So many seconds without a new playlist; three target durations of ten seconds. */
export const STALLED_SECONDS = 30;
export const STREAM_STALLED: string = `(min by (stream) (tallylight_stream_playlist_age_seconds) > ${STALLED_SECONDS}) and on (stream) (${STREAM_DOWN})`;
export const STREAM_FAILING: string = `(sum by (stream) (rate(tallylight_stream_requests_total{${OUR_ERRORS}}[2m])) / (sum by (stream) (rate(tallylight_stream_requests_total{${JUDGED}}[2m])) > 0) >= 0.5) and on (stream) (sum by (stream) (increase(tallylight_stream_requests_total{${OUR_ERRORS}}[2m])) > 5)`;
/** More channels at once than a person wants to be told of one by one. */
export const MANY_STREAMS_DOWN: string = `count(${STREAM_DOWN}) > 3`;

export const DEVICE_EXPECTED: string = `(${ofDevice('tallylight_device_expected')} == 1)`;
export const DEVICE_OFFLINE: string = `(${ofDevice('tallylight_device_up')} == 0) and on (device) ${DEVICE_EXPECTED}`;
export const SITE_OFFLINE: string =
  '(sum by (site) (tallylight_site_devices{state="offline"}) >= 3) and on (site) (sum by (site) (tallylight_site_devices{state="offline"}) / sum by (site) (tallylight_site_devices{state!="lost"}) >= 0.5)';
/** Brings the site of a device to its series. */
export const WITH_SITE: string = '* on (device) group_left (site) max by (device, site) (tallylight_device_info)';

/** Burn rates judge nothing on a handful of requests. */
export const ENOUGH_REQUESTS: string = `sum(increase(tallylight_stream_requests_total{${JUDGED}}[1h])) > 100`;
