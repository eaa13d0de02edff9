/** The nine dashboards, in the order in which a person needs them. */
import { audience } from './audience.ts';
import { capacity } from './capacity.ts';
import type { Dashboard } from './dashboard.ts';
import { devices } from './devices.ts';
import { onCall } from './on-call.ts';
import { playerExperience } from './player-experience.ts';
import { revenue } from './revenue.ts';
import { streamDetail } from './stream-detail.ts';
import { streams } from './streams.ts';
import { tallylightItself } from './tallylight-itself.ts';

/** @param objective Share of answers that are promised to be good, 0 < objective < 1. */
export function allDashboards(objective: number): readonly Dashboard[] {
  return [
    onCall(objective),
    streams,
    streamDetail,
    playerExperience,
    audience,
    devices,
    revenue,
    capacity(objective),
    tallylightItself,
  ];
}
