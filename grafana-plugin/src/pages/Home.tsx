/** Home of the app: a checklist that tests itself, a lamp a line. What is not yet right says what to do next. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { config, PluginPage } from '@grafana/runtime';
import { Button, TextLink, useStyles2 } from '@grafana/ui';
import { Lamp } from '../shared/lamp/Lamp.tsx';
import type { LampState } from '../shared/lamp/lamp-state.ts';
import type { CheckLine } from './checks.ts';
import { useChecks } from './use-checks.ts';

const WORD: Readonly<Record<LampState, string>> = {
  live: 'ok',
  stale: 'old',
  down: 'failed',
  unknown: 'waiting',
  off: 'missing',
};

export function Home() {
  const styles = useStyles2(getStyles);
  const { lines, isRunning, run } = useChecks();
  return (
    <PluginPage>
      <div data-testid="tallylight-home">
        <p className={styles.lead}>What is on air, how much is sent, and how old that knowledge is.</p>
        <ol className={styles.list}>
          {lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ol>
        <Button variant="secondary" onClick={run} disabled={isRunning}>
          Test again
        </Button>
      </div>
    </PluginPage>
  );
}

function Line({ line: { id, subject, lamp, sentence, next } }: { readonly line: CheckLine }) {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.line} data-testid={`tallylight-check-${id}`} data-state={lamp}>
      <span className={styles.lamp}>
        <Lamp reading={{ state: lamp, brightness: 1, word: WORD[lamp], ageMs: null }} subject={subject} />
      </span>
      <div>
        <strong>{subject}</strong>
        <p className={styles.sentence}>{sentence}</p>
        {next !== undefined &&
          (next.href === undefined ? (
            next.text
          ) : (
            <TextLink href={`${config.appSubUrl}${next.href}`}>{next.text}</TextLink>
          ))}
      </div>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  lead: css({ color: theme.colors.text.secondary }),
  list: css({ listStyle: 'none', margin: theme.spacing(2, 0), padding: 0, maxWidth: 720 }),
  line: css({
    display: 'flex',
    gap: theme.spacing(2),
    padding: theme.spacing(1.5, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  lamp: css({ flex: 'none', width: theme.spacing(11), paddingTop: theme.spacing(0.25) }),
  sentence: css({ margin: 0, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
