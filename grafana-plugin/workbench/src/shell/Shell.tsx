/** Navigation on the left, the page on the right, a bar above it; in Grafana's own tokens. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ToolbarButton, useStyles2 } from '@grafana/ui';
import { type JSX, type ReactNode, useCallback, useState } from 'react';
import { useLocation } from 'react-router-dom-v5-compat';
import type { ThemeName } from '../theme-choice.ts';
import { Navigation } from './Navigation.tsx';
import { ReadyContext } from './readiness.ts';

interface ShellProps {
  readonly themeName: ThemeName;
  readonly onThemeChange: (theme: ThemeName) => void;
  readonly children: ReactNode;
}

export function Shell({ themeName, onThemeChange, children }: ShellProps): JSX.Element {
  const styles = useStyles2(getStyles);
  const { pathname } = useLocation();
  const [readyPath, setReadyPath] = useState<string>();
  const tellReady = useCallback(() => setReadyPath(pathname), [pathname]);
  const next = themeName === 'dark' ? 'light' : 'dark';
  const shown = themeName === 'dark' ? 'Dark' : 'Light';
  return (
    <div className={styles.shell} data-testid={readyPath === pathname ? 'workbench-ready' : 'workbench-loading'}>
      <Navigation>
        <ToolbarButton
          data-testid="workbench-theme"
          data-theme={themeName}
          icon="adjust-circle"
          variant="canvas"
          tooltip={`${shown} theme: switch to ${next}`}
          onClick={() => onThemeChange(next)}
        >
          {shown}
        </ToolbarButton>
      </Navigation>
      <main className={styles.main}>
        <ReadyContext.Provider value={tellReady}>{children}</ReadyContext.Provider>
      </main>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  shell: css({
    display: 'flex',
    height: '100vh',
    background: theme.colors.background.canvas,
    [theme.breakpoints.down('md')]: { flexDirection: 'column' },
  }),
  main: css({ flex: 1, minWidth: 0, minHeight: 0, overflow: 'auto', display: 'flex', flexDirection: 'column' }),
});
