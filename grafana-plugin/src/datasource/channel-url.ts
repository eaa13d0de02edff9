/** Where the server's API is found from the browser: behind Grafana's data source proxy, which adds the token. */
import { API_PATH, DEFAULT_BASE_PATH } from '@tallylight/protocol';

/** Path of the versioned API below the URL of an instance; the routes in plugin.json name the same. */
export const API_BELOW_INSTANCE = `${DEFAULT_BASE_PATH}${API_PATH}`;

/** The API of an instance. `instanceUrl` is Grafana's proxy path, `appSubUrl` where Grafana itself is mounted. */
export function toApiUrl(appSubUrl: string, instanceUrl: string): string {
  return `${appSubUrl}${instanceUrl.replace(/\/+$/, '')}${API_BELOW_INSTANCE}`;
}
