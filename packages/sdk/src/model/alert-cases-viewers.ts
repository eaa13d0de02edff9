/** Cases of the rules of what viewers go through, and of the error budget. */
import { type CasesOf, gap, type Labels, rising, steady } from './alert-case.ts';

const NEWS = [{ stream: 'news' }];
const WHOLE: readonly Labels[] = [{}];
/** Weeks are told by the hour. */
const WEEK_STEPS = 168;
/** Ten viewers who wait for a share of the time. */
const waiting = (share: number): Record<string, string> => ({
  'tallylight_stream_play_seconds_total{stream="news"}': rising(600),
  'tallylight_stream_stall_seconds_total{stream="news"}': rising(600 * share),
});
/** Starts a minute: all of them, and those within the limit and within its double. */
const starts = (perMinute: number, within: number, limit: number): Record<string, string> => {
  const name = (part: string, le = ''): string =>
    `tallylight_player_startup_duration_seconds_${part}{player_format="hls_live"${le === '' ? '' : `,le="${le}"`}}`;
  return {
    [name('bucket', `${limit}`)]: rising(within),
    [name('bucket', `${limit * 2}`)]: rising(perMinute),
    [name('bucket', '+Inf')]: rising(perMinute),
    [name('count')]: rising(perMinute),
  };
};
const errors = (perMinute: number): Record<string, string> => ({
  'tallylight_player_errors_total{player_format="hls_live"}': rising(perMinute),
});
const users = (values: string): Record<string, string> => ({ 'tallylight_active_users{window="5m"}': values });
/** Requests a minute of which a share are errors of ours. */
const requests = (share: number, perMinute = 1000): Record<string, string> => ({
  'tallylight_stream_requests_total{stream="news",result="ok"}': rising(perMinute * (1 - share)),
  'tallylight_stream_requests_total{stream="news",result="server_error"}': rising(perMinute * share),
  'tallylight_stream_requests_total{stream="news",result="aborted"}': rising(perMinute * 9),
});
const NO_REQUESTS = {
  'tallylight_stream_requests_total{stream="news",result="ok"}': steady(0),
  'tallylight_stream_requests_total{stream="news",result="server_error"}': steady(0),
};

export const viewerCases: CasesOf = (limits) => {
  const stall = limits.stallPercent / 100;
  const budget = (100 - limits.availabilityPercent) / 100;
  const usersShare = limits.usersPercentOfLastWeeks / 100;
  const failing = limits.playbackErrorPercent;
  const evening = { stepMinutes: 60, atMinutes: 60 * (2 * WEEK_STEPS + 4) };
  return [
    {
      id: 'stream-buffering',
      firing: {
        fact: 'viewers who wait half as much again as is bearable',
        series: waiting(1.5 * stall),
        fires: { 'stream-buffering': NEWS },
      },
      below: { fact: 'viewers who wait a little less than is bearable', series: waiting(0.99 * stall) },
      noData: { fact: 'a stream whose players tell nothing', series: waiting(0) },
      more: [
        {
          fact: 'a few minutes of play judge nothing',
          series: {
            'tallylight_stream_play_seconds_total{stream="news"}': rising(30),
            'tallylight_stream_stall_seconds_total{stream="news"}': rising(20),
          },
        },
      ],
    },
    {
      id: 'stream-buffering-badly',
      firing: {
        fact: 'viewers who wait more than three times what is bearable',
        series: waiting(3.1 * stall),
        fires: { 'stream-buffering-badly': NEWS },
      },
      below: {
        fact: 'a little less than three times is a warning',
        series: waiting(2.9 * stall),
        fires: { 'stream-buffering': NEWS },
      },
      noData: { fact: 'a stream without the counters', series: {} },
    },
    {
      id: 'startup-slow',
      firing: {
        fact: 'starts that all take longer than the limit',
        series: starts(10, 0, limits.startupSeconds),
        fires: { 'startup-slow': WHOLE },
      },
      below: { fact: 'starts within the limit', series: starts(10, 10, limits.startupSeconds) },
      noData: { fact: 'players that tell nothing of their start', series: starts(0, 0, limits.startupSeconds) },
      more: [{ fact: 'a dozen slow starts judge nothing', series: starts(0.8, 0, limits.startupSeconds) }],
    },
    {
      id: 'playback-failing',
      firing: {
        fact: 'more errors of players than are bearable',
        series: { ...starts(100 - failing * 1.1, 100, 1), ...errors(failing * 1.1) },
        fires: { 'playback-failing': WHOLE, ...startsAreSlow(limits.startupSeconds) },
      },
      below: {
        fact: 'a little fewer errors',
        series: { ...starts(100 - failing * 0.99, 100, 1), ...errors(failing * 0.99) },
        fires: startsAreSlow(limits.startupSeconds),
      },
      noData: {
        fact: 'players that never tell of errors',
        series: starts(100, 100, 1),
        fires: startsAreSlow(limits.startupSeconds),
      },
      more: [{ fact: 'a dozen errors judge nothing', series: errors(0.8) }],
    },
    {
      id: 'active-users-drop',
      firing: {
        fact: 'far fewer users than in either week before',
        series: users(`100x${2 * WEEK_STEPS} ${100 * usersShare - 1}x20`),
        ...evening,
        fires: { 'active-users-drop': WHOLE },
      },
      below: {
        fact: 'as few users as are allowed',
        series: users(`100x${2 * WEEK_STEPS} ${100 * usersShare}x20`),
        ...evening,
      },
      noData: {
        fact: 'a host that is a week old has nothing to compare with',
        series: users(`${gap(WEEK_STEPS)} 100x${WEEK_STEPS} 1x20`),
        ...evening,
      },
      more: [
        {
          fact: 'after one week with a great event an ordinary one is no loss',
          series: users(`40x${WEEK_STEPS} 100x${WEEK_STEPS} 40x20`),
          ...evening,
        },
        { fact: 'a handful of users judges nothing', series: users(`19x${2 * WEEK_STEPS} 1x20`), ...evening },
      ],
    },
    {
      id: 'error-budget-burn-fast',
      firing: {
        fact: 'errors a little above fourteen times the budget',
        series: requests(14.4 * budget * 1.02),
        fires: { 'error-budget-burn-fast': WHOLE },
      },
      below: {
        fact: 'errors a little below that, for ten minutes',
        series: requests(14.4 * budget * 0.98),
        atMinutes: 10,
      },
      noData: { fact: 'no requests', series: NO_REQUESTS },
      more: [
        { fact: 'a hundred requests in an hour burn nothing', series: requests(1, 1) },
        {
          fact: 'what viewers break off is not our error',
          series: { 'tallylight_stream_requests_total{stream="news",result="aborted"}': rising(1000), ...NO_REQUESTS },
        },
        {
          fact: 'an hour that was bad burns no longer when the last five minutes are good',
          series: {
            'tallylight_stream_requests_total{stream="news",result="ok"}': rising(1000),
            'tallylight_stream_requests_total{stream="news",result="server_error"}': '0+300x30 9000x60',
          },
          atMinutes: 52,
          fires: { 'error-budget-burn-slow': WHOLE },
        },
      ],
    },
    {
      id: 'error-budget-burn-slow',
      firing: {
        fact: 'errors a little above six times the budget',
        series: requests(6 * budget * 1.02),
        fires: { 'error-budget-burn-slow': WHOLE },
      },
      below: { fact: 'errors a little below that, for half an hour', series: requests(6 * budget * 0.98) },
      noData: { fact: 'no requests', series: NO_REQUESTS },
    },
    {
      id: 'error-budget-burn-long',
      firing: {
        fact: 'errors a little above the budget',
        series: requests(budget * 1.02),
        atMinutes: 90,
        fires: { 'error-budget-burn-long': WHOLE },
      },
      below: { fact: 'errors a little below the budget', series: requests(budget * 0.98), atMinutes: 90 },
      noData: { fact: 'no requests', series: NO_REQUESTS, atMinutes: 90 },
    },
  ];
};

/** Starts of the cases above take up to two seconds; somebody may have set a limit below that. */
function startsAreSlow(limitSeconds: number): Record<string, readonly Labels[]> {
  return limitSeconds < 1 ? { 'startup-slow': WHOLE } : {};
}
