/** The recorded answers as a dashboard on a refresh of 5 s would have them: complete each time, never streaming. */
import { LoadingState, type PanelData, rangeUtil, type TimeRange } from '@grafana/data';
import { useEffect, useState } from 'react';
import { recordedFrames, STEP_MS } from '../recorded/frames.ts';

/** Data of a panel; `turn` makes it anew at once. */
export function useRecordedData(slug: string, range: TimeRange, turn: number): PanelData {
  const [data, setData] = useState(() => toData(slug, range));
  // Another turn is another run of the query.
  useEffect(() => {
    setData(toData(slug, range));
    const timer = setInterval(() => setData(toData(slug, range)), STEP_MS);
    return () => clearInterval(timer);
  }, [slug, range, turn]);
  return data;
}

function toData(slug: string, range: TimeRange): PanelData {
  const timeRange = rangeUtil.convertRawToRange(range.raw);
  return { state: LoadingState.Done, series: recordedFrames(slug, Date.now()), annotations: [], timeRange };
}
