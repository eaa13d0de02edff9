/** What is told of events: the fact itself with its place in the log, and what could not be told. */
import type { Offset, Priority, SubbedMessage, TallyEvent } from '@tallylight/protocol';

export type LiveEvent = TallyEvent & {
  readonly priority: Priority;
  /** Its place in the log of its topic; grows within an epoch. */
  readonly offset: Offset;
};

/** How a subscription was taken up: without loss, for the first time, or anew after something was lost. */
export type ResumeMode = SubbedMessage['mode'];

/** Events that this reader will not get. Never empty, never silent. */
export interface EventGap {
  /** The first and the last offset; `undefined` where nobody can tell, as after a restart of the server. */
  readonly from?: Offset | undefined;
  readonly to?: Offset | undefined;
  /** As the server said it; `epoch`: its log began anew, `expired`: it was kept no longer. */
  readonly why: string;
}
