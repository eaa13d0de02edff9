/** A stream in full beside the page: why its score is what it is, what is wrong with it, and who watches it now. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import { readLiveMeta } from '../../shared/live-meta.ts';
import { toErrorNotice } from '../../shared/notice.ts';
import { SideDrawer } from '../../shared/SideDrawer.tsx';
import { StateNotice } from '../../shared/StateNotice.tsx';
import { alertsOf } from './alerts-of.ts';
import type { HealthFormat } from './format.ts';
import type { Alerting } from './intents.ts';
import type { Palette } from './palette.ts';
import { toReasonText } from './row-words.ts';
import { ScoreFacts } from './ScoreFacts.tsx';
import { SessionTable } from './SessionTable.tsx';
import { StateMark } from './StateMark.tsx';
import { readSessions } from './sessions.ts';
import type { StreamNow } from './stream.ts';
import { useEscape } from './use-escape.ts';
import { useLiveTable } from './use-live-table.ts';

export interface SessionsDrawerProps {
  readonly stream: StreamNow;
  /** The live channel that the sessions come from; absent when there is none. */
  readonly uid: string | undefined;
  readonly mayAct: boolean;
  readonly palette: Palette;
  readonly format: HealthFormat;
  readonly nowMs: number;
  readonly onAcknowledge: (alert: Alerting) => void;
  readonly onClose: () => void;
  /** Whether a question stands above it. */
  readonly isAsked: boolean;
}

export function SessionsDrawer(props: SessionsDrawerProps) {
  const { stream, uid, mayAct, palette, format, nowMs, onAcknowledge, onClose, isAsked } = props;
  useEscape(onClose, !isAsked);
  const styles = useStyles2(getStyles);
  const alerts = alertsOf(useLiveTable(uid, 'alerts', 'subject', stream.key).frames, stream.key);
  return (
    <SideDrawer
      title={stream.name}
      subtitle={
        <span className={styles.subtitle}>
          <StateMark state={stream.state} /> <span>{toReasonText(stream, nowMs)}</span>
        </span>
      }
      onClose={onClose}
      testId="tallylight-health-drawer"
    >
      <section className={styles.section}>
        <ScoreFacts stream={stream} palette={palette} />
      </section>
      {alerts.length > 0 && (
        <section className={styles.section}>
          <h4 className={styles.heading}>Open alerts</h4>
          <ul className={styles.alerts}>
            {alerts.map((alert) => (
              <li key={alert.key} className={styles.alert} data-alert={alert.key}>
                <Icon name="bell" />
                <span className={styles.grow}>{alert.summary}</span>
                {alert.acknowledgedBy !== null ? (
                  <span className={styles.calm}>{`${alert.acknowledgedBy} has it`}</span>
                ) : (
                  mayAct && (
                    <Button size="sm" variant="secondary" onClick={() => onAcknowledge(alert)}>
                      Acknowledge
                    </Button>
                  )
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={styles.section}>
        <h4 className={styles.heading}>Live sessions</h4>
        <Sessions uid={uid} stream={stream.key} format={format} nowMs={nowMs} />
      </section>
    </SideDrawer>
  );
}

type SessionsProps = Pick<SessionsDrawerProps, 'uid' | 'format' | 'nowMs'> & { readonly stream: string };

function Sessions({ uid, stream, format, nowMs }: SessionsProps) {
  const { frames, error } = useLiveTable(uid, 'sessions', 'stream', stream);
  if (uid === undefined) {
    return (
      <StateNotice
        kind="empty"
        sentence="Sessions are told by the live channel only; Prometheus counts them and knows none of them."
        next="Add one data source Tallylight Live; this panel finds it."
      />
    );
  }
  if (error !== undefined) return <StateNotice {...toErrorNotice(error)} />;
  const sessions = readSessions(frames);
  if (sessions.length > 0) return <SessionTable sessions={sessions} format={format} nowMs={nowMs} />;
  const isKnown = frames.some((frame) => readLiveMeta(frame)?.phase === 'live');
  return isKnown ? (
    <StateNotice kind="empty" sentence="Nobody watches it now." next="Whoever begins to will appear here." />
  ) : (
    <StateNotice kind="loading" sentence="Asking who watches." next="" />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  subtitle: css({ display: 'inline-flex', gap: theme.spacing(1), alignItems: 'center' }),
  section: css({ marginBottom: theme.spacing(3) }),
  heading: css({ margin: theme.spacing(0, 0, 1), fontSize: theme.typography.h5.fontSize }),
  alerts: css({ listStyle: 'none', margin: 0, padding: 0 }),
  alert: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 0),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  grow: css({ flex: 1 }),
  calm: css({ color: theme.colors.text.secondary }),
});
