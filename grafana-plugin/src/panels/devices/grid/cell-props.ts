/** What every kind of cell gets. All of it is compared when the cell asks itself whether to be drawn again. */
import type { FleetAlert } from '../alerts.ts';
import type { Device } from '../device.ts';

export interface CellActions {
  open(key: string): void;
  /** `anchor` is the button that was pressed. */
  menu(key: string, anchor: HTMLElement): void;
}

export interface CellProps {
  readonly device: Device;
  readonly alert: FleetAlert | undefined;
  /** Whether Tab leads to it. */
  readonly isActive: boolean;
  readonly width: number;
  readonly actions: CellActions;
}

/** Marks the one button of a cell that arrow keys walk over. */
export function toFocus(key: string, isActive: boolean): { tabIndex: 0 | -1; 'data-device-key': string } {
  return { tabIndex: isActive ? 0 : -1, 'data-device-key': key };
}
