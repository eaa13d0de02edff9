/**
 * The life of a screen whose player uses the device client: over WebSocket, by POST where that does not get through. The client
 * beats, keeps what it could not tell and does each command once; this only says what is on and how the screen feels.
 */
import { createDeviceClient, type DeviceClient } from '@tallylight/client/device';
import type { Screen } from './screen.ts';

export interface SocketLifeParts {
  readonly origin: string;
  readonly screen: Screen;
  /** Counted: a heartbeat that is said, a line that was there and is gone, an order. */
  count(what: 'heartbeats' | 'failed' | 'orders'): void;
}

export interface SocketLife {
  /** Says what is on, when that has changed. */
  show(nowMs: number): void;
  /** Told to start anew; it ends when the order is answered. */
  readonly restarts: boolean;
  end(): void;
}

export function beginSocketLife({ origin, screen, count }: SocketLifeParts): SocketLife {
  let shown: string | undefined;
  let restarts = false;
  let wasOnline = false;
  const player: DeviceClient = createDeviceClient({
    url: new URL('/tallylight/v1', origin),
    device: screen.id,
    measure() {
      count('heartbeats');
      return { ...screen.measure(Date.now()) };
    },
    onCommand({ name }) {
      count('orders');
      const { status, detail } = screen.carryOut(name, Date.now());
      restarts ||= name === 'reboot';
      return { result: status === 'ok' ? 'ok' : 'failed', ...(detail === undefined ? {} : { detail }) };
    },
  });
  player.onStatus(({ phase }) => {
    if (wasOnline && phase === 'offline') count('failed');
    wasOnline = phase === 'online';
  });
  return {
    show(nowMs) {
      const item = screen.shows(nowMs);
      const name = item?.contentId ?? '';
      if (name !== shown) player.play(item);
      shown = name;
    },
    get restarts() {
      return restarts && player.status.queued === 0;
    },
    end: () => player.close(),
  };
}
