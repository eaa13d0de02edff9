/** Whether a caller may have a route: the one place where the role that a route declares is held against who asks. */
import type { Caller } from '../model/caller.ts';
import { maySpeakFor } from '../model/device-door.ts';
import { isNarrowed } from '../model/row-scope.ts';
import type { Route } from './route.ts';

export function mayAsk(
  route: Pick<Route, 'role' | 'permission' | 'whole'>,
  params: Readonly<Record<string, string>>,
  caller: Caller | undefined,
): boolean {
  if (route.role === 'anyone') return true;
  if (caller === undefined) return false;
  if (route.permission !== undefined && !caller.permissions.has(route.permission)) return false;
  if (route.whole && isNarrowed(caller.scope)) return false;
  return route.role === 'device' ? maySpeakFor(caller, params.id ?? '') : caller.has(route.role);
}
