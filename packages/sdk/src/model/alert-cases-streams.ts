/** Cases of the rules of streams. */

import { type CasesOf, rising, steady, stream } from './alert-case.ts';
import { FLAPPING_DROPS } from './alert-limits.ts';

const NEWS = [{ stream: 'news' }];
const ON_AIR = stream('news', { up: 1, expected: 1 });
const down = (...names: string[]): Record<string, string> =>
  Object.assign({}, ...names.map((name) => stream(name, { up: 0, expected: 1 })));
const unknown = (...names: string[]): Record<string, string> =>
  Object.assign({}, ...names.map((name) => stream(name, { expected: 1 })));
const requests = (result: string, values: string): Record<string, string> => ({
  [`tallylight_stream_requests_total{stream="news",result="${result}"}`]: values,
});
const drops = (values: string): Record<string, string> => ({
  'tallylight_stream_drops_total{stream="news",reason="stalled"}': values,
});
const restarts = (reason: string, values: string): Record<string, string> => ({
  [`tallylight_stream_restarts_total{stream="news",reason="${reason}"}`]: values,
});
const picture = (value: 0 | 1): Record<string, string> => ({
  'tallylight_stream_picture_fault{stream="news",fault="black"}': steady(value),
  'tallylight_stream_picture_fault{stream="news",fault="frozen"}': steady(0),
});
const egress = (bytesPerSecond: number): Record<string, string> => ({
  'tallylight_stream_egress_bytes_total{stream="news",instance="a"}': rising(bytesPerSecond * 60),
});
/** So many events one after another in the last quarter of an hour of the default thirty minutes. */
const late = (count: number): string =>
  `0x17 ${Array.from({ length: count }, (_, at) => at + 1).join(' ')} ${count}x30`;

export const streamCases: CasesOf = (limits) => {
  const idleMinutes = Math.ceil(limits.idleStreamMs / 60_000) + 10;
  const idle = (lastActivitySeconds: number): Record<string, string> => ({
    ...ON_AIR,
    'tallylight_stream_clients{stream="news"}': steady(0, idleMinutes + 10),
    'tallylight_stream_up{stream="news",instance="a"}': steady(1, idleMinutes + 10),
    'tallylight_stream_expected{stream="news",instance="a"}': steady(1, idleMinutes + 10),
    'tallylight_stream_last_activity_timestamp_seconds{stream="news"}': steady(lastActivitySeconds, idleMinutes + 10),
  });
  const threshold = limits.bandwidthThresholdBitsPerSecond / 8;
  return [
    {
      id: 'stream-down',
      firing: { fact: 'a stream that is down and expected', series: down('news'), fires: { 'stream-down': NEWS } },
      below: {
        fact: 'a stream that another instance delivers is not down',
        series: { ...down('news'), ...stream('news', { up: 1 }, 'b') },
      },
      noData: {
        fact: 'a stream of which nobody knows is not down, it is unknown',
        series: unknown('news'),
        fires: { 'stream-health-unknown': NEWS },
      },
      more: [
        { fact: 'outside its hours a stream may be down', series: stream('night', { up: 0, expected: 0 }) },
        {
          fact: 'a stream that is down because it answers with errors is told as that',
          series: { ...down('news'), ...requests('server_error', rising(3)), ...requests('ok', rising(0)) },
          fires: { 'stream-failing': NEWS },
        },
      ],
    },
    {
      id: 'playlist-stalled',
      firing: {
        fact: 'a playlist that stands still is told as that, not as down',
        series: { ...stream('news', { up: 0, expected: 1, playlistAge: '60+60x200' }), ...requests('ok', rising(9)) },
        fires: { 'playlist-stalled': NEWS },
      },
      below: {
        fact: 'a playlist of half a minute is not the cause',
        series: { ...stream('news', { up: 0, expected: 1, playlistAge: steady(30) }), ...requests('ok', rising(9)) },
        fires: { 'stream-down': NEWS },
      },
      noData: {
        fact: 'a stream without playlists is down, not stalled',
        series: down('news'),
        fires: { 'stream-down': NEWS },
      },
      more: [
        {
          fact: 'where nobody is served any more, a stream is down: its playlist is old because it is down',
          series: {
            ...stream('news', { up: 0, expected: 1, playlistAge: '60+60x200' }),
            ...requests('ok', steady(900)),
          },
          fires: { 'stream-down': NEWS },
        },
        {
          fact: 'an old playlist of a stream that is up is nobody’s trouble',
          series: stream('news', { up: 1, expected: 1, playlistAge: '60+60x200' }),
        },
      ],
    },
    {
      id: 'stream-failing',
      firing: {
        fact: 'a stream that answers with errors only',
        series: { ...ON_AIR, ...requests('missing', rising(3)), ...requests('ok', rising(0)) },
        fires: { 'stream-failing': NEWS },
      },
      below: {
        fact: 'a few good answers more than errors',
        series: { ...ON_AIR, ...requests('server_error', rising(2.9)), ...requests('ok', rising(3.1)) },
        atMinutes: 12,
      },
      noData: {
        fact: 'requests that viewers broke off, and their own mistakes, judge nothing',
        series: { ...ON_AIR, ...requests('aborted', rising(100)), ...requests('client_error', rising(100)) },
      },
      more: [
        {
          fact: 'a stream that is not expected may fail',
          series: { ...stream('news', { up: 1, expected: 0 }), ...requests('missing', rising(3)) },
        },
      ],
    },
    {
      id: 'many-streams-down',
      firing: {
        fact: 'four streams down together are one alert',
        series: down('a', 'b', 'c', 'd'),
        fires: { 'many-streams-down': [{}] },
      },
      below: {
        fact: 'three streams down are three',
        series: down('a', 'b', 'c'),
        fires: { 'stream-down': [{ stream: 'a' }, { stream: 'b' }, { stream: 'c' }] },
      },
      noData: {
        fact: 'four unknown streams are not down',
        series: unknown('a', 'b', 'c', 'd'),
        fires: { 'stream-health-unknown': [{ stream: 'a' }, { stream: 'b' }, { stream: 'c' }, { stream: 'd' }] },
      },
    },
    {
      id: 'picture-lost',
      firing: {
        fact: 'a black picture of a stream that is up',
        series: { ...ON_AIR, ...picture(1) },
        fires: { 'picture-lost': NEWS },
      },
      below: { fact: 'a picture that seems well', series: { ...ON_AIR, ...picture(0) } },
      noData: { fact: 'a stream whose picture nobody can judge', series: ON_AIR },
      more: [
        {
          fact: 'a stream that is down is not black as well',
          series: { ...down('news'), ...picture(1) },
          fires: { 'stream-down': NEWS },
        },
      ],
    },
    {
      id: 'stream-unhealthy',
      firing: {
        fact: 'a score below fair',
        series: stream('news', { up: 1, expected: 1, health: 0.499 }),
        fires: { 'stream-unhealthy': NEWS },
      },
      below: {
        fact: 'a score of just fair is degraded',
        series: stream('news', { up: 1, expected: 1, health: 0.5 }),
        fires: { 'stream-degraded': NEWS },
      },
      noData: { fact: 'a stream without a score is not unhealthy', series: ON_AIR },
      more: [
        {
          fact: 'a stream that is down is not unhealthy as well',
          series: stream('news', { up: 0, expected: 1, health: 0.2 }),
          fires: { 'stream-down': NEWS },
        },
      ],
    },
    {
      id: 'stream-degraded',
      firing: {
        fact: 'a score below good',
        series: stream('news', { up: 1, expected: 1, health: 0.699 }),
        fires: { 'stream-degraded': NEWS },
      },
      below: { fact: 'a score of just good', series: stream('news', { up: 1, expected: 1, health: 0.7 }) },
      noData: { fact: 'a stream without a score is not degraded', series: ON_AIR },
    },
    {
      id: 'stream-health-unknown',
      firing: {
        fact: 'a stream that is meant to be on and that nobody observes',
        series: unknown('news'),
        fires: { 'stream-health-unknown': NEWS },
      },
      below: { fact: 'a stream with a score is observed', series: stream('news', { expected: 1, health: 0.9 }) },
      noData: { fact: 'no stream at all', series: {} },
      more: [{ fact: 'a stream that nobody expects may be unknown', series: stream('news', { expected: 0 }) }],
    },
    {
      id: 'stream-flapping',
      firing: {
        fact: 'three falls in a quarter of an hour',
        series: { ...ON_AIR, ...drops(late(FLAPPING_DROPS)) },
        fires: { 'stream-flapping': NEWS },
      },
      below: { fact: 'two falls in a quarter of an hour', series: { ...ON_AIR, ...drops(late(FLAPPING_DROPS - 1)) } },
      noData: { fact: 'a stream without the counter', series: ON_AIR },
    },
    {
      id: 'stream-restarts',
      firing: {
        fact: 'more restarts than chance explains',
        series: { ...ON_AIR, ...restarts('crash', late(limits.frequentRestarts + 1)) },
        fires: { 'stream-restarts': NEWS },
      },
      below: {
        fact: 'as many restarts as are allowed, and any number by hand',
        series: { ...ON_AIR, ...restarts('crash', late(limits.frequentRestarts)), ...restarts('manual', late(9)) },
      },
      noData: { fact: 'a stream without the counter', series: ON_AIR },
    },
    {
      id: 'stream-idle',
      firing: {
        fact: 'a stream that is up and that nobody has asked for long',
        series: idle(0),
        atMinutes: idleMinutes,
        fires: { 'stream-idle': NEWS },
      },
      below: {
        fact: 'a stream that was asked for exactly so long ago',
        series: idle(idleMinutes * 60 - limits.idleStreamMs / 1000),
        atMinutes: idleMinutes,
      },
      noData: {
        fact: 'a stream whose last activity nobody knows',
        series: { ...ON_AIR, 'tallylight_stream_clients{stream="news"}': steady(0) },
      },
    },
    {
      id: 'stream-bandwidth-high',
      firing: {
        fact: 'a stream that sends more than the threshold',
        series: { ...ON_AIR, ...egress(threshold * 1.01) },
        fires: { 'stream-bandwidth-high': NEWS },
      },
      below: { fact: 'a stream that sends a little less', series: { ...ON_AIR, ...egress(threshold * 0.99) } },
      noData: { fact: 'a stream without bytes', series: ON_AIR },
      more: [
        {
          fact: 'what was folded into other is not one stream',
          series: { 'tallylight_stream_egress_bytes_total{stream="other"}': rising(threshold * 60 * 2) },
        },
      ],
    },
    {
      id: 'egress-near-capacity',
      firing: {
        fact: 'a process that sends nearly what its link carries',
        series: { ...egress(860), 'tallylight_egress_capacity_bytes_per_second{instance="a"}': steady(1000) },
        fires: { 'egress-near-capacity': [{ instance: 'a' }] },
      },
      below: {
        fact: 'a process with some room left, beside one that is busy and has no limit',
        series: {
          ...egress(840),
          'tallylight_stream_egress_bytes_total{stream="news",instance="b"}': rising(60 * 2000),
          'tallylight_egress_capacity_bytes_per_second{instance="a"}': steady(1000),
        },
      },
      noData: { fact: 'a link of which nobody knows what it carries', series: egress(860) },
    },
  ];
};
