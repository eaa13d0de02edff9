/** What of Tallylight is kept where, for who has to answer for it. */

export interface StoredThing {
  readonly what: string;
  readonly where: string;
  readonly who: string;
}

export const STORED: readonly StoredThing[] = [
  {
    what: 'Address of the server',
    where: 'Settings of the data source, in the database of Grafana',
    who: 'Who may read data sources',
  },
  {
    what: 'Token and operator token',
    where: 'Secrets of the data source, encrypted in the database of Grafana, or in a file that provisioning names',
    who: "Only Grafana's server, which adds them to requests; no browser",
  },
  {
    what: 'Live data: streams, sessions, devices, alerts',
    where: 'Memory of your servers; the last minutes in the browser while a panel is open',
    who: 'Who may query the data source, as far as the token may read',
  },
  {
    what: 'History',
    where: 'Your Prometheus',
    who: 'Who may query that data source',
  },
  {
    what: 'Who did what',
    where: 'Audit of your servers: the last thousand lines, and wherever your host writes them',
    who: 'A token with the role admin',
  },
  {
    what: 'Options of panels, dashboards',
    where: 'Database of Grafana',
    who: 'Who may see the dashboard',
  },
  {
    what: 'In this app',
    where: 'Nothing: it has no settings, sets no cookie and stores nothing in the browser',
    who: 'Nobody',
  },
];
