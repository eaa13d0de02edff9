/**
 * What a dashboard is, before it is JSON. A row answers one question and a panel's title is the question it answers; each panel
 * says what it measures, in what unit, and what it means when there is nothing. The order inside a dashboard is that of the
 * on-call person: numbers, worst first, then time, then detail.
 */

/** A fixed uid, so that links and alert rules can name it. */
export type DashboardUid =
  | 'tallylight-on-call'
  | 'tallylight-streams'
  | 'tallylight-stream'
  | 'tallylight-players'
  | 'tallylight-audience'
  | 'tallylight-devices'
  | 'tallylight-revenue'
  | 'tallylight-capacity'
  | 'tallylight-self';

export interface Dashboard {
  readonly uid: DashboardUid;
  readonly title: string;
  /** Who opens it, and for what. */
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
  /** How far back it looks at first. @default 'now-1h' */
  readonly from?: string;
}

/** Values of a label that the reader chooses from. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** A metric that carries the label. */
  readonly metric: string;
  readonly of: string;
  /** One value, or several and all. */
  readonly many: boolean;
}

export interface Row {
  readonly question: string;
  readonly panels: readonly Panel[];
}

export interface Query {
  readonly expr: string;
  /** Name of the series; `{{label}}` stands for the value of a label. */
  readonly legend?: string;
  /** One value now instead of a curve. A panel of numbers and a table ask so by themselves. */
  readonly instant?: boolean;
}

export interface Step {
  /** From this value on; the first has none. */
  readonly from?: number;
  readonly color: 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'text';
}

interface PanelWords {
  /** The question it answers. */
  readonly title: string;
  /** What is measured, how, and what to make of it. */
  readonly description: string;
  /** Ids of the alert rules that it is about: Grafana shows their state there and links back. */
  readonly alerts?: readonly string[];
  /** What an empty panel means. */
  readonly none: string;
  /** Columns of 24. */
  readonly width: number;
  /** Units of 30 pixels. */
  readonly height: number;
}

interface Measured extends PanelWords {
  /** Id of the unit as Grafana names it. */
  readonly unit: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly steps?: readonly Step[];
  /** Words for values: `{ 0: 'down', 1: 'up' }`. */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color: Step['color'] }>>;
}

/** Large numbers, one a query or one a series. */
export interface StatPanel extends Measured {
  readonly kind: 'stat';
  readonly queries: readonly Query[];
}

/** Curves. */
export interface TimePanel extends Measured {
  readonly kind: 'time';
  readonly queries: readonly Query[];
  readonly stacked?: boolean;
}

/** Bars side by side, the longest first. */
export interface BarsPanel extends Measured {
  readonly kind: 'bars';
  readonly queries: readonly Query[];
}

/** States over time, a line per series. */
export interface TimelinePanel extends Measured {
  readonly kind: 'timeline';
  readonly queries: readonly Query[];
}

export interface Column {
  readonly name: string;
  readonly expr: string;
  readonly unit: string;
  readonly decimals?: number;
  readonly steps?: readonly Step[];
  readonly words?: Measured['words'];
}

/** A row per value of a label, joined over its columns. */
export interface TablePanel extends PanelWords {
  readonly kind: 'table';
  /** The label that joins the columns, and its heading. */
  readonly by: string;
  readonly heading: string;
  readonly columns: readonly Column[];
  /** Heading of the column to sort by; worst first. */
  readonly sortBy: string;
  readonly descending: boolean;
  /** Where a row leads: another dashboard, with this label as its variable. */
  readonly opens?: DashboardUid;
}

/** What Grafana itself knows of alerts. */
export interface AlertsPanel extends PanelWords {
  readonly kind: 'alerts';
}

/** One of our panels on the live channel. */
export interface LivePanel extends PanelWords {
  readonly kind: 'live';
  readonly panel: 'bandwidth' | 'heatmap' | 'health' | 'devices' | 'table';
  readonly topic: string;
  /** Keys or fields that choose the rows; variables may stand in them. */
  readonly where?: Readonly<Record<string, readonly string[]>>;
}

/** One of our panels on Prometheus. */
export interface OwnPanel extends Measured {
  readonly kind: 'own';
  readonly panel: 'bandwidth' | 'heatmap' | 'health' | 'devices';
  readonly queries: readonly Query[];
}

export type Panel = StatPanel | TimePanel | BarsPanel | TimelinePanel | TablePanel | AlertsPanel | LivePanel | OwnPanel;

/** The queries of a panel that go to Prometheus. */
export function queriesOf(panel: Panel): readonly string[] {
  if (panel.kind === 'table') return panel.columns.map(({ expr }) => expr);
  return 'queries' in panel ? panel.queries.map(({ expr }) => expr) : [];
}
