/**
 * Answers of a real Prometheus (record.mjs), in the frames that Grafana's Prometheus data source makes of them: a frame a
 * series, with a point for an instant query. They are moved to end now, as if the recording were being made.
 */
import { type DataFrame, FieldType } from '@grafana/data';
import recorded from './prometheus.json';

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: number;
  readonly values?: readonly (readonly [number, number])[];
}
interface Recording {
  readonly stepSeconds: number;
  readonly toSeconds: number;
  readonly panels: Readonly<
    Record<string, readonly { readonly refId: string; readonly query: string; readonly result: readonly Series[] }[]>
  >;
}

const recording = recorded as unknown as Recording;

/** Time between two points, ms. */
export const STEP_MS: number = recording.stepSeconds * 1000;

/** Frames of a panel, by the last part of its address; empty when nothing was recorded for it. */
export function recordedFrames(slug: string, nowMs: number): DataFrame[] {
  const { panels, toSeconds } = recording;
  return (panels[slug] ?? []).flatMap(({ refId, query, result }) =>
    result.map(({ metric, value, values }) => {
      const points = values ?? [[toSeconds, value ?? Number.NaN] as const];
      return {
        refId,
        length: points.length,
        meta: { executedQueryString: `Expr: ${query}\nStep: ${recording.stepSeconds}s` },
        fields: [
          {
            name: 'Time',
            type: FieldType.time,
            config: { interval: STEP_MS },
            values: points.map(([seconds]) => nowMs + (seconds - toSeconds) * 1000),
          },
          {
            name: 'Value',
            type: FieldType.number,
            config: {},
            labels: { ...metric },
            // A moment in the past moves along with the points.
            values: points.map(([, number]) =>
              metric.__name__?.endsWith('_timestamp_seconds') ? number + nowMs / 1000 - toSeconds : number,
            ),
          },
        ],
      };
    }),
  );
}
