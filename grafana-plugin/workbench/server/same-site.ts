/**
 * Who may use the workbench. A Grafana asks for a login; the workbench signs everybody in, so it lets in only pages of its
 * own: an Origin must name the host that was asked (as Grafana's CSRF check wants), and on a loopback address the Host must
 * be a loopback name, or any page in the same browser could reach the target through us.
 */

const LOOPBACK_NAMES = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const LOOPBACK_ADDRESSES = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Whether a request with these headers is served by a server that listens on `listenHost`. */
export function isAllowed(
  headers: { host?: string | undefined; origin?: string | undefined },
  listenHost: string,
): boolean {
  const host = hostnameOf(`http://${headers.host ?? ''}`);
  if (host === undefined) return false;
  if (LOOPBACK_ADDRESSES.test(listenHost) && !LOOPBACK_NAMES.test(host)) return false;
  return headers.origin === undefined || hostnameOf(headers.origin) === host;
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
