/** Headings of the columns: each sorts by its column, a second press turns the order around. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { toSpanWords } from '../../shared/words.ts';
import { COLUMN_WORDS, SORT_WORDS } from './column-words.ts';
import type { Layout } from './layout.ts';
import { SORTS, type SortId } from './option-values.ts';
import { type Order, toNextOrder } from './order.ts';

export interface HeadingsProps {
  readonly layout: Layout;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** How far back the sparklines look, ms. */
  readonly trendMs: number;
}

export function Headings({ layout, order, onOrder, trendMs }: HeadingsProps) {
  const styles = useStyles2(getStyles);
  const press = (by: SortId) => () => onOrder(toNextOrder(order, by));
  const heading = (by: SortId, text: string, isNumber = false) => {
    const isOn = order.by === by;
    const way = by === 'worst' ? (order.isDown ? 'best first' : 'worst first') : order.isDown ? 'downwards' : 'upwards';
    return (
      <button
        type="button"
        className={cx(styles.heading, isNumber && styles.number, isOn && styles.on)}
        aria-pressed={isOn}
        title={isOn ? `Sorted ${way}; press to turn around` : `Sort by ${SORT_WORDS[by].toLowerCase()}`}
        onClick={press(by)}
        data-sort={by}
        data-way={isOn ? way : undefined}
      >
        {text}
        {isOn && <Icon name={order.isDown ? 'arrow-down' : 'arrow-up'} size="sm" />}
      </button>
    );
  };
  return (
    <fieldset className={styles.headings} style={{ height: layout.headings }} aria-label="Order of the streams">
      <span className={styles.cell} style={{ width: layout.scoreWidth }}>
        {heading('worst', 'Health')}
      </span>
      <span className={styles.cell} style={{ width: layout.nameWidth }}>
        {heading('name', SORT_WORDS.name)}
      </span>
      {layout.columns.map(({ id, width }) => {
        const sort = SORTS.find((by) => by === id);
        const isNumber = id !== 'state' && id !== 'parts' && id !== 'trend';
        return (
          <span key={id} className={cx(styles.cell, styles.padded, isNumber && styles.end)} style={{ width }}>
            {sort === undefined ? (
              <span className={styles.plain}>{id === 'trend' ? `Last ${toSpanWords(trendMs)}` : COLUMN_WORDS[id]}</span>
            ) : (
              heading(sort, COLUMN_WORDS[id], isNumber)
            )}
          </span>
        );
      })}
    </fieldset>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  headings: css({
    flex: 'none',
    display: 'flex',
    alignItems: 'center',
    minWidth: 0,
    margin: 0,
    padding: 0,
    border: 'none',
    borderBottom: `1px solid ${theme.colors.border.medium}`,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
  }),
  cell: css({ flex: 'none', display: 'inline-flex', minWidth: 0 }),
  padded: css({ paddingRight: 16 }),
  end: css({ justifyContent: 'flex-end' }),
  plain: css({ fontSize: '0.92em', color: theme.colors.text.secondary }),
  heading: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: 2,
    minWidth: 24,
    minHeight: 24,
    padding: 0,
    border: 'none',
    background: 'none',
    fontSize: '0.92em',
    color: theme.colors.text.secondary,
    borderRadius: theme.shape.radius.default,
    '&:hover': { color: theme.colors.text.primary },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 0 },
  }),
  number: css({ justifyContent: 'flex-end', flexDirection: 'row-reverse' }),
  on: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
});
