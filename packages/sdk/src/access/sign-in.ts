/**
 * From a token to a caller: static tokens, then JWT, then the host's own sign-in; the first that knows it decides. Whatever
 * fails refuses; nothing here throws or rejects, and nothing waits longer than five seconds for the host.
 */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Caller } from '../model/caller.ts';
import { createCaller } from './caller.ts';
import { readClaims } from './claims.ts';
import { type Grant, readGrant } from './grant.ts';
import { createJwtVerifier, looksLikeJwt } from './jwt.ts';
import { type Refused, refusedFor } from './refusals.ts';
import type { ResolvedAccess } from './resolve-access.ts';
import type { Places } from './scope.ts';
import { createTokenTable } from './tokens.ts';

export interface SignIn {
  /** @param token `undefined`: none came, and only the host's sign-in can know who asks */
  signIn(request: IncomingMessage, token: string | undefined): Promise<Caller | Refused>;
}

const PATIENCE_MS = 5000;
/** Answers of the host that may be awaited at one time; more of them are refused at once. */
const MAX_AWAITED = 256;

type Found = { readonly grant: Grant } | Refused;

export function createSignIn(parts: {
  readonly settings: Pick<ResolvedAccess, 'tokens' | 'jwt' | 'claims' | 'authenticate'>;
  readonly places: Places;
  readonly clock: Clock;
  readonly faults: Pick<Faults, 'report'>;
}): SignIn {
  const { settings, places, clock, faults } = parts;
  const tokens = createTokenTable(settings.tokens);
  const onFault = (error: unknown): void => faults.report('access', error);
  const jwt = settings.jwt && createJwtVerifier({ rules: settings.jwt, nowMs: () => clock.nowMs(), onFault });
  let awaited = 0;

  async function byJwt(token: string): Promise<Found | undefined> {
    if (jwt === undefined || !looksLikeJwt(token)) return undefined;
    const outcome = await jwt.verify(token);
    if ('refused' in outcome) {
      if (outcome.refused === 'unavailable') return refusedFor('sign-in');
      return outcome.refused === 'expired' ? refusedFor('expired') : undefined;
    }
    try {
      const read = readClaims(outcome.claims, settings.claims);
      if ('grant' in read) return read;
      // A good token of somebody whom we give no role, or whose scope cannot be read.
      return refusedFor('role');
    } catch (error) {
      onFault(error);
      return refusedFor('sign-in');
    }
  }

  async function byHost(request: IncomingMessage, token: string | undefined): Promise<Found | undefined> {
    const { authenticate } = settings;
    if (authenticate === undefined) return undefined;
    if (awaited >= MAX_AWAITED) return refusedFor('rate', PATIENCE_MS);
    awaited += 1;
    let stopWaiting = (): void => {};
    const late = new Promise<never>((_resolve, reject) => {
      const fail = (): void => reject(new Error(`access.authenticate did not answer within ${PATIENCE_MS} ms`));
      stopWaiting = clock.after(PATIENCE_MS, fail);
    });
    try {
      const answer = (async () => authenticate(request, token))();
      // After the patience is over nobody awaits it any more.
      answer.catch(() => {});
      const given: unknown = await Promise.race([answer, late]);
      if (given === undefined || given === null) return undefined;
      const read = readGrant(given, 'the answer of access.authenticate');
      if ('grant' in read) return read;
      throw new Error(read.wrong);
    } catch (error) {
      onFault(error);
      return refusedFor('sign-in');
    } finally {
      stopWaiting();
      awaited -= 1;
    }
  }

  const callerOf = (found: Found): Caller | Refused => ('grant' in found ? createCaller(found.grant, places) : found);

  return {
    async signIn(request, token) {
      const known = token === undefined ? undefined : tokens.find(token);
      const byToken = known !== undefined || token === undefined ? undefined : await byJwt(token);
      // What jose has let pass within its tolerance is not refused here a moment later.
      if (byToken !== undefined) return callerOf(byToken);
      const found = known === undefined ? await byHost(request, token) : { grant: known };
      if (found === undefined) return refusedFor(token === undefined ? 'no-token' : 'bad-token');
      const isOver = 'grant' in found && (found.grant.expiresAtMs ?? Number.POSITIVE_INFINITY) <= clock.nowMs();
      return isOver ? refusedFor('expired') : callerOf(found);
    },
  };
}
