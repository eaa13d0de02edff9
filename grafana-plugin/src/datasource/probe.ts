/**
 * The test behind "Save & test": HTTP first, then the WebSocket, told apart, then what is used in its place. A browser learns
 * nothing about why a WebSocket failed, and what usually stands in its way is a reverse proxy that forwards only plain HTTP.
 */
import type { HubClient } from './hub.ts';

export interface ProbeResult {
  readonly status: 'success' | 'error';
  readonly message: string;
}

export interface ProbeParts {
  /** GETs the health of the server; rejects with what Grafana's proxy said. */
  readonly getHealth: () => Promise<unknown>;
  /** Over a WebSocket and nothing else. */
  readonly connectWebSocket: () => HubClient;
  /** Over whatever works. */
  readonly connectAnyhow: () => HubClient;
  /** For each of the ways. @default 10 000 ms: the fallbacks come after two trials of 3 s */
  readonly patienceMs?: number;
}

/** Said when nothing is wrong. */
export const ALL_WORKS = 'HTTP and WebSocket work.';
/** How a message begins when only the live channel has a problem. */
export const HTTP_WORKS = 'HTTP works,';

const PATIENCE_MS = 10_000;

const ADVICE = 'A reverse proxy in front of Grafana must forward upgrades for /api/datasources/proxy/.';

/** Never rejects: what went wrong is the message. */
export async function probe(parts: ProbeParts): Promise<ProbeResult> {
  const { getHealth, connectWebSocket, connectAnyhow, patienceMs = PATIENCE_MS } = parts;
  try {
    const health = await getHealth();
    if (typeof health !== 'object' || health === null || !('status' in health)) {
      return failed(
        'Something answers at this URL, but it is not Tallylight. Use the address of the server that carries the SDK.',
      );
    }
  } catch (error) {
    return failed(`HTTP does not work: ${toReason(error)}. Check the URL and the token.`);
  }
  const webSocket = await openOnce(connectWebSocket, patienceMs);
  if (webSocket.problem === undefined) return { status: 'success', message: ALL_WORKS };
  const sentence = `the WebSocket does not open: ${webSocket.problem}. ${ADVICE}`;
  const other = await openOnce(connectAnyhow, patienceMs);
  return other.problem === undefined
    ? { status: 'success', message: `${HTTP_WORKS} and live data comes over ${other.transport}, but ${sentence}` }
    : failed(`${HTTP_WORKS} but ${sentence} Nor does live data come any other way: ${other.problem}.`);
}

/** Names as people know them. */
const TRANSPORT_WORDS: Readonly<Record<string, string>> = { websocket: 'WebSocket', sse: 'SSE', poll: 'long polling' };

interface Opening {
  readonly problem: string | undefined;
  readonly transport: string;
}

function openOnce(connect: () => HubClient, patienceMs: number): Promise<Opening> {
  const client = connect();
  return new Promise<Opening>((resolve) => {
    const answer = (problem: string | undefined) => {
      clearTimeout(timer);
      const { transport = '' } = client.status;
      resolve({ problem, transport: TRANSPORT_WORDS[transport] ?? (transport || 'another way') });
    };
    const timer = setTimeout(() => answer(`no answer in ${patienceMs / 1_000} s`), patienceMs);
    const look = () => {
      const { phase, lastError } = client.status;
      if (phase === 'open') answer(undefined);
      else if (phase === 'waiting' || phase === 'closed') answer(toReason(lastError));
    };
    client.onStatus(look);
    look();
  }).finally(() => client.close());
}

/**
 * The best words in what was thrown: Grafana's fetch rejects with `{ status, statusText, data }`, where data is the proxy's
 * `{ message }` or the server's problem `{ title, detail }`; a network fault is an Error.
 */
function toReason(error: unknown): string {
  const { status, statusText, message, data } = toRecord(error);
  const { message: proxyMessage, detail, title } = toRecord(data);
  const told = [detail, proxyMessage, title, message, statusText].find(
    (word) => typeof word === 'string' && word !== '',
  );
  const parts = [status, told].filter((part) => part !== undefined);
  return parts.length === 0 ? 'no reason given' : parts.join(' ').replace(/[\s.]+$/, '');
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function failed(message: string): ProbeResult {
  return { status: 'error', message };
}
