/**
 * The recording rules and the pieces of PromQL that alert rules share. Rules speak of things, not of processes, so series are
 * merged over instances first. What is not there does not fire: every comparison drops what it cannot judge. One alert yields
 * to another inside its expression (`unless on (stream)`), because Grafana has no inhibition.
 */
import { FAILING_SHARE, type RuleLimits, SITE_SILENT_DEVICES, SITE_SILENT_SHARE } from './alert-limits.ts';

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
  errorRatio('3d'),
  {
    record: 'tallylight:stream_availability:ratio1h',
    expr: 'sum by (stream) (rate(tallylight_stream_available_seconds_total[1h])) / (sum by (stream) (rate(tallylight_stream_observed_seconds_total[1h])) > 0)',
  },
  { record: 'tallylight:egress_bytes:rate5m', expr: 'sum(rate(tallylight_stream_egress_bytes_total[5m]))' },
];

/** A number as PromQL text, without the noise of binary fractions. */
export const num = (value: number): string => String(Number(value.toPrecision(10)));

/** One value per stream, whatever instance holds it. */
export const ofStream = (metric: string): string => `max by (stream) (${metric})`;
export const ofDevice = (metric: string): string => `max by (device) (${metric})`;

export const STREAM_EXPECTED: string = `(${ofStream('tallylight_stream_expected')} == 1)`;
/** Down on every instance that knows. */
export const STREAM_DOWN: string = `(${ofStream('tallylight_stream_up')} == 0) and on (stream) ${STREAM_EXPECTED}`;
/** So many seconds without a new playlist; three target durations of ten seconds. */
export const STALLED_SECONDS = 30;
/** It is still served: where nobody gets anything, an old playlist is no cause but another sign of a stream that is down. */
const STILL_SERVED = 'sum by (stream) (increase(tallylight_stream_requests_total{result="ok"}[1m])) > 0';
export const STREAM_STALLED: string = `(min by (stream) (tallylight_stream_playlist_age_seconds) > ${STALLED_SECONDS}) and on (stream) (${STREAM_DOWN}) and on (stream) (${STILL_SERVED})`;
export const STREAM_FAILING: string = `(sum by (stream) (rate(tallylight_stream_requests_total{${OUR_ERRORS}}[2m])) / (sum by (stream) (rate(tallylight_stream_requests_total{${JUDGED}}[2m])) > 0) >= ${FAILING_SHARE}) and on (stream) (sum by (stream) (increase(tallylight_stream_requests_total{${OUR_ERRORS}}[2m])) > 5) and on (stream) ${STREAM_EXPECTED}`;
export const PICTURE_LOST: string = `(${ofStream('tallylight_stream_picture_fault')} == 1) and on (stream) ${STREAM_EXPECTED}`;
/** Whatever of a stream says more than its health does. */
export const STREAM_BROKEN: string = `((${STREAM_DOWN}) or (${STREAM_FAILING}) or (${PICTURE_LOST}))`;
/** More channels at once than a person wants to be told of one by one. */
export const MANY_STREAMS_DOWN: string = `count(${STREAM_DOWN}) > 3`;

export const DEVICE_EXPECTED: string = `(${ofDevice('tallylight_device_expected')} == 1)`;
export const DEVICE_OFFLINE: string = `(${ofDevice('tallylight_device_up')} == 0) and on (device) ${DEVICE_EXPECTED}`;
/** Devices of which `condition` holds, with their place. A set operation: never an error when a device changes its site. */
export const placed = (condition: string): string =>
  `max by (device, site, group) (tallylight_device_info) and on (device) (${condition})`;

const countedBy = (label: 'site' | 'group', condition: string, explained = ''): string =>
  `count by (${label}) (max by (device, site, group) (tallylight_device_info{${label}!=""}) and on (device) (${condition})${explained})`;
/** By devices that are meant to be on, not by counts of all: at night a closed shop is no outage. */
export const SITE_OFFLINE: string = `(${countedBy('site', DEVICE_OFFLINE)} >= ${SITE_SILENT_DEVICES}) and on (site) (${countedBy('site', DEVICE_OFFLINE)} / on (site) ${countedBy('site', DEVICE_EXPECTED)} >= ${SITE_SILENT_SHARE})`;
/** Devices of a group across sites; a site that is offline as a whole explains its own. */
export function fleetOffline({ fleetOfflinePercent }: RuleLimits): string {
  const offline = countedBy('group', DEVICE_OFFLINE, ` unless on (site) (${SITE_OFFLINE})`);
  return `(${offline} >= ${SITE_SILENT_DEVICES}) and on (group) (${offline} / on (group) ${countedBy('group', DEVICE_EXPECTED)} > ${num(fleetOfflinePercent / 100)})`;
}

/** Burn rates judge nothing on a handful of requests. */
export const ENOUGH_REQUESTS: string = `sum(increase(tallylight_stream_requests_total{${JUDGED}}[1h])) > 100`;

/** Errors eat the budget so many times faster than it refills, in a short window and in a long one. */
export function burns(times: number, short: string, long: string, { availabilityPercent }: RuleLimits): string {
  const limit = num((times * (100 - availabilityPercent)) / 100);
  return `(tallylight:request_error_ratio:rate${short} > ${limit}) and (tallylight:request_error_ratio:rate${long} > ${limit})`;
}
