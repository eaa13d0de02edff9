/**
 * What routes see of the rest, as much of it as a caller may see. Rows are taken away here, before any filter, sort or page of
 * a route, so that no route can forget it and no total counts what is hidden.
 */
import type { Rows, RowTopic } from '@tallylight/protocol';
import type { Caller } from '../model/caller.ts';
import { isNarrowed, narrowing } from '../model/row-scope.ts';
import type { ActionOutcome, RouteSource } from './route.ts';

type Row = Readonly<Record<string, unknown>> | undefined;

export function scopedSource(source: RouteSource, caller: Caller): RouteSource {
  const { permissions } = caller;
  const mayName = permissions.has('personal');
  const seesAll = !isNarrowed(caller.scope) && permissions.has('revenue') && mayName && caller.has('viewer');
  if (seesAll) return source;
  const narrows = narrowing(caller.scope);

  function row<T extends RowTopic>(topic: T, key: string): Rows[T] | undefined {
    if (!caller.mayRead(topic)) return undefined;
    const found = source.row(topic, key);
    return found !== undefined && caller.sees(topic, key, found as unknown as Row) ? found : undefined;
  }

  const sees = (noun: unknown, id: unknown): boolean => {
    if (typeof id !== 'string') return false;
    if (noun === 'stream') return caller.sees('streams', id, undefined);
    if (noun === 'device') return caller.sees('devices', id, source.row('devices', id) as unknown as Row);
    return noun === 'site' && caller.sees('sites', id, source.row('sites', id) as unknown as Row);
  };
  /** A target that names what this caller may see. One that names nothing goes on, to be refused as such. */
  const mayMute = (body: unknown): boolean => {
    const target = (body as { target?: unknown } | null)?.target;
    return Object.entries(typeof target === 'object' && target !== null ? target : {}).every(([noun, id]) =>
      sees(noun, id),
    );
  };
  const missing = (noun: string, id: string): ActionOutcome => ({
    refused: 'missing',
    detail: `there is no ${noun} ${JSON.stringify(id)}`,
  });

  return {
    ...source,
    row,
    *keys(topic) {
      if (!caller.mayRead(topic)) return;
      for (const key of source.keys(topic)) if (row(topic, key) !== undefined) yield key;
    },
    devices: {
      ...source.devices,
      page: (id) => (sees('device', id) ? source.devices.page(id) : undefined),
      timeline: (id) => (sees('device', id) ? source.devices.timeline(id) : undefined),
      proofOfPlay: () => (narrows.sites ? [] : source.devices.proofOfPlay()),
    },
    history: {
      ...source.history,
      rows(metric, period, stream) {
        const maySee = stream === undefined ? !narrows.streams : sees('stream', stream);
        return maySee ? source.history.rows(metric, period, stream) : undefined;
      },
    },
    sessions: {
      list(filter, how) {
        // A page across streams would end at a row that may not be seen; the route asks for the stream first.
        const maySee = filter.stream === undefined ? !narrows.streams : sees('stream', filter.stream);
        if (!maySee || (filter.user !== undefined && !mayName)) return { rows: [], last: null };
        const found = source.sessions.list(filter, how);
        // Even as a hash it tells which sessions are one person's.
        return mayName ? found : { ...found, rows: found.rows.map((row) => ({ ...row, user: null })) };
      },
    },
    mutes: {
      list: () =>
        source.mutes.list().filter((mute) => {
          const { noun, id } = mute as { readonly noun?: unknown; readonly id?: unknown };
          return sees(noun, id);
        }),
      set: (body) =>
        mayMute(body) ? source.mutes.set(body) : { wrong: 'target must be one that this caller may see' },
      end: (body) => mayMute(body) && source.mutes.end(body),
    },
    alerts: {
      ...source.alerts,
      history: () => source.alerts.history().filter((alert) => caller.sees('alerts', alert.key, { ...alert })),
      acknowledge: (key, by, how) => row('alerts', key) !== undefined && source.alerts.acknowledge(key, by, how),
    },
    actions: {
      ...source.actions,
      stream: async (id, verb) => (sees('stream', id) ? source.actions.stream(id, verb) : missing('stream', id)),
      command: async (id, body) => (sees('device', id) ? source.actions.command(id, body) : missing('device', id)),
    },
  };
}
