/**
 * The world heatmap. It only paints: frames become a view in view.ts, the space is shared out in layout.ts. What a person
 * does to the picture (a pinned country, a chosen continent) lives here; it is no option and is not saved.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useState } from 'react';
import { Lamp, useLamp } from '../../shared/lamp/Lamp.tsx';
import { StateNotice } from '../../shared/StateNotice.tsx';
import { CountryTable } from './CountryTable.tsx';
import { createFormat } from './format.ts';
import { toLayout } from './layout.ts';
import type { HeatmapOptions } from './option-values.ts';
import { createPalette } from './palette.ts';
import { Ranking } from './Ranking.tsx';
import { toHomeBox } from './regions.ts';
import { Summary } from './Summary.tsx';
import { createScale } from './scale.ts';
import { toView, type ViewContext } from './view.ts';
import { WorldMap } from './WorldMap.tsx';
import type { ContinentCode } from './world/world.ts';

/** A lower panel has no room for a sign above the words. */
const SIGN_FROM_PX = 150;

export function HeatmapPanel({ data, options, width, height }: PanelProps<HeatmapOptions>) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const { valueField, scale: scaleKind, projection, focus } = options;
  const view = useMemo(() => toView(data.series, toContext(data, valueField)), [data, valueField]);
  const format = useMemo(() => createFormat(view.field, theme), [view.field, theme]);
  const scale = useMemo(
    () =>
      createScale(
        scaleKind,
        view.countries.filter(({ continent }) => continent !== undefined).map(({ value }) => value),
      ),
    [scaleKind, view.countries],
  );
  const palette = useMemo(() => createPalette(theme, view.field, scale, format), [theme, view.field, scale, format]);
  const home = useMemo(() => toHomeBox(projection, focus), [projection, focus]);
  const lamp = useLamp(view.freshness);

  const [pinned, setPinned] = useState<string>();
  const [pointed, setPointed] = useState<string>();
  const [continent, setContinent] = useState<ContinentCode>();
  const [isTable, setIsTable] = useState(false);

  const layout = useMemo(
    () => toLayout(width, height, options.showRanking, (home.right - home.left) / (home.bottom - home.top)),
    [width, height, options.showRanking, home],
  );
  const isOld = lamp.state === 'stale' || lamp.state === 'down';
  const onPin = useCallback((code: string | undefined) => setPinned((last) => (last === code ? undefined : code)), []);
  const onTable = useCallback(() => setIsTable(true), []);
  const onContinent = useCallback(
    (code: ContinentCode) => setContinent((last) => (last === code ? undefined : code)),
    [],
  );
  const pin = view.countries.find(({ code }) => code === pinned);
  const share = { view, format, layout, palette, isOld };

  return (
    <div
      className={styles.panel}
      style={{ width, height, gap: layout.gap, fontSize: layout.fontPx }}
      data-testid="tallylight-heatmap"
    >
      <div className={styles.header} style={{ height: layout.header }}>
        <Lamp reading={lamp} subject="World heatmap" />
        {view.notice === undefined && (
          <Summary
            view={view}
            format={format}
            isSmall={layout.size === 'small'}
            pin={layout.hasPinCard ? undefined : pin}
            onUnpin={() => setPinned(undefined)}
          />
        )}
      </div>
      {view.notice !== undefined ? (
        <StateNotice {...view.notice} isSmall={height < SIGN_FROM_PX} />
      ) : (
        <div
          className={layout.ranking?.place === 'below' ? styles.column : styles.row}
          style={{ gap: layout.ranking?.place === 'side' ? 2 * layout.gap : layout.gap }}
        >
          {isTable ? (
            <CountryTable {...share} continent={continent} onClose={() => setIsTable(false)} />
          ) : (
            <WorldMap
              {...share}
              scale={scale}
              options={options}
              home={home}
              pinned={pinned}
              pointed={pointed}
              continent={continent}
              onPin={onPin}
              onTable={onTable}
            />
          )}
          {layout.ranking !== undefined && (
            <Ranking
              {...share}
              box={layout.ranking}
              pinned={pinned}
              continent={continent}
              onPin={onPin}
              onPoint={setPointed}
              onContinent={onContinent}
            />
          )}
        </div>
      )}
    </div>
  );
}

function toContext(data: PanelProps['data'], valueField: string | undefined): ViewContext {
  const { timeRange, request, state, errors, error } = data;
  const { to } = timeRange.raw;
  return {
    state,
    errorMessage: (errors?.[0] ?? error)?.message,
    isNow: typeof to === 'string' && to.startsWith('now'),
    intervalMs: request?.intervalMs ?? null,
    valueField: valueField || undefined,
    nowMs: Date.now(),
    stampMs: performance.now(),
    originMs: performance.timeOrigin,
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({ display: 'flex', flexDirection: 'column', overflow: 'hidden', color: theme.colors.text.primary }),
  header: css({
    flex: 'none',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
  }),
  row: css({ flex: 1, minHeight: 0, display: 'flex' }),
  column: css({ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }),
});
