/** The right half: the worst streams over the worst sites, each a bar with a word. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { toLookColor } from '../../shared/look-color.ts';
import type { WorstItem } from './wall-view.ts';

/** What is well takes less ink. */
const COLOR = { bad: 'red', fair: 'orange', well: 'text' } as const;

export interface WallWorstProps {
  readonly title: string;
  readonly items: readonly WorstItem[];
  readonly none: string;
  readonly testId: string;
}

export function WallWorst({ title, items, none, testId }: WallWorstProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  return (
    <section data-testid={testId}>
      <h2 className={styles.title}>{title}</h2>
      {items.length === 0 && <p className={styles.none}>{none}</p>}
      <ol className={styles.list}>
        {items.map(({ key, name, share, text, reason, tone }) => (
          <li key={key} className={cx(styles.item, tone === 'well' && styles.well)}>
            <span className={styles.name}>{name}</span>
            <span className={styles.reason}>{reason ?? ''}</span>
            <span className={styles.text}>{text}</span>
            <span className={styles.track} aria-hidden="true">
              <span
                className={styles.bar}
                style={{ width: `${share * 100}%`, background: toLookColor(theme, COLOR[tone]) }}
              />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ margin: '0 0 0.3em', fontSize: '0.8em', color: theme.colors.text.secondary }),
  none: css({ color: theme.colors.text.secondary }),
  list: css({ margin: 0, padding: 0, listStyle: 'none' }),
  item: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, auto) minmax(0, 1fr) auto',
    columnGap: '0.6em',
    alignItems: 'baseline',
    padding: '0.15em 0',
  }),
  name: css({ whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' }),
  reason: css({
    fontSize: '0.7em',
    color: theme.colors.text.secondary,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
  text: css({ fontVariantNumeric: 'tabular-nums', fontWeight: theme.typography.fontWeightMedium }),
  well: css({ color: theme.colors.text.secondary, '& [aria-hidden] > span': { opacity: 0.5 } }),
  track: css({ gridColumn: '1 / -1', height: '0.25em', background: theme.colors.background.secondary }),
  bar: css({ display: 'block', height: '100%' }),
});
