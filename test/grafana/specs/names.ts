/** What provisioning and plugin.json call things. */
export const APP = 'tallylight-app';
export const LIVE = { uid: 'tallylight-live', type: 'tallylight-live-datasource' } as const;
export const PROMETHEUS_UID = 'tallylight-prometheus';

/** Panels by plugin id: the topic that feeds each, and the test id of what it draws. */
export const PANELS = [
  { id: 'tallylight-bandwidth-panel', topic: 'bandwidth', part: 'tallylight-bandwidth' },
  { id: 'tallylight-heatmap-panel', topic: 'geo', part: 'tallylight-heatmap' },
  { id: 'tallylight-health-panel', topic: 'streams', part: 'tallylight-health' },
  { id: 'tallylight-devices-panel', topic: 'devices', part: 'tallylight-devices' },
] as const;

export const BOARDS: readonly string[] = [
  'on-call',
  'streams',
  'stream',
  'players',
  'audience',
  'devices',
  'revenue',
  'capacity',
  'self',
].map((name) => `tallylight-${name}`);
