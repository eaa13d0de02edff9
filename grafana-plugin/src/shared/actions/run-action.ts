/** Sends an action through Grafana's proxy, by the route that adds the operator token and asks for the role Editor. */
import { config, getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import { API_BELOW_INSTANCE } from '../../datasource/channel-url.ts';
import { type ActionError, toActionError } from './action-error.ts';
import { type Action, toActionRequest } from './action-path.ts';

export type ActionResult =
  | { readonly ok: true; readonly isDone: boolean; readonly answer: unknown }
  | { readonly ok: false; readonly error: ActionError };

/** What the host of the server lets operators do. */
export interface AvailableActions {
  readonly stream: readonly string[];
  readonly device: readonly string[];
}

/** Never rejects. `isDone` is false while the server is still at it (202). */
export async function runAction(uid: string, action: Action): Promise<ActionResult> {
  const { path, body } = toActionRequest(action);
  try {
    const request = {
      url: toUrl(uid, path),
      method: 'POST',
      data: body,
      showErrorAlert: false,
      showSuccessAlert: false,
    };
    const { status, data } = await lastValueFrom(getBackendSrv().fetch<unknown>(request));
    return { ok: true, isDone: status !== 202, answer: data };
  } catch (error) {
    return { ok: false, error: toActionError(error) };
  }
}

/** What can be done there; nothing when it cannot be asked. */
export async function fetchAvailable(uid: string): Promise<AvailableActions> {
  try {
    const request = { url: toUrl(uid, ''), showErrorAlert: false };
    const { data } = await lastValueFrom(getBackendSrv().fetch<Partial<AvailableActions>>(request));
    return { stream: data.stream ?? [], device: data.device ?? [] };
  } catch {
    return { stream: [], device: [] };
  }
}

/** Whether this person may act at all, as Grafana's proxy will judge; the server judges again. */
export function mayAct(): boolean {
  const { orgRole, isGrafanaAdmin } = config.bootData.user;
  return isGrafanaAdmin || orgRole === 'Editor' || orgRole === 'Admin';
}

/** How this person is named in acknowledgements. */
export function whoActs(): string {
  const { name, login, email } = config.bootData.user;
  return name || login || email || 'somebody';
}

function toUrl(uid: string, path: string): string {
  return `/api/datasources/proxy/uid/${encodeURIComponent(uid)}${API_BELOW_INSTANCE}/actions${path}`;
}
