/**
 * One line of cells. It is drawn again only when one of its own devices changed: of ten thousand devices with a hundred
 * changes, that is the few lines in view that have one.
 */
import { memo } from 'react';
import type { FleetAlert } from '../alerts.ts';
import type { Device } from '../device.ts';
import type { Density } from '../layout.ts';
import type { CellActions } from './cell-props.ts';
import { DeviceCard } from './DeviceCard.tsx';
import { DeviceRow } from './DeviceRow.tsx';
import { DeviceTile } from './DeviceTile.tsx';

export interface GridLineProps {
  readonly devices: readonly Device[];
  readonly alerts: ReadonlyMap<string, FleetAlert>;
  /** Key of the cell that Tab leads to, when it stands in this line. */
  readonly activeKey: string | undefined;
  /** Number of its first cell among all, and how many there are. */
  readonly from: number;
  readonly count: number;
  readonly top: number;
  readonly height: number;
  readonly cellWidth: number;
  readonly gap: number;
  readonly density: Density;
  readonly actions: CellActions;
}

const CELLS = { cards: DeviceCard, rows: DeviceRow, tiles: DeviceTile } as const;

export const GridLine = memo(function GridLine(props: GridLineProps) {
  const { devices, alerts, activeKey, from, count, top, height, cellWidth, gap, density, actions } = props;
  const Cell = CELLS[density];
  return (
    <>
      {devices.map((device, index) => (
        <li
          key={device.key}
          aria-setsize={count}
          aria-posinset={from + index + 1}
          style={{ position: 'absolute', top, left: index * (cellWidth + gap), width: cellWidth, height }}
        >
          <Cell
            device={device}
            alert={alerts.get(device.key)}
            isActive={device.key === activeKey}
            width={cellWidth}
            actions={actions}
          />
        </li>
      ))}
    </>
  );
}, areSame);

function areSame(before: GridLineProps, now: GridLineProps): boolean {
  const { devices: old, ...rest } = before;
  for (const [name, value] of Object.entries(rest)) {
    if (value !== now[name as keyof typeof rest]) return false;
  }
  return old.length === now.devices.length && old.every((device, index) => device === now.devices[index]);
}
