/** What the two transports over plain HTTP share: one POST, and a refusal in the words of a close. */

/** Posts a frame. Throws when the answer is not a success. No header is set, so that a page needs no preflight. */
export async function post(url: URL, body: string, { signal }: AbortController): Promise<Response> {
  const response = await fetch(url, { method: 'POST', body, signal });
  if (response.ok) return response;
  // Only a word of our own server is final; whatever a proxy thinks may be different on the next try.
  const { code } = (await response.json().catch(() => ({}))) as { code?: string };
  const isFinal = response.status === 403 && code && code !== 'token-expired';
  throw { close: isFinal ? 4403 : 1006, message: code ?? `HTTP ${response.status}` };
}

/** The close code and the reason that an error stands for. */
export function toClose(error: unknown): [code: number, reason: string] {
  const { close = 1006, message } = error as { close?: number; message: string };
  return [close, message];
}
