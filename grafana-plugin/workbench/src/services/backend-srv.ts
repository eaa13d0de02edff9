/**
 * Grafana's HTTP client for plugins, on fetch. An answer outside of 2xx becomes the error object that Grafana throws:
 * `{ status, statusText, data, config }`, where `data` is the parsed body, or `{ message }` for a body that is not JSON.
 */
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { defer, from, lastValueFrom, type Observable } from 'rxjs';

async function send<T>(config: BackendSrvRequest): Promise<FetchResponse<T>> {
  const url = new URL(config.url, window.location.origin);
  for (const [name, value] of Object.entries(config.params ?? {})) {
    if (value !== undefined && value !== null) url.searchParams.append(name, String(value));
  }
  const hasBody = config.data !== undefined;
  const response = await fetch(url, {
    method: config.method ?? 'GET',
    headers: {
      accept: 'application/json, text/plain, */*',
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...config.headers,
    },
    ...(hasBody ? { body: typeof config.data === 'string' ? config.data : JSON.stringify(config.data) } : {}),
    ...(config.abortSignal === undefined ? {} : { signal: config.abortSignal }),
  });
  const data = await readBody(response, config.responseType);
  const { status, statusText, ok, headers, redirected, type } = response;
  if (ok) return { data: data as T, status, statusText, ok, headers, redirected, type, url: response.url, config };
  const told = typeof data === 'object' && data !== null ? data : { message: String(data) };
  const error: FetchError = { status, statusText, data: told, config };
  throw error;
}

async function readBody(response: Response, type: BackendSrvRequest['responseType']): Promise<unknown> {
  if (type === 'blob') return response.blob();
  if (type === 'arraybuffer') return response.arrayBuffer();
  const text = await response.text();
  if (type === 'text') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function fetchOnce<T>(config: BackendSrvRequest): Observable<FetchResponse<T>> {
  return defer(() => from(send<T>(config)));
}

async function request<T>(config: BackendSrvRequest): Promise<T> {
  return (await lastValueFrom(fetchOnce<T>(config))).data;
}

/** What `getBackendSrv()` returns. */
export const backendSrv: BackendSrv = {
  fetch: fetchOnce,
  request,
  get: (url, params, _requestId, options) => request({ ...options, url, params, method: 'GET' }),
  delete: (url, data, options) => request({ ...options, url, data, method: 'DELETE' }),
  post: (url, data, options) => request({ ...options, url, data, method: 'POST' }),
  patch: (url, data, options) => request({ ...options, url, data, method: 'PATCH' }),
  put: (url, data, options) => request({ ...options, url, data, method: 'PUT' }),
  datasourceRequest: (config) => lastValueFrom(fetchOnce(config)),
  chunked: () => {
    throw new Error('chunked is not part of the workbench');
  },
};
