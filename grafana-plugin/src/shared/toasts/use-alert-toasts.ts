/** Tells new alerts of this page's data as toasts, while it is looked at. Without alerts (`undefined`) it waits. */
import { useEffect, useRef } from 'react';
import { type ToastAlert, toAlertToasts } from './alert-toasts.ts';
import { tell } from './tell.ts';

export function useAlertToasts(alerts: readonly ToastAlert[] | undefined, isOn = true): void {
  const before = useRef<readonly ToastAlert[] | null>(null);
  useEffect(() => {
    if (alerts === undefined) return;
    if (isOn) for (const toast of toAlertToasts(before.current ?? undefined, alerts)) tell(toast);
    before.current = alerts;
  }, [alerts, isOn]);
}
