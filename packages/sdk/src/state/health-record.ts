/**
 * Health of one stream as it was last judged, and the window it is judged by. Made when the stream first has anything to be
 * judged by, so that streams without traffic or word cost nothing.
 */
import type { HealthBand } from '@tallylight/protocol';
import type { HealthDefinition, HealthVerdict, HealthWindowFacts } from '../model/health.ts';
import { BandDamper } from '../model/health-band.ts';
import { HEALTH_PARTS } from '../model/health-presets.ts';
import { HealthWindow } from '../model/health-window.ts';

export class HealthRecord {
  readonly definition: HealthDefinition;
  /** Whether restarts and what players tell are counted over the window too. */
  readonly keepsAll: boolean;
  readonly window: HealthWindow;
  readonly damper: BandDamper = new BandDamper();
  verdict: HealthVerdict | null = null;
  facts: HealthWindowFacts | null = null;
  /** Damped; null while there is no score. */
  band: HealthBand | null = null;
  reason: string | null = null;
  checkedMs: number;
  /** What readers were last told, to a tenth of a point; -1 when nothing. */
  toldTenths = -1;
  toldReason: string | null = null;

  constructor(definition: HealthDefinition, nowMs: number) {
    this.definition = definition;
    // Only components besides the three look at what players tell.
    this.keepsAll = definition.components.length > HEALTH_PARTS.length;
    this.window = new HealthWindow(definition.windowMs, nowMs, this.keepsAll ? 'all' : 'basic');
    this.checkedMs = nowMs;
  }
}
