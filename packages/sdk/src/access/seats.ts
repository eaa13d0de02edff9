/**
 * Places for live connections: by address until somebody says who it is, by subject after. Counts only what is open now, so
 * that the tables are as large as the connections are many.
 */
import type { Caller } from '../model/caller.ts';

export interface SeatLimits {
  /** Connections of one subject, of one shared token, and of one address before it says who it is; and of all those. */
  readonly perSubject: number;
  readonly perShared: number;
  readonly waitingPerAddress: number;
  readonly waiting: number;
}

export interface Seat {
  /** The connection is this caller's now, whosever it was; `false` when the subject has as many as it may. */
  sit(caller: Caller, subjectKey: string): boolean;
  /** The connection is gone; twice does no harm. */
  leave(): void;
}

export interface Seats {
  /** A place for a connection of this address; `undefined` when there is none. */
  enter(addressKey: string): Seat | undefined;
  readonly waiting: number;
  /** Connections of somebody known. */
  readonly seated: number;
}

export function createSeats(limits: SeatLimits): Seats {
  const waiting = new Map<string, number>();
  const seated = new Map<string, number>();
  let waitingNow = 0;
  let seatedNow = 0;

  function add(table: Map<string, number>, key: string, by: number): void {
    const count = (table.get(key) ?? 0) + by;
    if (count > 0) table.set(key, count);
    else table.delete(key);
  }

  return {
    enter(addressKey) {
      if (waitingNow >= limits.waiting || (waiting.get(addressKey) ?? 0) >= limits.waitingPerAddress) return undefined;
      let place: 'waiting' | 'seated' | 'gone' = 'waiting';
      let subject = '';
      add(waiting, addressKey, 1);
      waitingNow += 1;
      const stand = (): void => {
        if (place === 'waiting') {
          add(waiting, addressKey, -1);
          waitingNow -= 1;
        }
        if (place === 'seated') {
          add(seated, subject, -1);
          seatedNow -= 1;
        }
      };
      return {
        sit(caller, subjectKey) {
          if (place === 'gone') return false;
          if (place === 'seated' && subject === subjectKey) return true;
          const most = caller.shared ? limits.perShared : limits.perSubject;
          if ((seated.get(subjectKey) ?? 0) >= most) return false;
          stand();
          place = 'seated';
          subject = subjectKey;
          add(seated, subject, 1);
          seatedNow += 1;
          return true;
        },
        leave() {
          stand();
          place = 'gone';
        },
      };
    },
    get waiting() {
      return waitingNow;
    },
    get seated() {
      return seatedNow;
    },
  };
}
