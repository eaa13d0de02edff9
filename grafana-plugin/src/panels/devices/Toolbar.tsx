/** The line above the devices: the lamp, how many are shown, the text filter, and whether they are grouped. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Input, useStyles2 } from '@grafana/ui';
import { useEffect } from 'react';
import { toCountText } from '../../shared/figure/figure-text.ts';
import type { Freshness } from '../../shared/freshness.ts';
import { Lamp, useLamp } from '../../shared/lamp/Lamp.tsx';
import type { Layout } from './layout.ts';
import type { Grouping } from './option-values.ts';

export interface ToolbarProps {
  readonly freshness: Freshness;
  /** Told when the data grows old, and when it is fresh again. */
  readonly onOld: (isOld: boolean) => void;
  readonly layout: Layout;
  readonly shown: number;
  readonly total: number;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly groupBy: Grouping;
  readonly onGroupBy: (groupBy: Grouping) => void;
  /** Groupings of which there is more than one place. */
  readonly groupings: readonly Grouping[];
  readonly hasControls: boolean;
}

export function Toolbar(props: ToolbarProps) {
  const { freshness, onOld, layout, shown, total, text, onText, groupBy, onGroupBy, groupings, hasControls } = props;
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.bar} style={{ minHeight: layout.header }}>
      <OldLamp freshness={freshness} onOld={onOld} />
      {hasControls && shown < total && (
        <span className={styles.shown} role="status" data-testid="tallylight-devices-shown">
          {`${toCountText(shown)} of ${toCountText(total)} shown`}
        </span>
      )}
      <span className={styles.space} />
      {hasControls && groupings.length > 0 && (
        <label className={styles.group}>
          <span>{layout.size === 'small' ? '' : 'Group by'}</span>
          <select
            value={groupBy}
            aria-label="Group by"
            className={styles.select}
            data-testid="tallylight-devices-group-by"
            onChange={({ currentTarget }) => onGroupBy(currentTarget.value as Grouping)}
          >
            <option value="none">{layout.size === 'small' ? 'no groups' : 'nothing'}</option>
            {groupings.map((grouping) => (
              <option key={grouping} value={grouping}>
                {grouping}
              </option>
            ))}
          </select>
        </label>
      )}
      {hasControls && layout.hasSearch && (
        <div className={styles.search}>
          <Input
            value={text}
            onChange={({ currentTarget }) => onText(currentTarget.value)}
            placeholder="Filter by name, serial, site, title"
            aria-label="Filter devices"
            type="search"
            width={0}
            data-testid="tallylight-devices-search"
          />
        </div>
      )}
    </div>
  );
}

/** The lamp draws itself again each second; the devices need not. */
function OldLamp({ freshness, onOld }: Pick<ToolbarProps, 'freshness' | 'onOld'>) {
  const lamp = useLamp(freshness);
  const isOld = lamp.state === 'stale' || lamp.state === 'down';
  useEffect(() => onOld(isOld), [isOld, onOld]);
  return <Lamp reading={lamp} subject="Live devices" />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ flex: 'none', display: 'flex', alignItems: 'center', gap: theme.spacing(1.5), minWidth: 0 }),
  shown: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }),
  space: css({ flex: 1 }),
  group: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    margin: 0,
    fontWeight: 'inherit',
    color: theme.colors.text.secondary,
    whiteSpace: 'nowrap',
  }),
  select: css({
    width: 'auto',
    minWidth: 0,
    height: 24,
    padding: theme.spacing(0, 0.5),
    color: theme.colors.text.primary,
    background: theme.components.input.background,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    fontSize: 'inherit',
    '@container (max-width: 420px)': { height: 20 },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
  }),
  search: css({
    flex: '0 1 230px',
    minWidth: 90,
    '& input': { height: 24, fontSize: 'inherit' },
    '& > div': { height: 24 },
  }),
});
