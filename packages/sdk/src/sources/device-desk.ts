/** What the API shows of devices beside their rows, and where it hands heartbeats in. */
import type { Clock } from '../clock.ts';
import { type CampaignProof, campaignProofs, commandLines, deviceTimeline } from '../state/device-page.ts';
import type { State } from '../state/state.ts';
import type { DeviceIntake, HeartbeatOutcome } from './device-intake.ts';

export interface DeviceDesk {
  heartbeat(id: string, body: Uint8Array): HeartbeatOutcome;
  /** Proof of play and commands; `undefined` when there is no such device. */
  page(id: string): object | undefined;
  timeline(id: string): object | undefined;
  proofOfPlay(): CampaignProof[];
}

export function createDeviceDesk(parts: { state: State; clock: Clock; intake: DeviceIntake }): DeviceDesk {
  const { clock, intake } = parts;
  const { devices } = parts.state;
  const offsetMs = (): number => clock.nowMs() - clock.monotonicMs();
  return {
    heartbeat: intake.post,
    page(id) {
      const device = devices.get(id);
      if (device === undefined) return undefined;
      return {
        playbackStarts: device.playbackStarts,
        proofOfPlay: campaignProofs(device.proof),
        commands: commandLines(device, offsetMs()),
      };
    },
    timeline(id) {
      const device = devices.get(id);
      return device && deviceTimeline(device, clock.monotonicMs(), offsetMs());
    },
    proofOfPlay: () => campaignProofs(devices.playback.proof),
  };
}
