/**
 * An HTTP/1 client on a bare socket that does its own framing, so that what it counts came over the wire and is nobody
 * else's opinion. Reads as fast as it can, pauses, or drops dead, as a test wants it.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawResponse {
  status: number;
  headers: Map<string, string>;
  trailers: Map<string, string>;
  /** Body bytes without framing, in order. */
  body: Buffer[];
  bodyBytes: number;
}

type Step = 'head' | 'sized' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailers' | 'until-close';

const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');

export interface RawClient {
  readonly socket: Socket;
  /** Final responses that came whole. */
  readonly responses: RawResponse[];
  /** 1xx statuses in order. */
  readonly informational: number[];
  /** The response being read, if its head has come. */
  readonly current: RawResponse | undefined;
  /** Everything that came, framing and all. */
  readonly wire: Buffer[];
  /** Body bytes of everything that came so far. */
  bodyBytes(): number;
  /** Sends one request; `method` must be told because the answer to HEAD has no body whatever its headers say. */
  send(text: string | Buffer, ...methods: string[]): void;
  /** Resolves when so many whole responses are here. */
  received(count: number): Promise<RawResponse[]>;
  /** Resolves when so many body bytes are here. */
  receivedBytes(count: number): Promise<void>;
  closed(): Promise<void>;
}

export async function openRawClient(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const responses: RawResponse[] = [];
  const informational: number[] = [];
  const wire: Buffer[] = [];
  const methods: string[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let step: Step = 'head';
  let left = 0;
  let current: RawResponse | undefined;
  let failure: Error | undefined;
  let isClosed = false;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };

  const finish = (): void => {
    if (current !== undefined) responses.push(current);
    current = undefined;
    step = 'head';
  };

  const upTo = (mark: Buffer): string | undefined => {
    const at = rest.indexOf(mark);
    if (at < 0) return undefined;
    const text = rest.toString('latin1', 0, at);
    rest = rest.subarray(at + mark.length);
    return text;
  };

  const body = (limit: number): void => {
    const piece = rest.subarray(0, limit);
    rest = rest.subarray(piece.length);
    if (current === undefined) throw new Error('a body without a head');
    if (piece.length > 0) current.body.push(piece);
    current.bodyBytes += piece.length;
    left -= piece.length;
  };

  const startResponse = (text: string): void => {
    const [statusLine = '', ...lines] = text.split('\r\n');
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
    if (!Number.isInteger(status)) throw new Error(`not a status line: ${JSON.stringify(statusLine)}`);
    if (status < 200) {
      informational.push(status);
      return;
    }
    const headers = fields(lines);
    const method = methods.shift() ?? 'GET';
    current = { status, headers, trailers: new Map(), body: [], bodyBytes: 0 };
    const length = headers.get('content-length');
    if (method === 'HEAD' || status === 204 || status === 304) finish();
    else if (headers.get('transfer-encoding') === 'chunked') step = 'chunk-size';
    else if (length === undefined) step = 'until-close';
    else {
      left = Number(length);
      step = 'sized';
      if (left === 0) finish();
    }
  };

  /** One step of framing; false when more bytes are needed. */
  const advance = (): boolean => {
    if (step === 'head') {
      const text = upTo(HEAD_END);
      if (text === undefined) return false;
      startResponse(text);
    } else if (step === 'sized') {
      if (rest.length === 0) return false;
      body(left);
      if (left === 0) finish();
    } else if (step === 'until-close') {
      if (rest.length === 0) return false;
      body(rest.length);
    } else if (step === 'chunk-size') {
      const text = upTo(LINE_END);
      if (text === undefined) return false;
      left = Number.parseInt(text, 16);
      if (!Number.isInteger(left)) throw new Error(`not a chunk size: ${JSON.stringify(text)}`);
      step = left === 0 ? 'trailers' : 'chunk';
    } else if (step === 'chunk') {
      if (rest.length === 0) return false;
      body(left);
      if (left === 0) step = 'chunk-end';
    } else if (step === 'chunk-end') {
      const text = upTo(LINE_END);
      if (text === undefined) return false;
      if (text !== '') throw new Error(`${text.length} bytes after a chunk`);
      step = 'chunk-size';
    } else {
      const text = upTo(LINE_END);
      if (text === undefined) return false;
      if (text === '') finish();
      else for (const [name, value] of fields([text])) current?.trailers.set(name, value);
    }
    return true;
  };

  socket.on('data', (piece: Buffer) => {
    wire.push(piece);
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    try {
      while (advance()) {
        // as far as it goes
      }
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      socket.destroy();
    }
    wake();
  });
  socket.on('error', () => {
    // a reset is one way to end
  });
  socket.on('close', () => {
    isClosed = true;
    if (step === 'until-close') finish();
    wake();
  });

  const until = (isThere: () => boolean, what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (failure !== undefined) reject(failure);
        else if (isThere()) resolve();
        else if (isClosed) reject(new Error(`the connection closed before ${what}`));
        else return;
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });

  return {
    socket,
    responses,
    informational,
    wire,
    get current() {
      return current;
    },
    bodyBytes: () => responses.reduce((sum, response) => sum + response.bodyBytes, current?.bodyBytes ?? 0),
    send(text, ...ofRequests) {
      methods.push(...ofRequests);
      socket.write(text);
    },
    async received(count) {
      await until(() => responses.length >= count, `${count} responses`);
      return responses;
    },
    receivedBytes(count) {
      const bytes = (): number => responses.reduce((sum, r) => sum + r.bodyBytes, current?.bodyBytes ?? 0);
      return until(() => bytes() >= count, `${count} body bytes`);
    },
    closed: () => until(() => isClosed, 'closing'),
  };
}

function fields(lines: readonly string[]): Map<string, string> {
  const map = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    map.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return map;
}
