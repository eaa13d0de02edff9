/**
 * What a reader may say, as schemas: everything from the wire passes here before it is used. Unknown fields and unknown
 * operations are ignored, as the protocol says; known ones must be whole.
 */
import type {
  AuthMessage,
  FetchMessage,
  HelloMessage,
  PingRequestMessage,
  PongMessage,
  SubMessage,
  UnsubMessage,
} from '@tallylight/protocol';
import * as v from 'valibot';
import type { Wanted } from './subscriptions.ts';

const MAX_TERMS = 16;
const MAX_TEXT = 4096;

const shortText = v.pipe(v.string(), v.maxLength(256));
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const scalar = v.union([shortText, v.pipe(v.number(), v.finite())]);

const filter = v.object({
  keys: v.optional(v.pipe(v.array(shortText), v.maxLength(1000))),
  where: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.maxLength(64)),
        v.union([scalar, v.boolean(), v.pipe(v.array(scalar), v.maxLength(100))]),
      ),
      v.check((terms) => Object.keys(terms).length <= MAX_TERMS, `at most ${MAX_TERMS} terms`),
    ),
  ),
});

const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const wanted = {
  id,
  topic: shortText,
  filter: v.optional(filter),
  minMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(3_600_000))),
};

const SCHEMAS = {
  hello: v.object({
    op: v.literal('hello'),
    v: v.number(),
    token: v.optional(v.pipe(v.string(), v.maxLength(MAX_TEXT))),
    resume: v.optional(v.pipe(v.string(), v.maxLength(MAX_TEXT))),
    device: v.optional(v.pipe(v.string(), v.maxLength(128))),
    restore: v.optional(v.boolean()),
    cursor: v.optional(shortText),
  }),
  sub: v.object({
    op: v.literal('sub'),
    ...wanted,
    cursor: v.optional(v.object({ e: v.pipe(v.string(), v.maxLength(32)), o: offset })),
  }),
  fetch: v.object({ op: v.literal('fetch'), id, from: v.pipe(offset, v.minValue(1)), to: offset }),
  unsub: v.object({ op: v.literal('unsub'), id }),
  auth: v.object({ op: v.literal('auth'), token: v.pipe(v.string(), v.maxLength(MAX_TEXT)) }),
  ping: v.object({ op: v.literal('ping'), n: v.pipe(v.number(), v.finite()) }),
  pong: v.object({ op: v.literal('pong'), n: v.pipe(v.number(), v.finite()) }),
} as const;

type Known = HelloMessage | SubMessage | FetchMessage | UnsubMessage | AuthMessage | PingRequestMessage | PongMessage;

export type Decoded =
  | { readonly message: Known }
  /** An operation of a later version. */
  | { readonly ignored: true }
  | { readonly fault: string; readonly id: number | undefined; readonly aboutFilter: boolean };

/** Decodes one message of a frame. Never throws. */
export function decodeClientMessage(value: unknown): Decoded {
  const op = (value as { op?: unknown } | null)?.op;
  if (typeof op !== 'string') return { fault: 'op must be a text', id: undefined, aboutFilter: false };
  if (!Object.hasOwn(SCHEMAS, op)) return { ignored: true };
  const result = v.safeParse(SCHEMAS[op as keyof typeof SCHEMAS], value, { abortEarly: true });
  if (result.success) return { message: result.output as Known };
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? op;
  const given = (value as { id?: unknown }).id;
  return {
    fault: `${path}: ${issue.message}`.slice(0, 200),
    id: typeof given === 'number' && Number.isSafeInteger(given) ? given : undefined,
    aboutFilter: path.startsWith('filter'),
  };
}

/** The subscriptions of a resume token; none when they are not whole. */
export function decodeWanted(value: unknown): readonly Wanted[] {
  const result = v.safeParse(v.array(v.object(wanted)), value);
  return result.success ? (result.output as readonly Wanted[]) : [];
}
