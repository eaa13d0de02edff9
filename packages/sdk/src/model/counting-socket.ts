/** What is needed of a socket: node:net's, or anything that counts and closes like it. */
export interface CountingSocket {
  readonly bytesWritten: number;
  readonly destroyed?: boolean;
  readonly errored?: unknown;
  once(event: 'close', listener: (hadError?: boolean) => void): unknown;
  removeListener(event: 'close', listener: (hadError?: boolean) => void): unknown;
}
