/** A line of the checklist: lamp, what is meant, one sentence, and the next step. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { config } from '@grafana/runtime';
import { TextLink, useStyles2 } from '@grafana/ui';
import { Lamp } from '../shared/lamp/Lamp.tsx';
import type { LampState } from '../shared/lamp/lamp-state.ts';
import { CopyCommand } from './CopyCommand.tsx';
import type { CheckLine } from './checks.ts';

const WORD: Readonly<Record<LampState, string>> = {
  live: 'ok',
  stale: 'look',
  down: 'failed',
  unknown: 'open',
  off: 'missing',
};

export function CheckRow({ line: { id, subject, lamp, sentence, next } }: { readonly line: CheckLine }) {
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.line} data-testid={`tallylight-check-${id}`} data-state={lamp}>
      <span className={styles.lamp}>
        <Lamp reading={{ state: lamp, brightness: 1, word: WORD[lamp], ageMs: null }} subject={subject} />
      </span>
      <div className={styles.words}>
        <strong>{subject}</strong>
        <p className={styles.sentence}>{sentence}</p>
        {next !== undefined &&
          (next.href === undefined ? (
            <span className={styles.step}>{next.text}</span>
          ) : (
            <TextLink href={`${config.appSubUrl}${next.href}`} inline={false}>
              {next.text}
            </TextLink>
          ))}
        {next?.command !== undefined && <CopyCommand command={next.command} />}
      </div>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    display: 'flex',
    gap: theme.spacing(2),
    padding: theme.spacing(1.5, 0),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  lamp: css({ flex: 'none', width: theme.spacing(10), paddingTop: theme.spacing(0.25) }),
  words: css({ flex: 1, minWidth: 0 }),
  sentence: css({ margin: 0, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  step: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
});
