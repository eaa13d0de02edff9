/** The figures of one device that change with each heartbeat: read from its row when somebody looks, through Grafana's field options. */
import {
  type DataFrame,
  type Field,
  formattedValueToString,
  type GrafanaTheme2,
  getDisplayProcessor,
} from '@grafana/data';
import type { ColumnName } from '../../../datasource/tables.ts';
import { readTable } from '../../../shared/table-frame.ts';

const COLUMNS: readonly ColumnName<'devices'>[] = [
  'cpu',
  'memory',
  'disk free',
  'temperature',
  'clock skew',
  'received',
  'sent',
];

export interface DeviceFigure {
  readonly label: string;
  /** Null when it is not known. */
  readonly text: string | null;
  /** Of the thresholds or mappings that somebody set; else undefined. */
  readonly color: string | undefined;
  readonly noValue: string | undefined;
}

/** The row of a device, in the frame that has it. */
export function findRow(
  frames: readonly DataFrame[],
  device: string,
): { readonly frame: DataFrame; readonly index: number } | undefined {
  for (const frame of frames) {
    if (readTable(frame, 'devices') === undefined) continue;
    const index = frame.fields.find(({ name }) => name === 'device')?.values.indexOf(device) ?? -1;
    if (index >= 0) return { frame, index };
  }
  return undefined;
}

export function toFigures(frames: readonly DataFrame[], device: string, theme: GrafanaTheme2): readonly DeviceFigure[] {
  const row = findRow(frames, device);
  if (row === undefined) return [];
  return COLUMNS.flatMap((column) => {
    const field = row.frame.fields.find(({ name }) => name === column);
    return field === undefined ? [] : [toFigure(field, row.index, theme)];
  });
}

function toFigure(field: Field, index: number, theme: GrafanaTheme2): DeviceFigure {
  const value: unknown = field.values[index];
  const { thresholds, mappings, noValue } = field.config;
  const isJudged = (thresholds?.steps.length ?? 0) > 1 || (mappings?.length ?? 0) > 0;
  const shown = (field.display ?? getDisplayProcessor({ field, theme }))(value);
  return {
    label: field.config.displayName ?? field.name,
    text: value === null || value === undefined ? null : formattedValueToString(shown),
    color: isJudged ? shown.color : undefined,
    noValue,
  };
}
