/** The top strip: the numbers of the room, each with its last twenty points. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { Unknown } from '../../shared/figure/Unknown.tsx';
import { Rolling } from './Rolling.tsx';
import { type Trails, toPath } from './trails.ts';
import type { WallCard } from './wall-view.ts';

export function WallCards({ cards, trails }: { readonly cards: readonly WallCard[]; readonly trails: Trails }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.strip} data-testid="tallylight-wall-cards">
      {cards.map(({ id, label, value, why, beside }) => (
        <li key={id} className={styles.card} data-testid={`tallylight-wall-card-${id}`}>
          <span className={styles.label}>{label}</span>
          <span className={styles.figure}>
            {value === undefined ? <Unknown why={why} /> : <Rolling text={value.text} />}
            {value !== undefined && value.unit !== '' && <span className={styles.unit}>{value.unit}</span>}
          </span>
          <span className={styles.beside}>{beside ?? '\u00a0'}</span>
          <svg className={styles.trail} viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
            <path d={toPath(trails.of(id))} />
          </svg>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  strip: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: '0.6em',
    margin: 0,
    padding: 0,
    listStyle: 'none',
  }),
  card: css({
    flex: '1 1 7em',
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    padding: '0.4em 0.7em',
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    fontVariantNumeric: 'tabular-nums',
    overflow: 'hidden',
  }),
  label: css({ fontSize: '0.7em', color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
  figure: css({
    fontSize: '1.7em',
    fontWeight: theme.typography.fontWeightMedium,
    lineHeight: 1.2,
    whiteSpace: 'nowrap',
  }),
  unit: css({ marginLeft: '0.3em', fontSize: '0.45em', color: theme.colors.text.secondary }),
  beside: css({ fontSize: '0.65em', color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
  trail: css({
    width: '100%',
    height: '1.6em',
    '& path': {
      fill: 'none',
      stroke: theme.colors.text.secondary,
      strokeWidth: 2,
      vectorEffect: 'non-scaling-stroke',
    },
  }),
});
