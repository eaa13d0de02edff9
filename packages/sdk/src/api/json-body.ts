/** The JSON body of a request, held against the schema that its route declares. */
import { faultOf } from './check.ts';
import { shapeFault } from './json-shape.ts';
import type { Problem } from './problem.ts';
import type { JsonSchema } from './schema.ts';

export interface RouteBody {
  readonly summary: string;
  readonly schema: JsonSchema;
  /** @default application/json */
  readonly types?: readonly string[];
  /**
   * How a body that does not fit is answered. Without it the route reads the body itself: where a device or a rule engine must
   * be heard in spite of a wrong field.
   */
  readonly refusal?: { readonly title: string; readonly code: string };
  /** May be left out; it is `{}` then. */
  readonly optional?: true;
}

/** The value; `undefined` for a body that the route reads itself. */
export function readJsonBody(
  declared: RouteBody | undefined,
  body: Buffer,
): { readonly json: unknown } | { readonly problem: Problem } {
  if (declared?.refusal === undefined) return { json: undefined };
  let json: unknown;
  try {
    json = body.length === 0 && declared.optional ? {} : JSON.parse(body.toString());
  } catch {
    json = undefined;
  }
  const misshapen = shapeFault(json);
  const fault =
    misshapen === undefined
      ? faultOf(declared.schema, json, 'body')
      : { path: 'body', rule: misshapen, received: 'something else' };
  if (fault === undefined) return { json };
  const detail = `${fault.path} must be ${fault.rule}, received ${fault.received}`;
  return { problem: { status: 400, ...declared.refusal, detail, ...fault } };
}
