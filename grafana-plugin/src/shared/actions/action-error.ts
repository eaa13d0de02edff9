/**
 * Why an action did not happen, in words that say whose turn it is. Two refuse: Grafana's proxy (role, missing token) and the
 * server (its own codes); their answers look alike only by accident.
 */
export interface ActionError {
  readonly sentence: string;
  readonly next: string;
}

interface Answer {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly told: string | undefined;
}

/** What Grafana's fetch rejects with (`{ status, statusText, data }`), or any other thing that was thrown. */
export function toActionError(error: unknown): ActionError {
  const { status, code, told } = read(error);
  if (status === undefined) {
    return { sentence: told ?? 'The request did not get through.', next: 'Check the connection and try again.' };
  }
  // The server's problem has a code, Grafana's own refusal has none.
  if (status === 403 && code === undefined) {
    return {
      sentence: 'Grafana did not let this through: actions need the role Editor.',
      next: 'Ask an editor of this organisation.',
    };
  }
  if (
    status === 401 ||
    code === 'bad-token' ||
    code === 'token-expired' ||
    /authentication to data source/i.test(told ?? '')
  ) {
    return {
      sentence: 'The server did not accept the operator token.',
      next: 'Enter a valid operator token in the settings of the data source.',
    };
  }
  if (status === 403) {
    return {
      sentence: 'The operator token may not do this.',
      next: 'Enter a token with the role operator in the settings of the data source.',
    };
  }
  if (status === 404)
    return { sentence: told ?? 'The server does not know it any more.', next: 'It may have gone; look again.' };
  if (status === 501) {
    return { sentence: 'The server has no function for this.', next: 'Its developers can give it one.' };
  }
  if (status === 429)
    return { sentence: told ?? 'There is too much waiting already.', next: 'Wait a little and try again.' };
  if (status === 502 && code === undefined) {
    return { sentence: 'Grafana does not reach the server.', next: 'Check that the server runs.' };
  }
  if (status === 502) return { sentence: told ?? 'The server tried and failed.', next: 'Its log says why.' };
  return { sentence: told ?? `The server answered ${status}.`, next: 'Try again; if it stays so, look into its log.' };
}

function read(error: unknown): Answer {
  const { status, data, message, statusText } = toRecord(error);
  const { code, detail, title, message: proxyMessage } = toRecord(data);
  return {
    status: typeof status === 'number' && status > 0 ? status : undefined,
    code: toText(code),
    told: toText(detail) ?? toText(title) ?? toText(proxyMessage) ?? toText(message) ?? toText(statusText),
  };
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
