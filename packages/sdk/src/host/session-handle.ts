/** A viewing session as the host holds it: counting through it looks nothing up. */
import type { Clock } from '../clock.ts';
import type { Session } from '../state/session.ts';
import type { State } from '../state/state.ts';

/** One viewing session that the host opened. */
export interface SessionHandle {
  /** Counts body bytes sent to this viewer. */
  sent(bytes: number): void;
  /** Ends it. */
  close(reason?: 'left' | 'aborted' | 'closed'): void;
}

const nothing = (): void => {};

export const inertSession: SessionHandle = { sent: nothing, close: nothing };

/** A count that would break a counter is passed over. */
export const isCount = (bytes: unknown): bytes is number =>
  typeof bytes === 'number' && bytes > 0 && bytes <= Number.MAX_SAFE_INTEGER;

export function createSessionHandle(
  session: Session,
  state: State,
  clock: Clock,
  guard: (task: () => void) => void,
): SessionHandle {
  return {
    sent(bytes) {
      if (isCount(bytes)) session.sent(bytes);
    },
    close: (reason = 'left') => guard(() => state.sessions.close(session, reason, clock.monotonicMs())),
  };
}
