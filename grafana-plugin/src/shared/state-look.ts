/**
 * How states look, the same in every panel: colour, icon and word, never colour alone. Colours are names of Grafana's own
 * palette, for `theme.visualization.getColorByName`. Lists are in the order of drawing, worst first.
 */
import type { IconName } from '@grafana/data';
import type { AlertSeverity, DeviceState, HealthBand, StreamState } from '@tallylight/protocol';

export interface Look {
  readonly word: string;
  readonly icon: IconName;
  /** Name of the palette; `text` is the secondary colour of text, for what is not bad, only unknown. */
  readonly color: 'green' | 'blue' | 'yellow' | 'orange' | 'red' | 'text';
}

export const STREAM_LOOK: Readonly<Record<StreamState, Look>> = {
  down: { word: 'down', icon: 'times-circle', color: 'red' },
  starting: { word: 'starting', icon: 'sync', color: 'yellow' },
  unknown: { word: 'unknown', icon: 'question-circle', color: 'text' },
  up: { word: 'up', icon: 'check-circle', color: 'green' },
  idle: { word: 'idle', icon: 'pause', color: 'green' },
  off: { word: 'off', icon: 'minus-circle', color: 'text' },
};

export const DEVICE_LOOK: Readonly<Record<DeviceState, Look>> = {
  offline: { word: 'offline', icon: 'times-circle', color: 'text' },
  lost: { word: 'lost', icon: 'minus-circle', color: 'text' },
  unknown: { word: 'unknown', icon: 'question-circle', color: 'text' },
  online: { word: 'online', icon: 'check-circle', color: 'green' },
  playing: { word: 'playing', icon: 'play', color: 'blue' },
};

export const BAND_LOOK: Readonly<Record<HealthBand | 'unknown', Look>> = {
  poor: { word: 'poor', icon: 'times-circle', color: 'red' },
  fair: { word: 'fair', icon: 'exclamation-triangle', color: 'orange' },
  unknown: { word: 'unknown', icon: 'question-circle', color: 'text' },
  good: { word: 'good', icon: 'check', color: 'yellow' },
  excellent: { word: 'excellent', icon: 'check-circle', color: 'green' },
};

export const SEVERITY_LOOK: Readonly<Record<AlertSeverity, Look>> = {
  error: { word: 'error', icon: 'exclamation-circle', color: 'red' },
  warning: { word: 'warning', icon: 'exclamation-triangle', color: 'orange' },
  info: { word: 'info', icon: 'info-circle', color: 'blue' },
};
