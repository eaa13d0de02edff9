/** The busiest streams as bars: the share of the whole is the length, the rate is the number. As many rows as fit. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type RateFormat, toPercentText } from './format.ts';
import type { BandwidthView } from './view.ts';

export interface TopStreamsProps {
  readonly view: BandwidthView;
  readonly format: RateFormat;
  readonly width: number;
  readonly height: number;
  readonly isOld: boolean;
}

const HEADING_PX = 20;
const ROW_PX = 24;
const ROOMY_ROW_PX = 56;
const BIG_PRINT_FROM_PX = 40;

export function TopStreams({ view: { top, topWords, others }, format, width, height, isOld }: TopStreamsProps) {
  const styles = useStyles2(getStyles);
  const fitting = Math.max(0, Math.floor((height - HEADING_PX) / ROW_PX));
  const hidden = others + Math.max(0, top.length - fitting);
  // The line that says how many are left takes the place of a row.
  const rows = top.slice(0, hidden > 0 ? fitting - 1 : fitting);
  const rowPx = Math.min(
    ROOMY_ROW_PX,
    Math.floor((height - HEADING_PX) / Math.max(1, rows.length + (hidden > 0 ? 1 : 0))),
  );
  const longest = top[0]?.rate ?? 0;
  return (
    <section
      className={styles.section}
      style={{ width, height, opacity: isOld ? 0.6 : 1 }}
      aria-label="Busiest streams"
      data-testid="tallylight-bandwidth-top"
      data-streams={rows.length}
    >
      <p className={styles.heading}>{toHeading(top.length, topWords)}</p>
      <ol className={styles.list}>
        {rows.map(({ key, rate, share }) => {
          const { text, unit } = format.toText(rate);
          return (
            <li
              key={key}
              className={cx(styles.row, rowPx >= BIG_PRINT_FROM_PX && styles.big)}
              style={{ height: Math.max(ROW_PX, rowPx) }}
            >
              <span className={styles.name} title={key}>
                {key}
              </span>
              <span className={styles.rate}>{`${text} ${unit}`}</span>
              <span className={styles.share}>{share === null ? format.unknown : toPercentText(share)}</span>
              <span className={styles.track} aria-hidden="true">
                <span className={styles.bar} style={{ width: `${(100 * rate) / longest}%` }} />
              </span>
            </li>
          );
        })}
      </ol>
      {hidden > 0 && <p className={styles.rest}>{`and ${hidden} more`}</p>}
    </section>
  );
}

function toHeading(count: number, words: string | undefined): string {
  if (count === 0) return 'No stream sends anything';
  return words === undefined ? 'Busiest streams' : `Busiest streams, ${words}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ flex: 'none', overflow: 'hidden', fontSize: theme.typography.bodySmall.fontSize }),
  heading: css({
    margin: 0,
    height: HEADING_PX,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
    color: theme.colors.text.secondary,
  }),
  list: css({ margin: 0, padding: 0, listStyle: 'none', fontVariantNumeric: 'tabular-nums' }),
  row: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto 5ch',
    gridTemplateRows: '1fr 4px',
    columnGap: theme.spacing(1),
    alignItems: 'end',
    paddingBottom: 3,
  }),
  big: css({ fontSize: theme.typography.h5.fontSize }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  rate: css({ whiteSpace: 'nowrap' }),
  share: css({ textAlign: 'right', whiteSpace: 'nowrap', color: theme.colors.text.secondary }),
  track: css({
    gridColumn: '1 / -1',
    height: 4,
    borderRadius: 2,
    background: theme.colors.background.secondary,
    overflow: 'hidden',
  }),
  bar: css({
    display: 'block',
    height: '100%',
    background: theme.visualization.getColorByName('blue'),
    transition: 'width 200ms ease-out',
    '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
  }),
  rest: css({ margin: 0, lineHeight: `${ROW_PX}px`, color: theme.colors.text.secondary }),
});
