import { afterEach, expect, test } from 'vitest';
import { createTallylight, type Tallylight } from '../index.ts';
import { manualClock } from '../testing/manual-clock.ts';

const clock = manualClock();
let tally: Tallylight = createTallylight({ clock });
afterEach(async () => {
  await tally.close();
  tally = createTallylight({ clock });
});

async function lines(start: string): Promise<string[]> {
  const text = Buffer.concat((await tally.metrics.page()).pieces).toString();
  return text.split('\n').filter((line) => line.startsWith(start) && !line.endsWith(' 0'));
}

test('an answer counts as a request of the stream by its result, and its duration by its kind', async () => {
  const session = tally.stream('news').openSession();
  session.responded('segment', 'ok', 30);
  session.responded('segment', 'ok', 60);
  session.responded('manifest', 'server_error', 2000);
  expect(await lines('tallylight_stream_requests_total{stream="news"')).toEqual([
    'tallylight_stream_requests_total{stream="news",result="ok"} 2',
    'tallylight_stream_requests_total{stream="news",result="server_error"} 1',
  ]);
  expect(await lines('tallylight_stream_response_duration_seconds_sum')).toEqual([
    'tallylight_stream_response_duration_seconds_sum{kind="manifest"} 2',
    'tallylight_stream_response_duration_seconds_sum{kind="segment"} 0.09',
  ]);
});

test('an aborted answer is counted without a duration, and a word that is no kind or result not at all', async () => {
  const session = tally.stream('news').openSession();
  session.responded('segment', 'aborted', 30);
  session.responded('segment', 'splendid' as never, 30);
  session.responded('trailer' as never, 'ok', 30);
  session.responded('segment', 'ok', Number.NaN);
  expect(await lines('tallylight_stream_requests_total{stream="news"')).toEqual([
    'tallylight_stream_requests_total{stream="news",result="ok"} 1',
    'tallylight_stream_requests_total{stream="news",result="aborted"} 1',
  ]);
  expect(await lines('tallylight_stream_response_duration_seconds_count')).toEqual([]);
});

test('bytes can be counted by the id of a stream, which is made when it is new', async () => {
  tally.stream('news');
  tally.sent('news', 1000);
  tally.sent('sport', 500);
  tally.sent('sport', 500);
  tally.sent('news', -1);
  tally.sent('news', Number.NaN);
  tally.sent('bad\nid', 5);
  expect(await lines('tallylight_stream_egress_bytes_total')).toEqual([
    'tallylight_stream_egress_bytes_total{stream="news"} 1000',
    'tallylight_stream_egress_bytes_total{stream="sport"} 1000',
  ]);
});

test('a stream that only handles count for was active when the tick saw its bytes', async () => {
  tally.stream('news').openSession().sent(1000);
  clock.advance(5000);
  const [line] = await lines('tallylight_stream_last_activity_timestamp_seconds');
  expect(Number(line?.split(' ')[1])).toBeCloseTo(clock.nowMs() / 1000, 3);
});

test('a country that the host knows is taken at its word, and one that is none is looked up', async () => {
  const news = tally.stream('news');
  news.openSession({ country: 'DE' });
  news.openSession({ country: 'Atlantis' });
  expect(await lines('tallylight_clients')).toEqual([
    'tallylight_clients{country="ZZ"} 1',
    'tallylight_clients{country="DE"} 1',
  ]);
});

test('an answer of weeks is counted like any other', async () => {
  tally
    .stream('news')
    .openSession()
    .responded('segment', 'ok', 30 * 86_400_000);
  expect(await lines('tallylight_stream_response_duration_seconds_sum')).toEqual([
    'tallylight_stream_response_duration_seconds_sum{kind="segment"} 2592000',
  ]);
  expect(await lines('tallylight_stream_response_score_total')).toEqual([]);
});
