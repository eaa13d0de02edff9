/** A triangle on the device or site that an alert is about; its words on hover and for screen readers. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { toLookColor } from '../../../shared/look-color.ts';
import { SEVERITY_LOOK } from '../../../shared/state-look.ts';
import { VISUALLY_HIDDEN } from '../../../shared/visually-hidden.ts';
import type { FleetAlert } from '../alerts.ts';

export function AlertMark({ alert }: { readonly alert: FleetAlert | undefined }) {
  const styles = useStyles2(getStyles);
  if (alert === undefined) return null;
  const text = alert.isAcknowledged ? `${alert.summary} (${alert.acknowledgedBy ?? 'somebody'} has it)` : alert.summary;
  return (
    <span className={styles.mark} title={text} data-severity={alert.severity}>
      <svg
        width="1.2em"
        height="1.2em"
        viewBox="0 0 14 14"
        aria-hidden="true"
        focusable="false"
        className={styles[alert.severity]}
        opacity={alert.isAcknowledged ? 0.6 : 1}
      >
        <path d="M7 1.5l6 11H1z" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
        <path d="M7 5.5v3.5m0 1.7v.1" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      </svg>
      <span className={styles.hidden}>{text}</span>
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  mark: css({ position: 'relative', zIndex: 1, flex: 'none', display: 'inline-grid', placeItems: 'center' }),
  error: css({ color: toLookColor(theme, SEVERITY_LOOK.error.color) }),
  warning: css({ color: toLookColor(theme, SEVERITY_LOOK.warning.color) }),
  info: css({ color: toLookColor(theme, SEVERITY_LOOK.info.color) }),
  hidden: css(VISUALLY_HIDDEN),
});
