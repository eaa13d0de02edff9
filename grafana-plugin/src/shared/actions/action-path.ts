/** The paths of what an operator may do, below `tallylight/v1`, with their bodies. Once, so that no panel writes an address. */

export type StreamVerb = 'start' | 'stop' | 'restart';

/** A thing that can be muted. */
export type MuteTarget = { readonly stream: string } | { readonly device: string } | { readonly site: string };

export type Action =
  | { readonly kind: 'stream'; readonly verb: StreamVerb; readonly stream: string }
  | {
      readonly kind: 'command';
      readonly device: string;
      readonly name: string;
      readonly args?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'acknowledge';
      readonly alert: string;
      readonly by: string;
      readonly note?: string;
      readonly untilMs?: number;
    }
  | {
      readonly kind: 'mute';
      readonly target: MuteTarget;
      readonly untilMs: number;
      readonly reason: string;
      readonly by?: string;
    }
  | { readonly kind: 'unmute'; readonly target: MuteTarget };

export interface ActionRequest {
  /** Below `tallylight/v1/actions`, beginning with a slash. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export function toActionRequest(action: Action): ActionRequest {
  switch (action.kind) {
    case 'stream':
      return { path: `/streams/${encodeURIComponent(action.stream)}/${action.verb}`, body: {} };
    case 'command': {
      const { device, name, args } = action;
      return { path: `/devices/${encodeURIComponent(device)}/commands`, body: { name, ...(args && { args }) } };
    }
    case 'acknowledge': {
      const { alert, by, note, untilMs } = action;
      return {
        path: `/alerts/${encodeURIComponent(alert)}/ack`,
        body: { by, ...(note && { note }), ...(untilMs !== undefined && { untilMs }) },
      };
    }
    case 'mute': {
      const { target, untilMs, reason, by } = action;
      return { path: '/mute', body: { target, untilMs, reason, ...(by && { by }) } };
    }
    case 'unmute':
      return { path: '/unmute', body: { target: action.target } };
  }
}
