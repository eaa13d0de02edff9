/**
 * Why a message was refused or a connection ended. The range of a close code tells an old client what to do with a new one:
 * 4400–4499 are final until something is mended, 4500–4599 ask to come back with back-off (and resume).
 */

export interface CodeDefinition {
  /** WebSocket close code; also tells the class of the refusal on other transports. */
  readonly close: number;
  /** Status of the same refusal over HTTP. 403, not 401: Grafana's proxy turns a 401 into a bare 400. */
  readonly status: number;
  readonly meaning: string;
}

/** Every code, once. */
export const CODES = {
  'bad-frame': { close: 4400, status: 400, meaning: 'The frame is not a message of this protocol.' },
  forbidden: { close: 4403, status: 403, meaning: 'The caller may not do this.' },
  'unknown-topic': { close: 4404, status: 404, meaning: 'There is no topic of this name.' },
  version: { close: 4406, status: 400, meaning: 'The protocol version is not spoken here.' },
  'hello-timeout': { close: 4408, status: 408, meaning: 'No hello arrived in time.' },
  'taken-over': { close: 4409, status: 409, meaning: 'The same session was resumed elsewhere.' },
  'too-large': { close: 4413, status: 413, meaning: 'The message is larger than allowed.' },
  'bad-filter': { close: 4422, status: 422, meaning: 'The filter cannot be understood.' },
  'too-many-subscriptions': {
    close: 4423,
    status: 422,
    meaning: 'The connection has as many subscriptions as it may.',
  },
  'bad-token': { close: 4440, status: 403, meaning: 'The token is not valid.' },
  'no-token': { close: 4441, status: 403, meaning: 'A token is needed here, and none came.' },
  'token-in-url': { close: 4442, status: 403, meaning: 'A token stood in the address, where it does not belong.' },
  internal: { close: 4500, status: 500, meaning: 'The server failed.' },
  draining: { close: 4503, status: 503, meaning: 'The server is closing.' },
  rotating: {
    close: 4504,
    status: 503,
    meaning: 'The connection has lasted as long as one may: come back and resume.',
  },
  'no-pong': { close: 4508, status: 408, meaning: 'The peer did not answer a ping in time.' },
  inactive: { close: 4509, status: 408, meaning: 'Nothing was subscribed for too long.' },
  'too-many-requests': { close: 4529, status: 429, meaning: 'More messages arrived than allowed.' },
  'token-expired': { close: 4540, status: 403, meaning: 'The token has expired: fetch a new one, then resume.' },
  slow: { close: 4590, status: 503, meaning: 'The peer reads slower than it is sent to: come back and resume.' },
} as const;

CODES satisfies Record<string, CodeDefinition>;

export type Code = keyof typeof CODES;

/** Whether a client may try again by itself after this close code. Unknown and standard codes: yes. */
export function mayReconnect(closeCode: number): boolean {
  return closeCode < 4400 || closeCode > 4499;
}
