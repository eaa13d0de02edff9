/** Metrics of health: the score as it is shown, and the counters from which anybody can work it out again. */
import { HEALTH_BANDS } from '../../model/health-band.ts';
import { HEALTH_PARTS } from '../../model/health-presets.ts';
import type { CatalogueContext, Metric } from '../metric.ts';
import { ofNamedStreams, ofStreams } from '../views.ts';

export function healthMetrics({ healthComponents = HEALTH_PARTS }: CatalogueContext): readonly Metric[] {
  return [
    ofNamedStreams({
      name: 'tallylight_stream_health_ratio',
      kind: 'gauge',
      unit: '1',
      help: 'Health score over the window, 1 is 100 points; absent while unknown.',
      read: ({ health }) => ratioOf(health?.verdict?.score),
    }),
    ofNamedStreams({
      name: 'tallylight_stream_health_component_ratio',
      kind: 'gauge',
      unit: '1',
      help: 'Sub-scores that health is made of; absent while unknown.',
      labels: ['stream', 'component'],
      closed: healthComponents,
      read: ({ health }, component) => health?.verdict?.parts[component],
    }),
    ofNamedStreams({
      name: 'tallylight_stream_health_category',
      kind: 'gauge',
      unit: '{stream}',
      help: '1 for the band that the score is in, damped; 0 for the others, absent while unknown.',
      labels: ['stream', 'category'],
      closed: HEALTH_BANDS,
      read: ({ health }, band) => (health?.band == null ? undefined : health.band === HEALTH_BANDS[band] ? 1 : 0),
    }),
    ofStreams({
      name: 'tallylight_stream_response_score_total',
      kind: 'counter',
      unit: '{score}',
      help: 'Sum of the response scores of good answers, each 0 to 1; over the scored ones it is the response part of health.',
      read: (stream) => stream.responseScore,
    }),
    ofStreams({
      name: 'tallylight_stream_response_scored_total',
      kind: 'counter',
      unit: '{request}',
      help: 'Good answers with a response score, probes included.',
      read: (stream) => stream.responseScored,
    }),
  ];
}

function ratioOf(score: number | undefined): number | undefined {
  return score === undefined ? undefined : score / 100;
}
