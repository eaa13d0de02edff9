/** Title, subtitle and actions above the content of a page. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { JSX, ReactNode } from 'react';

interface PageFrameProps {
  readonly title: ReactNode;
  readonly subTitle?: ReactNode;
  readonly actions?: ReactNode;
  /** Takes the whole width and height instead of a readable column. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

export function PageFrame({ title, subTitle, actions, isWide = false, children }: PageFrameProps): JSX.Element {
  const styles = useStyles2(getStyles);
  return (
    <>
      <div className={styles.head}>
        <div>
          {typeof title === 'string' ? <h1 className={styles.title}>{title}</h1> : title}
          {subTitle !== undefined && <div className={styles.subTitle}>{subTitle}</div>}
        </div>
        <div className={styles.actions}>{actions}</div>
      </div>
      <div className={cx(styles.content, isWide && styles.wide)}>{children}</div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    padding: theme.spacing(2, 2, 1),
  }),
  title: css({ margin: 0, fontSize: theme.typography.h3.fontSize }),
  subTitle: css({ color: theme.colors.text.secondary }),
  actions: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  content: css({ padding: theme.spacing(1, 2, 2), maxWidth: 1200, width: '100%' }),
  wide: css({ maxWidth: 'none', flex: 1, minHeight: 360 }),
});
