/**
 * The test behind "Save & test": HTTP first, then the WebSocket, told apart. A browser learns nothing about why a WebSocket
 * failed, and what usually stands in its way is a reverse proxy that forwards only plain HTTP.
 */
import type { HubClient } from './hub.ts';

export interface ProbeResult {
  readonly status: 'success' | 'error';
  readonly message: string;
}

export interface ProbeParts {
  /** GETs the health of the server; rejects with what Grafana's proxy said. */
  readonly getHealth: () => Promise<unknown>;
  readonly connect: () => HubClient;
  /** @default 5000 ms */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 5_000;

/** Never rejects: what went wrong is the message. */
export async function probe({ getHealth, connect, patienceMs = PATIENCE_MS }: ProbeParts): Promise<ProbeResult> {
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
  const problem = await openOnce(connect, patienceMs);
  return problem === undefined
    ? { status: 'success', message: 'HTTP and WebSocket work.' }
    : failed(
        `HTTP works, but the WebSocket does not open: ${problem}. A reverse proxy in front of Grafana must forward upgrades for /api/datasources/proxy/.`,
      );
}

function openOnce(connect: () => HubClient, patienceMs: number): Promise<string | undefined> {
  const client = connect();
  return new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(`no answer in ${patienceMs / 1_000} s`), patienceMs);
    const look = () => {
      const { phase, lastError } = client.status;
      if (phase !== 'open' && phase !== 'waiting' && phase !== 'closed') return;
      clearTimeout(timer);
      resolve(phase === 'open' ? undefined : toReason(lastError));
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
  return parts.length === 0 ? 'no reason given' : parts.join(' ').replace(/\.$/, '');
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function failed(message: string): ProbeResult {
  return { status: 'error', message };
}
