/** Whether a person has muted a stream: asked over REST while its menu is open, as no topic tells it. */
import { getBackendSrv } from '@grafana/runtime';
import { useEffect, useState } from 'react';
import { lastValueFrom } from 'rxjs';
import { API_BELOW_INSTANCE } from '../../datasource/channel-url.ts';

export interface Mute {
  readonly untilMs: number;
  readonly reason: string;
}

/** `undefined` while nobody knows, null when it is not muted. */
export function useMute(uid: string | undefined, stream: string): Mute | null | undefined {
  const [mute, setMute] = useState<Mute | null>();
  useEffect(() => {
    let isOver = false;
    setMute(undefined);
    if (uid === undefined) return;
    fetchMute(uid, stream)
      .then((found) => {
        if (!isOver) setMute(found);
      })
      // Who may not ask is offered to mute, and is told by the server what is amiss.
      .catch(() => {
        if (!isOver) setMute(null);
      });
    return () => {
      isOver = true;
    };
  }, [uid, stream]);
  return mute;
}

async function fetchMute(uid: string, stream: string): Promise<Mute | null> {
  const url = `/api/datasources/proxy/uid/${encodeURIComponent(uid)}${API_BELOW_INSTANCE}/mutes`;
  const request = { url, showErrorAlert: false, showSuccessAlert: false };
  const { data } = await lastValueFrom(getBackendSrv().fetch<{ mutes?: readonly unknown[] }>(request));
  for (const mute of data.mutes ?? []) {
    if (typeof mute !== 'object' || mute === null) continue;
    const { noun, id, untilMs, reason } = mute as Record<string, unknown>;
    if (noun === 'stream' && id === stream && typeof untilMs === 'number')
      return { untilMs, reason: String(reason ?? '') };
  }
  return null;
}
