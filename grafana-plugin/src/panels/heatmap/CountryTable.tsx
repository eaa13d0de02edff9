/** The same as the map, as a table: for who hears the page, for who wants to copy the numbers, and for who likes tables. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { useEffect, useRef } from 'react';
import { CONTINENTS } from './countries.ts';
import { toPercentText, type ValueFormat } from './format.ts';
import type { Layout } from './layout.ts';
import type { HeatmapView } from './view.ts';
import type { ContinentCode } from './world/world.ts';

export interface CountryTableProps {
  readonly view: HeatmapView;
  readonly format: ValueFormat;
  readonly layout: Layout;
  readonly isOld: boolean;
  readonly continent: ContinentCode | undefined;
  readonly onClose: () => void;
}

export function CountryTable({ view, format, layout, isOld, continent, onClose }: CountryTableProps) {
  const styles = useStyles2(getStyles);
  const close = useRef<HTMLButtonElement>(null);
  // The button that opened it is gone; the focus goes on where one comes back from.
  useEffect(() => close.current?.focus(), []);
  const rows = view.countries.filter((country) => continent === undefined || country.continent === continent);
  return (
    <div className={cx(styles.frame, isOld && styles.old)} style={layout.map} data-testid="tallylight-heatmap-table">
      <div className={styles.scroll}>
        <table className={styles.table}>
          <caption className={styles.caption}>
            <button type="button" ref={close} className={styles.close} onClick={onClose}>
              <Icon name="arrow-left" size="sm" /> Show the map
            </button>
          </caption>
          <thead>
            <tr>
              <th scope="col">No.</th>
              <th scope="col">Country</th>
              <th scope="col" className={styles.number}>
                {format.noun || 'Value'}
              </th>
              <th scope="col" className={styles.number}>
                Share
              </th>
              <th scope="col">Continent</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ code, name, value, share, rank, continent: own }) => (
              <tr key={code}>
                <td>{rank}</td>
                <th scope="row">{name}</th>
                <td className={styles.number}>{format.toText(value)}</td>
                <td className={styles.number}>{share === null ? '–' : toPercentText(share)}</td>
                <td>{own === undefined ? '–' : CONTINENTS[own]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({ flex: 'none', display: 'flex', flexDirection: 'column', minHeight: 0 }),
  old: css({ color: theme.colors.text.secondary }),
  caption: css({ captionSide: 'top', padding: 0, textAlign: 'left' }),
  close: css({
    height: 24,
    padding: theme.spacing(0, 1),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: 'none',
    '&:hover': { background: theme.colors.action.hover },
  }),
  scroll: css({ flex: 1, minHeight: 0, overflow: 'auto' }),
  table: css({
    width: '100%',
    fontVariantNumeric: 'tabular-nums',
    '& th, & td': {
      padding: theme.spacing(0.25, 1),
      textAlign: 'left',
      fontWeight: theme.typography.fontWeightRegular,
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      whiteSpace: 'nowrap',
    },
    '& thead th': {
      position: 'sticky',
      top: 0,
      background: theme.colors.background.primary,
      color: theme.colors.text.secondary,
    },
  }),
  number: css({ '&&': { textAlign: 'right' } }),
});
