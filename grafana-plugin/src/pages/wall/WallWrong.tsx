/** The left half: what is wrong now. When nothing is, it is drawn calm. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { toLookColor } from '../../shared/look-color.ts';
import { SEVERITY_LOOK } from '../../shared/state-look.ts';
import { toSinceText } from './since-text.ts';
import type { WrongItem } from './wall-view.ts';

export interface WallWrongProps {
  readonly items: readonly WrongItem[];
  readonly more: number;
  readonly nowMs: number;
  readonly lastIncidentMs: number | null;
}

export function WallWrong({ items, more, nowMs, lastIncidentMs }: WallWrongProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  if (items.length === 0) {
    return (
      <div className={styles.calm} data-testid="tallylight-wall-calm">
        <Icon name="check-circle" className={styles.check} />
        <p className={styles.well}>All is well</p>
        <p className={styles.last}>
          {lastIncidentMs === null
            ? 'no incident since the server began'
            : `last incident ${toSinceText(nowMs - lastIncidentMs)} ago`}
        </p>
      </div>
    );
  }
  return (
    <ol className={styles.list} data-testid="tallylight-wall-wrong">
      {items.map(({ key, summary, severity, sinceMs, hits, who }) => {
        const look = SEVERITY_LOOK[severity];
        return (
          <li
            key={key}
            className={cx(styles.item, who !== undefined && styles.taken)}
            style={{ borderColor: toLookColor(theme, look.color) }}
          >
            <span className={styles.summary}>
              <Icon name={look.icon} style={{ color: toLookColor(theme, look.color) }} className={styles.sign} />
              <span className={styles.words}>{summary}</span>
              <span className={styles.since}>{toSinceText(nowMs - sinceMs)}</span>
            </span>
            <span className={styles.beside}>
              <span>{hits ?? look.word}</span>
              <span>{who === undefined ? 'nobody has it' : `${who} has it`}</span>
            </span>
          </li>
        );
      })}
      {more > 0 && <li className={styles.more}>and {more} more</li>}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0, padding: 0, listStyle: 'none', display: 'flex', flexDirection: 'column', gap: '0.5em' }),
  item: css({
    padding: '0.4em 0.7em',
    borderLeft: '0.3em solid',
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
  // Somebody is on it: less ink.
  taken: css({ background: 'transparent' }),
  summary: css({ display: 'flex', alignItems: 'baseline', gap: '0.5em', fontSize: '1.15em' }),
  sign: css({ flex: 'none', alignSelf: 'center' }),
  words: css({ flex: 1, minWidth: 0, overflowWrap: 'anywhere', fontWeight: theme.typography.fontWeightMedium }),
  since: css({ flex: 'none', fontVariantNumeric: 'tabular-nums' }),
  beside: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: '1em',
    fontSize: '0.75em',
    color: theme.colors.text.secondary,
  }),
  more: css({ fontSize: '0.8em', color: theme.colors.text.secondary, paddingLeft: '1em' }),
  calm: css({
    height: '100%',
    minHeight: '9em',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    textAlign: 'center',
  }),
  check: css({ width: '3em', height: '3em', color: theme.visualization.getColorByName('green') }),
  well: css({ margin: '0.3em 0 0', fontSize: '1.6em' }),
  last: css({ margin: 0, color: theme.colors.text.secondary }),
});
