/** Alert rules of what viewers go through: waiting, slow starts, failures, and viewers who stay away. */
import type { RuleLimits } from './alert-limits.ts';
import { num } from './alert-queries.ts';
import type { AlertRule } from './alert-rule.ts';

const MINUTE_MS = 60_000;
/** Three times the share of waiting that is worth a warning. */
const BADLY = 3;
const viewers = { team: 'video', clearMs: 30_000, loses: 'none', board: null } as const;
const ofAll = { ...viewers, subject: 'everything', labels: [], yieldsTo: [], summaryOfMany: null } as const;
const ofStream = { ...viewers, subject: 'stream', labels: ['stream'] } as const;

/** Streams whose viewers wait for more than a share of the play time; judged from so many seconds of play in 15 minutes. */
const waiting = (share: number, playSeconds: number): string =>
  `sum by (stream) (increase(tallylight_stream_stall_seconds_total[15m])) / (sum by (stream) (increase(tallylight_stream_play_seconds_total[15m])) > ${playSeconds}) > ${num(share)}`;
const waitingBadly = ({ stallPercent }: RuleLimits): string => waiting((BADLY * stallPercent) / 100, 3600);

const STARTS = 'sum(increase(tallylight_player_startup_duration_seconds_count[15m]))';
const FAILURES = 'sum(increase(tallylight_player_errors_total[15m]))';
const USERS = 'max(tallylight_active_users{window="5m"})';
const usersBefore = (weeks: number): string =>
  `max(avg_over_time(tallylight_active_users{window="5m"}[30m] offset ${weeks}w))`;

export const PLAYERS_RULES: readonly AlertRule[] = [
  {
    ...ofStream,
    id: 'stream-buffering',
    severity: 'warning',
    threshold: {
      value: ({ stallPercent }) => stallPercent,
      unit: '% of the play time',
      option: null,
      limit: 'stallPercent',
    },
    forMs: 10 * MINUTE_MS,
    yieldsTo: ['stream-buffering-badly'],
    promql: (limits) => `(${waiting(limits.stallPercent / 100, 600)}) unless on (stream) (${waitingBadly(limits)})`,
    summary: 'viewers of {subject} wait',
    summaryOfMany: 'viewers of {count} of {total} streams wait{where}',
    description:
      'Players that report (CMCD) stand still for more of their time than viewers forgive, over at least ten minutes of play.',
    runbook:
      'See which renditions and networks stall. One network: its peering. All: the origin’s response times and the size of the segments against the ladder.',
  },
  {
    ...ofStream,
    id: 'stream-buffering-badly',
    sameAs: 'stream-buffering',
    severity: 'error',
    threshold: {
      value: ({ stallPercent }) => BADLY * stallPercent,
      unit: '% of the play time',
      option: null,
      limit: 'stallPercent',
    },
    forMs: 10 * MINUTE_MS,
    yieldsTo: [],
    promql: waitingBadly,
    summary: 'viewers of {subject} wait so long that they leave',
    summaryOfMany: 'viewers of {count} of {total} streams wait so long that they leave{where}',
    description:
      'Players stand still for three times the share that is worth a warning, over at least an hour of play within a quarter of an hour.',
    runbook:
      'If the total egress is near the link, take the top rendition out of the ladder now. Else as for viewers who wait: networks, renditions, response times of the origin.',
  },
  {
    ...ofAll,
    id: 'startup-slow',
    severity: 'warning',
    threshold: {
      value: ({ startupSeconds }) => startupSeconds,
      unit: 's for the slowest twentieth',
      option: null,
      limit: 'startupSeconds',
    },
    forMs: 10 * MINUTE_MS,
    promql: ({ startupSeconds }) =>
      `(histogram_quantile(0.95, sum by (le) (rate(tallylight_player_startup_duration_seconds_bucket[15m]))) > ${num(startupSeconds)}) and on () (${STARTS} >= 20)`,
    summary: 'one start in twenty takes too long',
    description: 'The slowest twentieth of at least twenty starts of the last quarter of an hour takes too long.',
    runbook:
      'See the response times of manifests and segments first. They are good: the size of the first segment, the log-in or the advertisement before it. They are not: load, disk, or a slow upstream of the origin.',
  },
  {
    ...ofAll,
    id: 'playback-failing',
    severity: 'warning',
    threshold: {
      value: ({ playbackErrorPercent }) => playbackErrorPercent,
      unit: '% of at least twenty',
      option: null,
      limit: 'playbackErrorPercent',
    },
    forMs: 5 * MINUTE_MS,
    promql: ({ playbackErrorPercent }) =>
      `${FAILURES} / ((${FAILURES} + ${STARTS}) >= 20) > ${num(playbackErrorPercent / 100)}`,
    summary: 'players give up',
    description: 'Players that report (CMCD) tell of too many errors for the starts of the same quarter of an hour.',
    runbook:
      'Which format and which device class? One of them: a release of that player, a certificate, a codec of the ladder. All of them: look for streams that fail and at the last release.',
  },
  {
    ...ofAll,
    id: 'active-users-drop',
    severity: 'info',
    threshold: {
      value: ({ usersPercentOfLastWeeks }) => usersPercentOfLastWeeks,
      unit: '% of the lower of two weeks',
      option: null,
      limit: 'usersPercentOfLastWeeks',
    },
    forMs: 15 * MINUTE_MS,
    promql({ usersPercentOfLastWeeks }) {
      const share = num(usersPercentOfLastWeeks / 100);
      return `(${USERS} < ${share} * ${usersBefore(1)}) and (${USERS} < ${share} * ${usersBefore(2)}) and (${usersBefore(1)} >= 20) and (${usersBefore(2)} >= 20)`;
    },
    summary: 'many users of this hour are missing',
    description: 'Far fewer users than at the same hour in either of the last two weeks, which had at least twenty.',
    runbook: 'Log-in, CDN, a region, a holiday? See the map and the device classes for who is missing.',
  },
];
