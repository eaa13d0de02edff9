/** Home of the app: a checklist that tests itself, a lamp a line, and the way to the wall and the dashboards. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { config, PluginPage } from '@grafana/runtime';
import { Button, LinkButton, TextLink, useStyles2 } from '@grafana/ui';
import { CheckRow } from './CheckRow.tsx';
import { DASHBOARDS } from './dashboards.ts';
import { useChecks } from './use-checks.ts';

const WALL = '/a/tallylight-app/wall';

export function Home() {
  const styles = useStyles2(getStyles);
  const { lines, isRunning, run } = useChecks();
  const live = lines.filter(({ isOptional }) => !isOptional);
  const beside = lines.filter(({ isOptional }) => isOptional);
  return (
    <PluginPage
      subTitle="What is on air, how much is sent, and how old that knowledge is."
      actions={
        <>
          <Button variant="secondary" icon="sync" onClick={run} disabled={isRunning}>
            Test again
          </Button>
          <LinkButton icon="presentation-play" href={`${config.appSubUrl}${WALL}`}>
            Live wall
          </LinkButton>
        </>
      }
    >
      <div className={styles.columns} data-testid="tallylight-home">
        <div>
          <section aria-labelledby="tallylight-set-up">
            <h2 id="tallylight-set-up" className={styles.heading}>
              Live data
            </h2>
            <ol className={styles.list}>
              {live.map((line) => (
                <CheckRow key={line.id} line={line} />
              ))}
            </ol>
          </section>
          <section aria-labelledby="tallylight-beside">
            <h2 id="tallylight-beside" className={styles.heading}>
              History and alerts
            </h2>
            <ol className={styles.list}>
              {beside.map((line) => (
                <CheckRow key={line.id} line={line} />
              ))}
            </ol>
          </section>
        </div>
        <nav aria-labelledby="tallylight-dashboards">
          <h2 id="tallylight-dashboards" className={styles.heading}>
            Dashboards
          </h2>
          <ul className={styles.list}>
            {DASHBOARDS.map(({ uid, title, question }) => (
              <li key={uid} className={styles.board}>
                <TextLink href={`${config.appSubUrl}/d/${uid}`}>{title}</TextLink>
                <p className={styles.question}>{question}</p>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gap: theme.spacing(2, 6),
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  heading: css({ margin: theme.spacing(1, 0), fontSize: theme.typography.h4.fontSize }),
  list: css({ listStyle: 'none', margin: theme.spacing(0, 0, 2), padding: 0 }),
  board: css({ padding: theme.spacing(1, 0), borderTop: `1px solid ${theme.colors.border.weak}` }),
  question: css({ margin: 0, color: theme.colors.text.secondary }),
});
