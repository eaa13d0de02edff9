/** Errors of the HTTP API, in the form of RFC 9457. */
import type { ServerResponse } from 'node:http';
import { CODES, type Code } from '@tallylight/protocol';

export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly code?: string;
  /** Where the fault is, what would be right, what was there. */
  readonly path?: string;
  readonly rule?: string;
  readonly received?: string;
}

export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(JSON.stringify({ type: 'about:blank', ...problem }));
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'content-length': String(body.length),
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** A problem that the protocol has a code for. */
export function problemOf(code: Code, detail?: string): Problem {
  return { status: CODES[code].status, title: CODES[code].meaning, code, ...(detail === undefined ? {} : { detail }) };
}
