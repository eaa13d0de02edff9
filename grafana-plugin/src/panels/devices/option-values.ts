/** What the options of the devices panel may be, and what they are at first. options.ts shows them to Grafana. */

export const DENSITIES = ['auto', 'cards', 'rows', 'tiles'] as const;
export type DensityChoice = (typeof DENSITIES)[number];

export const GROUPINGS = ['none', 'site', 'group'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface DevicesOptions {
  /** How much of each device is drawn; `auto` goes by how many there are. */
  readonly density: DensityChoice;
  readonly groupBy: Grouping;
  /** What needs a hand first; else by name alone. */
  readonly worstFirst: boolean;
  readonly showTotals: boolean;
  /** New alerts of screens and sites as notifications. */
  readonly showToasts: boolean;
  /** Names of commands that the menu offers, as the players know them. */
  readonly commands: readonly string[];
}

export const DEFAULT_OPTIONS: DevicesOptions = {
  density: 'auto',
  groupBy: 'none',
  worstFirst: true,
  showTotals: true,
  showToasts: true,
  commands: ['reboot', 'restart-player', 'screen-on', 'screen-off'],
};
