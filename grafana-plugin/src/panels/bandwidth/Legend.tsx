/** Which line is which, in one line. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { toEgressColor, toIngressColor } from './chart-config.ts';

export function Legend({ hasIngress }: { readonly hasIngress: boolean }) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.legend} aria-hidden="true">
      <span className={styles.swatch} style={{ background: toEgressColor(theme) }} />
      egress
      {hasIngress && (
        <>
          <span className={styles.swatch} style={{ background: toIngressColor(theme) }} />
          ingress
        </>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  legend: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  swatch: css({ width: 12, height: 3, borderRadius: 2, '&:not(:first-child)': { marginLeft: theme.spacing(1) } }),
});
