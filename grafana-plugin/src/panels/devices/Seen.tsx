/**
 * When a device was last heard. Who is away: how long ago. Who is there: the time of day, because the live channel tells it
 * with other news only, and an age that grows between two heartbeats would look like trouble.
 */
import { dateTimeFormat } from '@grafana/data';
import { Unknown } from '../../shared/figure/Unknown.tsx';
import { useClock } from './clock.tsx';
import { type Device, isReachable } from './device.ts';
import { useSlowBeat } from './use-slow-beat.ts';
import { toAgoWords } from './words.ts';

const TIME = 'HH:mm:ss';
const DAY_AND_TIME = 'YYYY-MM-DD HH:mm:ss';

export function Seen({ device }: { readonly device: Device }) {
  const { lastSeenMs } = device;
  if (lastSeenMs === null) return <Unknown why="It was never heard, or this data does not say" />;
  if (!isReachable(device)) return <Ago atMs={lastSeenMs} />;
  return (
    <time dateTime={new Date(lastSeenMs).toISOString()} title={`Last told at ${toText(lastSeenMs, DAY_AND_TIME)}`}>
      {toText(lastSeenMs, TIME)}
    </time>
  );
}

/** Grows by itself. */
export function Ago({ atMs }: { readonly atMs: number }) {
  useSlowBeat();
  const clock = useClock();
  return (
    <time dateTime={new Date(atMs).toISOString()} title={toText(atMs, DAY_AND_TIME)}>
      {toAgoWords(atMs, clock.nowMs())}
    </time>
  );
}

function toText(atMs: number, format: string): string {
  return dateTimeFormat(atMs, { format });
}
