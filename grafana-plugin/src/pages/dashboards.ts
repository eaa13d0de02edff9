/** The dashboards that come with the app, in the order of its menu, each with the question it answers. */

export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly question: string;
}

/** The build writes the dashboards from the same generator that a test compares these with. */
export const DASHBOARDS: readonly Board[] = [
  {
    uid: 'tallylight-on-call',
    title: 'On call',
    question: 'What is wrong now, what changed, and how fast the error budget burns.',
  },
  {
    uid: 'tallylight-streams',
    title: 'Streams',
    question: 'All streams: how many are well, which are worst, and how they went.',
  },
  {
    uid: 'tallylight-stream',
    title: 'Stream detail',
    question: 'One stream to the bottom: why it is as it is, and who watches it now.',
  },
  {
    uid: 'tallylight-players',
    title: 'Player experience',
    question:
      'What viewers live through, told by their players (CMCD): start-up, stalls, bitrate. Worst channels first.',
  },
  {
    uid: 'tallylight-audience',
    title: 'Audience and geography',
    question: 'Who watches, from where, on what, and against last week.',
  },
  {
    uid: 'tallylight-devices',
    title: 'Devices and sites',
    question: 'Screens and the places they hang in: who is away, what is dark, what gets warm or full.',
  },
  {
    uid: 'tallylight-revenue',
    title: 'Revenue',
    question: 'Money from the books, exact and per currency; currencies are never added up.',
  },
  {
    uid: 'tallylight-capacity',
    title: 'Capacity and service levels',
    question: 'Does the next peak fit, what if an edge is lost, when is a disk full, and was the promise kept.',
  },
  {
    uid: 'tallylight-self',
    title: 'Tallylight itself',
    question: 'Whether what the other dashboards say can be trusted: scrapes, live channel, faults, cost.',
  },
];
