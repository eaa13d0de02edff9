/**
 * REST as its own document says it: every request goes out and every answer comes back through here, and both are held
 * against the OpenAPI document that the server itself gives. What the document does not know is an error of the test.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';

export type Json = Record<string, unknown>;

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Json }[];
  readonly requestBody?: { readonly content: Record<string, unknown> };
  readonly responses: Record<string, { readonly content: Record<string, Json> }>;
}

export interface Document extends Json {
  readonly paths: Record<string, Record<string, Operation>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Of JSON. */
  readonly body: Json;
  readonly text: string;
}

export interface RestReader {
  readonly document: Document;
  /** Operations that were answered so far, by name, with the statuses seen. */
  readonly seen: ReadonlyMap<string, ReadonlySet<number>>;
  /** Asks and holds both sides against the document. `body` makes it a POST; a text is sent as it is and not held. */
  ask(path: string, body?: object | string): Promise<Answer>;
  /** What is wrong with an answer of this operation; null when nothing is. */
  fault(path: string, method: string, status: number, type: string, body: unknown): string | null;
}

const pointer = (...parts: readonly string[]): string =>
  parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');

/** @param api address of the versioned path */
export async function readRest(api: string): Promise<RestReader> {
  const document = (await (await fetch(`${api}/openapi.json`)).json()) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(document, 'api');
  const seen = new Map<string, Set<number>>();

  function operationAt(method: string, path: string): { template: string; operation: Operation } {
    const asked = path.split('?')[0]?.split('/') ?? [];
    // A template without parameters goes before one with.
    const templates = Object.keys(document.paths).sort((a, b) => a.split('{').length - b.split('{').length);
    for (const template of templates) {
      const parts = template.split('/');
      const operation = document.paths[template]?.[method.toLowerCase()];
      if (operation === undefined || parts.length !== asked.length) continue;
      if (parts.every((part, index) => part.startsWith('{') || part === asked[index])) return { template, operation };
    }
    throw new Error(`the document has no ${method} ${path}`);
  }

  function hold(ref: string, value: unknown): string | null {
    const validate = ajv.getSchema(`api#/${ref}`) ?? ajv.compile({ $ref: `api#/${ref}` });
    return validate(value) ? null : `${ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 500)}`;
  }

  function fault(path: string, method: string, status: number, type: string, body: unknown): string | null {
    const { template, operation } = operationAt(method, path);
    const known = operation.responses[status]?.content[type];
    if (known === undefined) return `${operation.operationId} has no answer ${status} ${type}`;
    const at = ['paths', template, method.toLowerCase(), 'responses', String(status), 'content', type];
    if (type !== 'application/x-ndjson') return hold(pointer(...at, 'schema'), body);
    const lines = String(body).trim().split('\n').filter(Boolean);
    return (
      lines.map((line) => hold(pointer(...at, 'x-line'), JSON.parse(line))).find((found) => found !== null) ?? null
    );
  }

  function holdRequest(method: string, path: string, body: object | string | undefined, refused: boolean): void {
    const { template, operation } = operationAt(method, path);
    if (refused) return;
    for (const [name, value] of new URL(path, api).searchParams) {
      const index = (operation.parameters ?? []).findIndex((one) => one.in === 'query' && one.name === name);
      if (index === -1) throw new Error(`${operation.operationId} has no parameter ${name}`);
      const schema = operation.parameters?.[index]?.schema ?? {};
      const typed = schema.type === 'integer' ? Number(value) : schema.type === 'array' ? value.split(',') : value;
      const at = pointer('paths', template, method.toLowerCase(), 'parameters', String(index), 'schema');
      const wrong = value === '' ? null : hold(at, typed);
      if (wrong !== null) throw new Error(`query ${name}: ${wrong}`);
    }
    if (typeof body !== 'object') return;
    const at = ['paths', template, method.toLowerCase(), 'requestBody', 'content', 'application/json', 'schema'];
    const wrong = hold(pointer(...at), body);
    if (wrong !== null) throw new Error(`body of ${operation.operationId}: ${wrong}`);
  }

  return {
    document,
    seen,
    fault,
    async ask(path, body) {
      const method = body === undefined ? 'GET' : 'POST';
      const answer = await fetch(`${api}${path}`, {
        method,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
      });
      const text = await answer.text();
      const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
      const isJson = type.endsWith('json') && type !== 'application/x-ndjson';
      const read = isJson ? (JSON.parse(text) as Json) : {};
      holdRequest(method, path, body, answer.status === 400 || answer.status === 422);
      const wrong = fault(path, method, answer.status, type, isJson ? read : text);
      if (wrong !== null) throw new Error(`answer ${answer.status} of ${method} ${path}: ${wrong}`);
      const { operationId } = operationAt(method, path).operation;
      seen.set(operationId, (seen.get(operationId) ?? new Set()).add(answer.status));
      return { status: answer.status, headers: answer.headers, body: read, text };
    },
  };
}
