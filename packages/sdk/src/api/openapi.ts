/**
 * The OpenAPI 3.1 document, made from the table of routes: nothing is said here that a route does not say itself. The tests
 * hold every request and answer against it.
 */
import type { Parameters } from './query.ts';
import type { Route } from './route.ts';
import { COMPONENTS, ref } from './row-schemas.ts';
import type { JsonSchema } from './schema.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

/** What each group of routes is about, in the order of the documents. */
export const TAGS: Readonly<Record<Route['tag'], string>> = {
  server: 'The server itself.',
  streams: 'Streams and their rates.',
  sessions: 'Who watches, from where, and what their players say.',
  history: 'The past.',
  devices: 'Screens and the sites where they hang.',
  business: 'Money, users, content.',
  alerts: 'What is wrong, and what may be.',
  actions: 'What an operator does. Everything that changes something on behalf of a person.',
};

/** How a token is sent. Without the option `access` none is asked for, and only this machine is served. */
const SCHEME = 'bearer';
const BEARER: JsonSchema = {
  type: 'http',
  scheme: 'bearer',
  description:
    'A static token, a JWT, or what the host itself takes. Never in the address. Roles: an admin may what an operator may, an operator what a viewer may; device, reporter and scraper stand apart.',
};

/** Every route may answer these; what they say of themselves comes on top. */
const ANY_PROBLEM: readonly number[] = [403, 429, 500];

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The query or the body cannot be understood; `path`, `rule` and `received` say where and why.',
  403: 'The caller may not do this; `code` says why: `no-token`, `bad-token`, `token-expired`, `token-in-url`, `forbidden`.',
  404: 'There is no such thing.',
  413: 'The body is larger than allowed.',
  422: 'This cannot be ordered.',
  429: 'There is no room for more, or more was asked than allowed; `Retry-After` then says when to come back.',
  500: 'The server failed.',
  501: 'The host has no function for this.',
  502: 'The host could not do it.',
};

/** @param server address of the versioned path, such as `/tallylight/v1` */
export function openApiDocument(routes: readonly Route[], version: string, server: string): OpenApiDocument {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    (paths[path] as Record<string, JsonSchema>)[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tallylight',
      version,
      description:
        'Times are epoch milliseconds, rates bytes per second, shares 0 to 1; what is not known is null. `ageMs` says how old the rows are.',
    },
    servers: [{ url: server }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: COMPONENTS, securitySchemes: { [SCHEME]: BEARER } },
  };
}

function operation(route: Route): JsonSchema {
  const { name, tag, summary, description, params = {}, query = {}, body, answers, line, problems = [] } = route;
  const parameters = [...parametersIn('path', params), ...parametersIn('query', query)];
  const responses: Record<string, JsonSchema> = {};
  for (const [status, schema] of Object.entries(answers)) {
    const files = line === undefined ? {} : filesOf(line);
    responses[status] = { description: 'Done.', content: { 'application/json': { schema }, ...files } };
  }
  for (const status of [400, ...ANY_PROBLEM, ...problems].sort((a, b) => a - b)) {
    const content = { 'application/problem+json': { schema: ref('Problem') } };
    responses[status] = { description: PROBLEMS[status] ?? 'A problem.', content };
  }
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            description: body.summary,
            required: body.optional !== true,
            content: Object.fromEntries(
              (body.types ?? ['application/json']).map((type) => [type, { schema: body.schema }]),
            ),
          },
        }),
    // Version 3.1 has room for the names of roles here; none is needed where the list is empty.
    security: route.role === 'anyone' ? [] : [{ [SCHEME]: [route.role] }],
    ...(route.permission === undefined ? {} : { 'x-permission': route.permission }),
    ...(route.whole ? { 'x-row-scope': 'none' } : {}),
    responses,
  };
}

function parametersIn(place: 'path' | 'query', parameters: Parameters): object[] {
  return Object.entries(parameters).map(([name, { summary, schema }]) => ({
    name,
    in: place,
    description: summary,
    ...(place === 'path' ? { required: true } : {}),
    // A list is one parameter, its items parted by commas.
    ...(schema.type === 'array' ? { style: 'form', explode: false } : {}),
    schema,
  }));
}

/** The version 3.1 cannot say what a line of NDJSON is, so that stands in an extension. */
function filesOf(line: JsonSchema): JsonSchema {
  const file = { schema: { type: 'string' }, 'x-line': line };
  return { 'text/csv': file, 'application/x-ndjson': file };
}
