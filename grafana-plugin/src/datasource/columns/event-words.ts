/** Each event as one sentence, for tables, annotations and toasts. The subject is named by its id. */
import type { EventName, EventPayloads } from '@tallylight/protocol';
import { toSpanWords } from '../../shared/words.ts';

type Sentences = { readonly [N in EventName]: (payload: EventPayloads[N]) => string };

const because = (reason: string | null | undefined): string => (reason ? `: ${reason}` : '');

const SENTENCES: Sentences = {
  'stream-starting': ({ stream }) => `${stream} is starting`,
  'stream-up': ({ stream, startDurationMs }) =>
    startDurationMs === undefined ? `${stream} is up` : `${stream} is up after ${toSpanWords(startDurationMs)}`,
  'stream-idle': ({ stream }) => `${stream} has no viewers`,
  'stream-down': ({ stream, reason }) => `${stream} is down${because(reason)}`,
  'stream-off': ({ stream }) => `${stream} is off`,
  'stream-unknown': ({ stream }) => `Nobody can tell how ${stream} is`,
  'stream-restarted': ({ stream, reason }) => `${stream} was restarted${because(reason)}`,
  'stream-picture-lost': ({ stream, picture }) => `The picture of ${stream} is ${picture}`,
  'stream-picture-back': ({ stream, picture }) => `The picture of ${stream} is no longer ${picture}`,
  'stream-health-changed': ({ stream, previous, band, reason }) =>
    `Health of ${stream} went from ${previous} to ${band}${because(reason)}`,
  'session-started': ({ stream, country }) => `A viewer from ${country} joined ${stream}`,
  'session-ended': ({ stream, country, durationMs }) =>
    `A viewer from ${country} left ${stream} after ${toSpanWords(durationMs)}`,
  'device-online': ({ device, site }) => `${device} is online${at(site)}`,
  'device-offline': ({ device, site }) => `${device} is offline${at(site)}`,
  'device-status-changed': ({ device, site, previous, state }) =>
    `${device} went from ${previous} to ${state}${at(site)}`,
  'playback-started': ({ device, title, campaign }) => `${device} plays ${title}${of(campaign)}`,
  'playback-stopped': ({ device, title, playedMs }) => `${device} stopped ${title} after ${toSpanWords(playedMs)}`,
  'command-completed': ({ device, command, result, detail }) =>
    `${command} of ${device}: ${result === 'ok' ? 'done' : result}${because(detail)}`,
  'alert-raised': ({ summary }) => summary,
  'alert-joined': ({ alert, source }) => `${source} says so too: ${alert}`,
  'alert-acknowledged': ({ alert, by, note }) => `${by} has seen ${alert}${because(note)}`,
  'alert-resolved': ({ alert, durationMs }) => `Over after ${toSpanWords(durationMs)}: ${alert}`,
};

const at = (site: string | null): string => (site === null ? '' : ` at ${site}`);
const of = (campaign: string | null): string => (campaign === null ? '' : ` (${campaign})`);

/** The sentence; the bare name of an event that is not known here, or whose payload has another shape. */
export function toEventWords({ name, payload }: { readonly name: EventName; readonly payload: unknown }): string {
  if (!Object.hasOwn(SENTENCES, name) || typeof payload !== 'object' || payload === null) return name;
  return (SENTENCES[name] as (payload: unknown) => string)(payload);
}
