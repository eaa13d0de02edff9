/** docs/rest.md, made from the OpenAPI document: each route by its group, then the shapes that more than one of them use. */

type Schema = { readonly [keyword: string]: unknown };

interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly description: string; readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content: Content }>>;
  /** Roles that may ask; empty: anyone. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly 'x-permission'?: string;
  readonly 'x-row-scope'?: string;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface RestDocument {
  readonly info: { readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export function restPage(document: RestDocument, writtenBy: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
  );
  const server = document.servers[0]?.url ?? '';
  const lines = [
    '# REST',
    '',
    `Every route below \`${server}\` (the option \`basePath\` moves it). The same as an OpenAPI 3.1 document:`,
    `\`GET ${server}/openapi.json\`; in the tests every request and answer is held against it. Written from the routes by`,
    `\`${writtenBy}\`; do not edit.`,
    '',
    document.info.description,
    '',
    'Lists come by page: `limit` rows, then `next`, which is given back as `cursor` with the same `sort`; null is the end. A row',
    'that comes or goes between two pages makes no other row be told twice or left out; one whose sort value moves meanwhile may',
    'move across the place where the page ended. A parameter that a route does not know is refused. A list parameter takes',
    'several values parted by commas.',
    '',
    'CSV and NDJSON come as files. In CSV a text that a spreadsheet would run as a formula begins with an apostrophe.',
    '',
    'Errors are `application/problem+json` (RFC 9457) with a stable `code`; a fault in the query or the body also says `path`,',
    '`rule` and `received`. What an operator does lives under `/actions/`, so that a proxy can tell it from reading.',
    '',
    'Each route says who may ask (docs/access.md): an admin may what an operator may, an operator what a viewer may. Rows that a',
    'caller may not see are in no list, count or file. Without the option `access` only this machine is served, all of it.',
    '',
  ];
  for (const tag of document.tags) {
    const own = operations.filter(({ operation }) => operation.tags.includes(tag.name));
    lines.push(`## ${tag.name[0]?.toUpperCase()}${tag.name.slice(1)}`, '', tag.description, '');
    for (const { path, method, operation } of own) lines.push(...routeLines(method, path, operation));
  }
  lines.push('## Shapes', '', 'A field in *italics* may be missing.', '');
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    lines.push(`### ${name}`, '', ...fieldTable(schema), '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Who may ask, in words. */
function whoMay({ security, 'x-permission': permission, 'x-row-scope': scope }: Operation): string {
  const role = security.flatMap((scheme) => Object.values(scheme)).flat()[0];
  if (role === undefined) return 'anyone';
  const who = role === 'device' ? 'the device itself, or an operator without a row scope' : role;
  return `${who}${permission === undefined ? '' : ` with the permission ${permission}`}${scope === 'none' ? ', without a row scope' : ''}`;
}

function routeLines(method: string, path: string, operation: Operation): string[] {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const lines = [`### ${method.toUpperCase()} ${path}`, '', summary, ''];
  if (description !== undefined) lines.push(description, '');
  lines.push(`Who: ${whoMay(operation)}.`, '');
  if (parameters.length > 0) {
    lines.push('| parameter | in | values | what it says |', '|---|---|---|---|');
    for (const one of parameters) {
      lines.push(`| \`${one.name}\` | ${one.in} | ${cell(typeOf(one.schema))} | ${cell(one.description)} |`);
    }
    lines.push('');
  }
  if (requestBody !== undefined) {
    const types = Object.keys(requestBody.content);
    const schema = requestBody.content[types[0] ?? '']?.schema ?? {};
    const optional = requestBody.required ? '' : ', may be left out';
    lines.push(`Body (${types.map((type) => `\`${type}\``).join(' or ')}${optional}): ${requestBody.description}`, '');
    if (schema.properties !== undefined) lines.push(...fieldTable(schema), '');
  }
  const good = Object.entries(responses).filter(([status]) => status < '300');
  const [, answer] = good[0] ?? [];
  const json = answer?.content['application/json']?.schema ?? {};
  const files = Object.keys(answer?.content ?? {}).filter((type) => type !== 'application/json');
  const also = files.length === 0 ? '' : `, or as a file: ${files.map((type) => `\`${type}\``).join(', ')}`;
  lines.push(`Answer ${good.map(([status]) => status).join(' or ')}${also}:`, '', ...fieldTable(json), '');
  const bad = Object.keys(responses).filter((status) => status >= '400');
  lines.push(`Problems: ${bad.join(', ')}.`, '');
  return lines;
}

function fieldTable(schema: Schema): string[] {
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
  if (properties.length === 0) return [`${typeOf(schema)}.`];
  const required = (schema.required ?? []) as readonly string[];
  return [
    '| field | values | what it says |',
    '|---|---|---|',
    ...properties.map(([name, field]) => {
      const shown = required.includes(name) ? `\`${name}\`` : `*${name}*`;
      return `| ${shown} | ${cell(typeOf(field))} | ${cell(String(field.description ?? ''))} |`;
    }),
  ];
}

/** A schema in a few words. */
function typeOf(schema: Schema): string {
  const { $ref, anyOf, const: only, enum: values, type, items } = schema;
  if (typeof $ref === 'string') return linkTo($ref);
  if (Array.isArray(anyOf)) return [...new Set((anyOf as Schema[]).map(typeOf))].join(' or ');
  if (only !== undefined) return `\`${String(only)}\``;
  if (Array.isArray(values)) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one as string })).join(' or ');
  if (type === 'array') return items === undefined ? 'tuple' : `list of ${typeOf(items as Schema)}`;
  if (type === 'object') return objectText(schema);
  return `${type === 'string' ? 'text' : String(type ?? 'anything')}${bounds(schema)}`;
}

function objectText({ properties, additionalProperties }: Schema): string {
  const names = Object.keys((properties ?? {}) as object);
  const others = typeof additionalProperties === 'object' ? typeOf(additionalProperties as Schema) : '';
  if (names.length === 0) return others === '' ? 'object' : `map of ${others}`;
  return `{ ${names.join(', ')}${others === '' ? '' : ', …'} }`;
}

function bounds({ minimum, maximum }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return ` ${minimum}–${maximum}`;
  return minimum === undefined ? '' : ` ≥ ${minimum}`;
}

function linkTo(ref: string): string {
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  return `[${name}](#${name.toLowerCase()})`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
