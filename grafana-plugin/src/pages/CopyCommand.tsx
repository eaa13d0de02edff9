/** Lines to copy: as they are, with a button. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';

export function CopyCommand({ command }: { readonly command: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box}>
      <pre className={styles.lines}>{command}</pre>
      <ClipboardButton
        className={styles.button}
        variant="secondary"
        size="sm"
        icon="copy"
        getText={() => command}
        aria-label={`Copy ${command.split('\n', 1)[0]}`}
      >
        Copy
      </ClipboardButton>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    marginTop: theme.spacing(0.5),
    padding: theme.spacing(1),
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
  }),
  lines: css({
    flex: 1,
    minWidth: 0,
    margin: 0,
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  }),
  button: css({ flex: 'none' }),
});
