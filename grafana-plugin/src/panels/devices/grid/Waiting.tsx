/** How many commands wait for this device; seen in every tab, whoever sent them. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Device } from '../device.ts';

export function Waiting({ device: { commandsPending } }: { readonly device: Device }) {
  const styles = useStyles2(getStyles);
  if (commandsPending === null || commandsPending === 0) return null;
  const text = commandsPending === 1 ? '1 command waits' : `${commandsPending} commands wait`;
  return <span className={styles.waiting}>{text}</span>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  waiting: css({
    flex: 'none',
    padding: '0 0.4em',
    fontSize: '0.917em',
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.pill,
  }),
});
