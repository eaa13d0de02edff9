/**
 * One request to one route: held against its role, its query and its body, answered from what its caller may see, and put on
 * the record where a person did something or took something along.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Gate, sendTurned, type Visitor } from './gate.ts';
import { readJsonBody } from './json-body.ts';
import { problemOf, sendProblem } from './problem.ts';
import { readQuery } from './query.ts';
import { readBody } from './request-body.ts';
import type { Route, RouteAnswer, RouteSource } from './route.ts';
import { mayAsk } from './route-access.ts';
import { scopedSource } from './scoped-source.ts';
import { linkOf, sendFile, sendJson } from './send.ts';

const NO_BODY = Buffer.alloc(0);
const DEFAULT_MAX_BODY_BYTES = 64 * 1024;
/** Enough of a path and its query to know in a year what was asked. */
const MAX_TARGET_CHARS = 256;

export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Below the versioned path. */
  readonly path: string;
  readonly query: string;
  readonly visitor: Visitor;
}

export async function answerRoute(
  { api, gate, source }: { readonly api: string; readonly gate: Gate; readonly source: RouteSource },
  { route, params }: { readonly route: Route; readonly params: Readonly<Record<string, string>> },
  asked: Asked,
): Promise<void> {
  const { request, response, path, query, visitor } = asked;
  const { caller, actor } = visitor;
  if (!mayAsk(route, params, caller)) {
    sendTurned(response, gate.denied(visitor, route.name, path));
    return;
  }
  let body: Buffer = NO_BODY;
  if (route.method === 'POST') {
    const taken = await readBody(request, route.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES);
    if ('broken' in taken) return;
    if ('tooLarge' in taken) {
      sendProblem(response, problemOf('too-large'), { connection: 'close' });
      return;
    }
    body = taken.bytes;
  }
  // What was asked is held against what the route declares before the route sees it.
  const read = route.openQuery ? { query: new URLSearchParams(query) } : readQuery(route.query ?? {}, query);
  if ('problem' in read) {
    sendProblem(response, read.problem);
    return;
  }
  const sent = readJsonBody(route.body, body);
  if ('problem' in sent) {
    sendProblem(response, sent.problem);
    return;
  }
  const address = `${api}${path}`;
  const { headers } = request;
  const said = { params, query: read.query, headers, body, json: sent.json, address, caller, actor };
  const answer = await route.answer(said, caller === undefined ? source : scopedSource(source, caller));
  record(gate, route, asked, answer);
  if ('missing' in answer) {
    const detail = answer.missing;
    sendProblem(response, { status: 404, title: 'There is no such thing.', code: 'not-found', detail });
  } else if ('problem' in answer) sendProblem(response, answer.problem);
  else if ('text' in answer) sendFile(response, answer, linkOf(address, query, answer.next));
  else sendJson(response, answer.body, answer.status ?? 200);
}

/** What a person does, and what leaves as a file, also when it came to nothing. */
function record(gate: Gate, route: Route, { path, query, visitor }: Asked, answer: RouteAnswer): void {
  const isAction = route.tag === 'actions' && route.method === 'POST';
  if (!isAction && !('text' in answer)) return;
  const kind = isAction ? (route.name === 'commandDevice' ? 'command' : 'action') : 'export';
  const target = (query === '' ? path : `${path}?${query}`).slice(0, MAX_TARGET_CHARS);
  gate.done(kind, visitor, { what: route.name, target, result: String(statusOf(answer)) });
}

function statusOf(answer: RouteAnswer): number {
  if ('missing' in answer) return 404;
  if ('problem' in answer) return answer.problem.status;
  return 'body' in answer ? (answer.status ?? 200) : 200;
}
