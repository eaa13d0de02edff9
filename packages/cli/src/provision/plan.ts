/** What is to be provisioned: everything that the written files depend on. Two equal plans write equal files. */
import { RULE_LIMITS, type RuleLimits } from '@tallylight/sdk/alerts';

/** The Prometheus data source that we provision ourselves. */
export const PROMETHEUS_UID = 'tallylight-prometheus';
export const LIVE_UID = 'tallylight-live';

export interface Plan {
  readonly limits: RuleLimits;
  /** Uid of the Prometheus data source in Grafana; any but {@link PROMETHEUS_UID} is there already. */
  readonly datasource: string;
  /** Address of Prometheus as Grafana reaches it. */
  readonly prometheusUrl: string;
  /** Address of the server with the SDK, as Grafana reaches it. */
  readonly serverUrl: string;
  /** Addresses of the servers whose boards are told of alerts, as Alertmanager reaches them; each keeps a board of its own. */
  readonly boards: readonly string[];
  /** Folder of the files of {@link TOKEN_FILES}, as those who read them see it; null where no token is asked for. */
  readonly tokens: string | null;
  /** `host:port` of every server whose metrics page is scraped. */
  readonly targets: readonly string[];
  /** `host:port` of Alertmanager as Prometheus reaches it. */
  readonly alertmanager: string;
  /** Where the runbooks are read; the name of a rule is appended as `#id`. */
  readonly runbooks: string;
  /** Whether Grafana's rules go to the board of the SDK through a contact point of their own. */
  readonly contactPoint: boolean;
  /** Whether the dashboards are written too; the app ships them for the default limits. */
  readonly dashboards: boolean;
}

/** Files that hold a token each, by what it is for: the roles of docs/access.md. */
export const TOKEN_FILES = {
  viewer: 'tallylight-viewer-token',
  operator: 'tallylight-operator-token',
  reporter: 'tallylight-reporter-token',
  scraper: 'tallylight-scraper-token',
} as const;

/** Where a token is read; null where none is asked for. */
export function tokenFile({ tokens }: Plan, role: keyof typeof TOKEN_FILES): string | null {
  return tokens === null ? null : `${tokens}/${TOKEN_FILES[role]}`;
}

export const DEFAULT_PLAN: Plan = {
  limits: RULE_LIMITS,
  datasource: PROMETHEUS_UID,
  prometheusUrl: 'http://localhost:9090',
  serverUrl: 'http://localhost:9464',
  boards: ['http://localhost:9464'],
  tokens: null,
  targets: ['localhost:9464'],
  alertmanager: 'localhost:9093',
  runbooks: 'docs/alerts.md',
  contactPoint: false,
  dashboards: false,
};

/** A file to be written: its path below the folder, with slashes, and its text. */
export interface ProvisionedFile {
  readonly path: string;
  readonly text: string;
}
