/** Cases of the rules of servers, of what they need, and of Tallylight itself. */
import { type CasesOf, gap, type Labels, rising, steady } from './alert-case.ts';

const A: readonly Labels[] = [{ instance: 'a' }];
const B: readonly Labels[] = [{ instance: 'b' }];
const ROOT: readonly Labels[] = [{ instance: 'a', path_name: 'root' }];
const DAY_S = 24 * 3600;
const one = (metric: string, value: number): Record<string, string> => ({
  [`tallylight_${metric}{instance="a"}`]: steady(value),
});
const memory = (share: number): Record<string, string> => ({
  ...one('process_memory_bytes', 1000 * share),
  ...one('process_memory_limit_bytes', 1000),
});
const disk = (free: string): Record<string, string> => ({
  'tallylight_disk_free_bytes{instance="a",path_name="root"}': free,
  'tallylight_disk_size_bytes{instance="a",path_name="root"}': steady(1_000_000),
});
const delay = (seconds: number): Record<string, string> => ({
  'tallylight_event_loop_delay_seconds{instance="a",quantile_name="p99"}': steady(seconds),
});
const dependency = (value: 0 | 1): Record<string, string> => ({
  'tallylight_dependency_up{dependency="redis",instance="a"}': steady(value),
});
const up = (instance: string, values: string, job = 'tallylight'): Record<string, string> => ({
  [`up{job="${job}",instance="${instance}"}`]: values,
});
const build = (instance: string, values: string): Record<string, string> => ({
  [`tallylight_build_info{instance="${instance}",version="1",runtime="node"}`]: values,
});
const faults = (values: string): Record<string, string> => ({ 'tallylight_sdk_faults_total{part="hub"}': values });
const folded = (values: string): Record<string, string> => ({
  'tallylight_sdk_series_dropped_total{metric="tallylight_stream_up"}': values,
});
const dropped = (priority: string, values: string): Record<string, string> => ({
  [`tallylight_live_dropped_total{priority="${priority}"}`]: values,
});
const resumes = (result: string, perMinute: number): Record<string, string> => ({
  [`tallylight_live_resumes_total{result="${result}"}`]: rising(perMinute),
});
const geo = (builtAtSeconds: number): Record<string, string> => ({
  'tallylight_geoip_database_timestamp_seconds{database="country"}': steady(builtAtSeconds),
});
/** There for five minutes, then no more. */
const GONE = `1x5 ${gap(100)}`;

export const platformCases: CasesOf = (limits) => {
  const busy = limits.eventLoopPercent / 100;
  const full = limits.memoryPercent / 100;
  const free = limits.diskFreePercent * 10_000;
  /** Falls to nothing within a day, and stands between the limit and a fifth of the disk. */
  const falling = `${Math.max(free + 60_000, 160_000)}-600x200`;
  return [
    {
      id: 'dependency-down',
      firing: {
        fact: 'a dependency that cannot be reached',
        series: dependency(0),
        fires: { 'dependency-down': [{ dependency: 'redis' }] },
      },
      below: { fact: 'a dependency that answers', series: dependency(1) },
      noData: { fact: 'a dependency that was not asked yet', series: {} },
    },
    {
      id: 'event-loop-busy',
      firing: {
        fact: 'a process that computes all the time',
        series: one('event_loop_utilization_ratio', busy + 0.001),
        fires: { 'event-loop-busy': A },
      },
      below: { fact: 'a process at its limit', series: one('event_loop_utilization_ratio', busy) },
      noData: { fact: 'a process that does not tell', series: {} },
    },
    {
      id: 'event-loop-late',
      firing: {
        fact: 'a process that is blocked now and then',
        series: { ...delay(0.51), ...one('event_loop_utilization_ratio', 0.1) },
        fires: { 'event-loop-late': A },
      },
      below: { fact: 'a process that is late by half a second', series: delay(0.5) },
      noData: { fact: 'a process that does not tell', series: {} },
      more: [
        {
          fact: 'a busy process is told as busy, not as late too',
          series: { ...delay(2), ...one('event_loop_utilization_ratio', busy + 0.001) },
          fires: { 'event-loop-busy': A },
        },
      ],
    },
    {
      id: 'memory-high',
      firing: {
        fact: 'a process close to its limit of memory',
        series: memory(full + 0.001),
        fires: { 'memory-high': A },
      },
      below: { fact: 'a process at the share that is allowed', series: memory(full) },
      noData: { fact: 'a process without a limit', series: one('process_memory_bytes', 1e12) },
    },
    {
      id: 'disk-nearly-full',
      firing: {
        fact: 'a disk with a little less room than is wanted',
        series: disk(steady(free - 1)),
        fires: { 'disk-nearly-full': ROOT },
      },
      below: { fact: 'a disk with just the room', series: disk(steady(free)) },
      noData: {
        fact: 'a disk of unknown size',
        series: { 'tallylight_disk_free_bytes{instance="a",path_name="root"}': steady(1) },
      },
    },
    {
      id: 'disk-soon-full',
      firing: {
        fact: 'a disk that fills up within hours',
        series: disk(falling),
        atMinutes: 60,
        fires: { 'disk-soon-full': ROOT },
      },
      below: { fact: 'a disk that stays as it is', series: disk(steady(free + 1)), atMinutes: 60 },
      noData: {
        fact: 'a disk of unknown size',
        series: { 'tallylight_disk_free_bytes{path_name="x"}': falling },
        atMinutes: 60,
      },
      more: [
        {
          fact: 'a disk that is nearly full already is told as that',
          series: disk(`${free - 1}-1x200`),
          atMinutes: 60,
          fires: { 'disk-nearly-full': ROOT },
        },
      ],
    },
    {
      id: 'target-down',
      firing: { fact: 'a target that does not answer', series: up('b', steady(0)), fires: { 'target-down': B } },
      below: { fact: 'a target that answers', series: up('b', steady(1)) },
      noData: { fact: 'a target of somebody else', series: up('b', steady(0), 'node') },
    },
    {
      id: 'target-absent',
      firing: { fact: 'nothing is scraped at all', series: {}, withoutTargets: true, fires: { 'target-absent': [{}] } },
      below: {
        fact: 'a target that is down is known at least',
        series: up('b', steady(0)),
        withoutTargets: true,
        fires: { 'target-down': B },
      },
      noData: {
        fact: 'the job may have any name with tallylight in it',
        series: up('b', steady(1), 'my-tallylight-origins'),
        withoutTargets: true,
      },
    },
    {
      id: 'target-vanished',
      firing: {
        fact: 'an instance that was scraped today and is no target any more',
        series: { ...up('b', GONE), ...build('b', GONE) },
        fires: { 'target-vanished': B },
      },
      below: {
        fact: 'an instance that is a target still is down, not vanished',
        series: { ...up('b', '1x5 0x100'), ...build('b', GONE) },
        fires: { 'target-down': B },
      },
      noData: { fact: 'a target that never was ours', series: up('b', GONE) },
    },
    {
      id: 'series-limit-reached',
      firing: {
        fact: 'label values that found no room',
        series: folded(rising(1)),
        fires: { 'series-limit-reached': [{ metric: 'tallylight_stream_up' }] },
      },
      below: { fact: 'some that found none an hour ago', series: folded(`0+1x5 ${steady(5)}`) },
      noData: { fact: 'nothing is known of caps', series: {} },
    },
    {
      id: 'sdk-faults',
      firing: {
        fact: 'the first fault of a part, which has no series before',
        series: faults(`${gap(25)} 1x60`),
        fires: { 'sdk-faults': [{ part: 'hub' }] },
      },
      below: { fact: 'a fault of an hour ago', series: faults(steady(1)) },
      noData: { fact: 'no fault yet', series: {} },
      more: [
        {
          fact: 'another fault of the same part',
          series: faults('1x20 2x60'),
          fires: { 'sdk-faults': [{ part: 'hub' }] },
        },
      ],
    },
    {
      id: 'live-events-dropped',
      firing: {
        fact: 'critical events that a reader lost',
        series: dropped('critical', rising(1)),
        fires: { 'live-events-dropped': [{}] },
      },
      below: {
        fact: 'only events of low priority are dropped',
        series: { ...dropped('critical', steady(0)), ...dropped('low', rising(99)) },
      },
      noData: { fact: 'nobody reads the live channel', series: {} },
    },
    {
      id: 'live-resumes-failing',
      firing: {
        fact: 'more than half of those who come back are too late',
        series: { ...resumes('expired', 5.1), ...resumes('resumed', 4.9) },
        fires: { 'live-resumes-failing': [{}] },
      },
      below: {
        fact: 'a little less than half of them',
        series: { ...resumes('expired', 4.9), ...resumes('resumed', 5.1) },
      },
      noData: { fact: 'nobody came back', series: { ...resumes('expired', 0), ...resumes('resumed', 0) } },
      more: [{ fact: 'nine who are too late judge nothing', series: resumes('expired', 0.55) }],
    },
    {
      id: 'geo-database-old',
      firing: {
        fact: 'a geo database older than the limit',
        series: geo(-limits.geoDatabaseDays * DAY_S),
        fires: { 'geo-database-old': [{ database: 'country' }] },
      },
      below: { fact: 'a geo database exactly as old', series: geo(30 * 60 - limits.geoDatabaseDays * DAY_S) },
      noData: { fact: 'a host without a geo database', series: {} },
    },
    {
      id: 'watchdog',
      firing: { fact: 'the watchdog fires whatever else is', series: {}, fires: {} },
      below: null,
      noData: null,
    },
  ];
};
