/** What is drawn where there are no numbers: a sign, one sentence, one next step. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { Notice } from './notice.ts';

export interface StateNoticeProps extends Notice {
  /** Leaves out the sign where there is hardly room for the words. */
  readonly isSmall?: boolean;
  /** The next step, where one click can do it. */
  readonly button?: { readonly text: string; readonly onClick: () => void };
}

const SIGN: Readonly<Record<StateNoticeProps['kind'], IconName>> = {
  loading: 'clock-nine',
  empty: 'info-circle',
  stale: 'history',
  error: 'exclamation-triangle',
  'no-permission': 'lock',
};

export function StateNotice({ kind, sentence, next, isSmall = false, button }: StateNoticeProps) {
  const styles = useStyles2(getStyles);
  return (
    <div
      className={styles.notice}
      role={kind === 'error' ? 'alert' : 'status'}
      data-testid="tallylight-notice"
      data-kind={kind}
    >
      {!isSmall && <Icon name={SIGN[kind]} size="xl" className={kind === 'error' ? styles.error : undefined} />}
      <p className={cx(styles.sentence, isSmall && styles.small)}>{sentence}</p>
      {next !== '' && <p className={styles.next}>{next}</p>}
      {button !== undefined && (
        <Button size="sm" variant="secondary" onClick={button.onClick}>
          {button.text}
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  notice: css({
    flex: 1,
    minHeight: 0,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0, 2),
    textAlign: 'center',
    overflow: 'hidden',
    color: theme.colors.text.secondary,
  }),
  error: css({ color: theme.colors.error.text }),
  sentence: css({ margin: 0, color: theme.colors.text.primary, overflowWrap: 'anywhere' }),
  small: css({ fontSize: theme.typography.bodySmall.fontSize, lineHeight: 1.3 }),
  next: css({ lineHeight: 1.3, margin: 0, fontSize: theme.typography.bodySmall.fontSize }),
});
