/** Grafana's notifications in small: what plugins publish on the app's event bus, at the top right, the same text once. */
import { css } from '@emotion/css';
import { AppEvents, type GrafanaTheme2 } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import { Alert, type AlertVariant, useStyles2 } from '@grafana/ui';
import { type JSX, useEffect, useState } from 'react';

interface Told {
  readonly severity: AlertVariant;
  readonly title: string;
  readonly text: string;
}

const KINDS: readonly (readonly [AlertVariant, { readonly name: string }])[] = [
  ['success', AppEvents.alertSuccess],
  ['info', AppEvents.alertInfo],
  ['warning', AppEvents.alertWarning],
  ['error', AppEvents.alertError],
];

/** As long as Grafana shows them. */
const SHOWN_MS = 7_000;

export function Toasts(): JSX.Element {
  const styles = useStyles2(getStyles);
  const [told, setTold] = useState<readonly Told[]>([]);
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const subscriptions = KINDS.map(([severity, { name }]) =>
      getAppEvents()
        .getStream({ type: name } as never)
        .subscribe((event: { readonly payload?: readonly unknown[] }) => {
          const [title = '', text = ''] = (event.payload ?? []).map(String);
          const toast: Told = { severity, title, text };
          setTold((before) => [...before.filter((one) => one.title !== title || one.text !== text), toast]);
          const timer = setTimeout(() => setTold((before) => before.filter((one) => one !== toast)), SHOWN_MS);
          timers.add(timer);
        }),
    );
    return () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);
  return (
    <div className={styles.stack} data-testid="workbench-toasts">
      {told.map((toast) => (
        <Alert
          key={`${toast.title} ${toast.text}`}
          severity={toast.severity}
          title={toast.title}
          elevated
          onRemove={() => setTold((before) => before.filter((one) => one !== toast))}
        >
          {toast.text}
        </Alert>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  stack: css({
    position: 'fixed',
    zIndex: theme.zIndex.portal,
    top: theme.spacing(2),
    right: theme.spacing(2),
    width: 400,
    maxWidth: '90vw',
  }),
});
