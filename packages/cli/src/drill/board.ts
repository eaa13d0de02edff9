/** The board as a reader of the live channel sees it: the drill ends where people look, not where a program posts. */
import { createLiveClient, type LiveClient } from '@tallylight/client';

export interface BoardEntry {
  readonly severity: string;
  readonly summary: string;
  readonly sources: readonly string[];
}

export interface Board {
  /** How its rows come: `websocket`, `sse` or `poll`. */
  readonly transport: string;
  entry(key: string): BoardEntry | undefined;
  /** Resolves true once it holds, false when the time is over. */
  until(holds: (entry: BoardEntry | undefined) => boolean, key: string, limitMs: number): Promise<boolean>;
  close(): void;
}

/** Rejects when the board cannot be read within the time. */
export async function readBoard(serverUrl: string, token: string | undefined, limitMs: number): Promise<Board> {
  const client = createLiveClient({
    url: `${serverUrl}/tallylight/v1`,
    ...(token === undefined ? {} : { token }),
  });
  const rows = client.subscribe('alerts');
  const hears = (listener: () => void): (() => void) => rows.onChange(listener);
  const isDecided = (): boolean => rows.status.phase === 'live' || refusalOf(client) !== undefined;
  await waitUntil((listener) => both(hears(listener), client.onStatus(listener)), isDecided, limitMs);
  if (rows.status.phase !== 'live') {
    const why = rows.status.error ?? client.status.lastError;
    client.close();
    throw new Error(`the board at ${serverUrl} cannot be read: ${why ? `${why.code}, ${why.message}` : 'no answer'}`);
  }
  return {
    transport: client.status.transport ?? 'unknown',
    entry: (key) => rows.state.get(key),
    until: (holds, key, withinMs) => waitUntil(hears, () => holds(rows.state.get(key)), withinMs),
    close: () => client.close(),
  };
}

/** An answer that another try would not change. */
function refusalOf(client: LiveClient): string | undefined {
  return client.status.phase === 'closed' ? client.status.lastError?.code : undefined;
}

const both = (one: () => void, other: () => void) => (): void => {
  one();
  other();
};

/** True once it holds, asked after each change; false when the time is over. */
function waitUntil(
  hears: (listener: () => void) => () => void,
  holds: () => boolean,
  limitMs: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (value: boolean): void => {
      clearTimeout(timer);
      stop();
      resolve(value);
    };
    const timer = setTimeout(() => end(holds()), limitMs);
    const stop = hears(() => {
      if (holds()) end(true);
    });
    if (holds()) end(true);
  });
}
