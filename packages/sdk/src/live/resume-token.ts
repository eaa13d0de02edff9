/**
 * The token with which a reader takes up its session again, for a day: who it was, which session, what it had subscribed. It
 * is signed and not secret; it does not replace signing in. The server keeps nothing for it.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../model/caller.ts';
import { decodeWanted } from './client-message.ts';
import type { Wanted } from './subscriptions.ts';

export const RESUME_TTL_MS: number = 24 * 3_600_000;

/** Longest token that a hello may carry; subscriptions that do not fit are left out. */
const MAX_TOKEN_CHARS = 4096;

export interface Resumed {
  readonly sid: string;
  readonly subject: string;
  /** Equal as long as the reader may see the same. */
  readonly view: string;
  readonly wanted: readonly Wanted[];
}

export interface ResumeTokens {
  issue(resumed: Resumed): string;
  /** What the token says; `undefined` when it is not ours, is broken, or has ended. */
  read(token: string): Resumed | undefined;
}

export function createResumeTokens(key: Uint8Array, nowMs: () => number): ResumeTokens {
  const sign = (body: string): Buffer => createHmac('sha256', key).update(body).digest();

  function seal(resumed: Resumed): string {
    const { sid, subject, view, wanted } = resumed;
    const body = Buffer.from(JSON.stringify([1, sid, subject, view, nowMs() + RESUME_TTL_MS, wanted])).toString(
      'base64url',
    );
    return `${body}.${sign(body).toString('base64url')}`;
  }

  return {
    issue(resumed) {
      const token = seal(resumed);
      return token.length <= MAX_TOKEN_CHARS ? token : seal({ ...resumed, wanted: [] });
    },
    read(token) {
      if (token.length > MAX_TOKEN_CHARS) return undefined;
      const [body, signature, ...rest] = token.split('.');
      if (body === undefined || signature === undefined || rest.length > 0) return undefined;
      const given = Buffer.from(signature, 'base64url');
      const right = sign(body);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      // What we signed has our own form; the lock was the only door.
      const [version, sid, subject, view, expiresAtMs, wanted] = JSON.parse(
        Buffer.from(body, 'base64url').toString(),
      ) as [number, string, string, string, number, unknown];
      if (version !== 1 || nowMs() > expiresAtMs) return undefined;
      return { sid, subject, view, wanted: decodeWanted(wanted) };
    },
  };
}

/** What a caller may see, in a few characters: another one means another view. */
export function viewOf(caller: Caller | undefined): string {
  if (caller === undefined) return '*';
  const seen = [[...caller.roles].sort(), [...caller.permissions].sort(), caller.scopeKey];
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 12);
}
