/**
 * What nobody has taken yet, worst first, with the button that takes it: the notification that stays until somebody does.
 * When another tab takes it, the live channel says so and it goes here too.
 */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { mayAct, runAction, whoActs } from '../../shared/actions/run-action.ts';
import { toLookColor } from '../../shared/look-color.ts';
import { SEVERITY_LOOK } from '../../shared/state-look.ts';
import { tell } from '../../shared/toasts/tell.ts';
import type { FleetAlert } from './alerts.ts';
import { Ago } from './Seen.tsx';

export interface AlertStripProps {
  /** Worst first, those that somebody has are left out. */
  readonly alerts: readonly FleetAlert[];
  readonly uid: string | undefined;
  readonly isSmall: boolean;
}

export function AlertStrip({ alerts, uid, isSmall }: AlertStripProps) {
  const styles = useStyles2(getStyles);
  const [busy, setBusy] = useState<string>();
  const [alert] = alerts;
  if (alert === undefined) return null;
  const more = alerts.length - 1;

  async function acknowledge(to: string, key: string): Promise<void> {
    setBusy(key);
    const result = await runAction(to, { kind: 'acknowledge', alert: key, by: whoActs() });
    setBusy(undefined);
    if (!result.ok) tell({ severity: 'error', title: result.error.sentence, text: result.error.next });
  }

  return (
    <div
      className={cx(styles.strip, styles[alert.severity])}
      role="status"
      data-testid="tallylight-devices-alert"
      data-alert={alert.key}
    >
      <span className={styles.text} title={alert.summary}>
        <strong>{alert.summary}</strong>
        {!isSmall && alert.sinceMs !== null && (
          <span className={styles.quiet}>
            {' · '}
            <Ago atMs={alert.sinceMs} />
          </span>
        )}
      </span>
      {more > 0 && <span className={styles.quiet}>{`+ ${more} more`}</span>}
      {uid !== undefined && mayAct() && (
        <Button
          size="sm"
          variant="secondary"
          disabled={busy === alert.key}
          onClick={() => void acknowledge(uid, alert.key)}
          data-testid="tallylight-devices-acknowledge"
        >
          {busy === alert.key ? 'Being done…' : isSmall ? 'Ack' : 'Acknowledge'}
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  strip: css({
    flex: 'none',
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minHeight: 28,
    padding: theme.spacing(0, 0.5, 0, 1),
    borderLeft: '4px solid',
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
    whiteSpace: 'nowrap',
    // Grafana's button fades its colours also for who wants no motion.
    '& button': { '@media (prefers-reduced-motion: reduce)': { transition: 'none' } },
  }),
  error: css({ borderLeftColor: toLookColor(theme, SEVERITY_LOOK.error.color) }),
  warning: css({ borderLeftColor: toLookColor(theme, SEVERITY_LOOK.warning.color) }),
  info: css({ borderLeftColor: toLookColor(theme, SEVERITY_LOOK.info.color) }),
  text: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' }),
  quiet: css({ color: theme.colors.text.secondary }),
});
