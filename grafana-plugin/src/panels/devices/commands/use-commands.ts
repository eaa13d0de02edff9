/**
 * Follows the commands that were sent from here to their end: asks the server how far they are, and hears their end from the
 * live channel at once where the panel asks for `activity`. The end of one whose dialog is closed is told as a notification.
 */
import type { DataFrame } from '@grafana/data';
import { useEffect, useMemo, useRef, useState } from 'react';
import { tell } from '../../../shared/toasts/tell.ts';
import { fetchDevice } from '../details/rest.ts';
import { readCommandEnds } from '../events.ts';
import type { IssuedCommand } from './CommandDialog.tsx';
import { type Progress, toProgress, toVerb } from './progress.ts';

interface Followed extends IssuedCommand {
  readonly status: string;
  readonly detail: string | null;
}

export interface Commands {
  follow(command: IssuedCommand): void;
  progressOf(id: string | undefined): Progress | undefined;
}

const ASK_EVERY_MS = 1_000;
const ENDS = ['ok', 'failed', 'timeout', 'refused'];

/** `openId`: the command whose dialog is open. */
export function useCommands(
  uid: string | undefined,
  frames: readonly DataFrame[],
  openId: string | undefined,
): Commands {
  const [followed, setFollowed] = useState<ReadonlyMap<string, Followed>>(new Map());
  const told = useRef(new Set<string>());
  const running = useMemo(() => [...followed.values()].filter(({ status }) => !ENDS.includes(status)), [followed]);

  useEffect(() => {
    if (uid === undefined || running.length === 0) return;
    const timer = setInterval(() => {
      for (const key of new Set(running.map(({ device }) => device.key))) {
        void fetchDevice(uid, key).then((asked) => {
          if (asked.ok)
            for (const { id, status, detail } of asked.value.commands) update(setFollowed, id, status, detail);
        });
      }
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [uid, running]);

  useEffect(() => {
    const ids = new Set(running.map(({ id }) => id));
    for (const { id, result, detail } of readCommandEnds(frames, ids)) update(setFollowed, id, result, detail);
  }, [frames, running]);

  useEffect(() => {
    for (const command of followed.values()) {
      if (!ENDS.includes(command.status) || told.current.has(command.id)) continue;
      told.current.add(command.id);
      if (command.id === openId) continue;
      const { end, sentence } = toProgressOf(command);
      tell({
        severity: end === 'ok' ? 'success' : end === 'timeout' ? 'warning' : 'error',
        title: `${toVerb(command.name)}: ${command.device.name}`,
        text: sentence,
      });
    }
  }, [followed, openId]);

  return {
    follow: (command) =>
      setFollowed((before) => new Map(before).set(command.id, { ...command, status: 'queued', detail: null })),
    progressOf: (id) => {
      const command = id === undefined ? undefined : followed.get(id);
      return command === undefined ? undefined : toProgressOf(command);
    },
  };
}

function toProgressOf(command: Followed): Progress {
  return toProgress(command, command.device.name, command.device.heartbeatIntervalMs);
}

function update(
  set: (change: (before: ReadonlyMap<string, Followed>) => ReadonlyMap<string, Followed>) => void,
  id: string,
  status: string,
  detail: string | null,
): void {
  set((before) => {
    const known = before.get(id);
    // An end stays: an answer that was under way may be older.
    if (known === undefined || known.status === status || ENDS.includes(known.status)) return before;
    return new Map(before).set(id, { ...known, status, detail });
  });
}
