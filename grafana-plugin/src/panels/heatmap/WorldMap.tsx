/**
 * The map with all that belongs to it: the picture, the countries as buttons for keys, controls in a corner, legend and
 * sources below. Memoised, because the panel draws itself every second for its lamp.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo, useMemo, useRef } from 'react';
import { Attribution } from './Attribution.tsx';
import { Controls } from './Controls.tsx';
import { CountryKeys } from './CountryKeys.tsx';
import type { ValueFormat } from './format.ts';
import { Legend } from './Legend.tsx';
import type { Layout } from './layout.ts';
import { MapTooltip } from './MapTooltip.tsx';
import type { HeatmapOptions } from './option-values.ts';
import { Picture } from './Picture.tsx';
import { PinCard } from './PinCard.tsx';
import type { Palette } from './palette.ts';
import type { Scale } from './scale.ts';
import { usePointing } from './use-pointing.ts';
import type { HeatmapView } from './view.ts';
import type { Stage } from './viewport.ts';
import { type Box, PROJECTIONS, WORLD_WIDTH } from './world/projection.ts';
import type { ContinentCode } from './world/world.ts';

export interface WorldMapProps {
  readonly view: HeatmapView;
  readonly format: ValueFormat;
  readonly layout: Layout;
  readonly palette: Palette;
  readonly scale: Scale;
  readonly options: HeatmapOptions;
  readonly home: Box;
  readonly isOld: boolean;
  readonly pinned: string | undefined;
  /** Pointed at in the ranking. */
  readonly pointed: string | undefined;
  readonly continent: ContinentCode | undefined;
  readonly onPin: (code: string | undefined) => void;
  readonly onTable: () => void;
}

const NO_CITIES: HeatmapView['cities'] = [];

/** Where the controls would reach into the legend they stand in a row. */
const COLUMN_FROM_PX = 100;

/** Room for the words beside the ramp of the legend, in letters' sizes. */
const NO_DATA_EM = 8;

export const WorldMap = memo(function WorldMap(props: WorldMapProps) {
  const { view, format, layout, palette, scale, options, home, isOld, pinned, pointed, continent, onPin, onTable } =
    props;
  const styles = useStyles2(getStyles);
  const { countries } = view;
  const { width, height } = layout.map;
  const { foot, fontPx } = layout;
  const cities = options.showCities ? view.cities : NO_CITIES;

  const frame = useRef<HTMLElement>(null);
  const picture = useRef<SVGSVGElement>(null);
  const after = useRef<HTMLDivElement>(null);
  const world = { width: WORLD_WIDTH, height: PROJECTIONS[options.projection].height };
  const stage: Stage = { width, height: height - foot, home, world };
  const { projection } = options;
  const { viewport, pointing, focused } = usePointing({ frame, picture, stage, projection, countries, pinned, onPin });

  const chosen = useMemo(() => [pinned, focused].filter((code) => code !== undefined), [pinned, focused]);
  const pin = countries.find(({ code }) => code === pinned);
  const legendPx = layout.size === 'small' ? 90 : Math.round(Math.min(20 * fontPx, width * 0.42));
  return (
    <figure
      ref={frame}
      aria-label={toSummary(view, format)}
      className={styles.frame}
      style={{ width, height, touchAction: viewport.isHome ? 'pan-y' : 'none' }}
      data-testid="tallylight-heatmap-map"
      data-zoom={viewport.view.zoom.toFixed(2)}
      tabIndex={-1}
    >
      {countries.length > 0 && (
        <button type="button" className={styles.skip} onClick={() => after.current?.querySelector('button')?.focus()}>
          Skip the countries
        </button>
      )}
      <CountryKeys countries={countries} format={format} pinned={pinned} />
      <Picture
        picture={picture}
        countries={countries}
        cities={cities}
        stage={stage}
        viewport={viewport.view}
        options={options}
        palette={palette}
        circlePx={layout.circlePx}
        isOld={isOld}
        chosen={chosen}
        outlined={[...chosen, pointing?.code, pointed]}
        continent={continent}
      />
      <div ref={after}>
        <Controls
          viewport={viewport}
          onTable={onTable}
          buttonPx={Math.max(24, Math.round(1.8 * fontPx))}
          isRow={stage.height < COLUMN_FROM_PX}
        />
      </div>
      <div className={styles.foot}>
        <Legend scale={scale} palette={palette} format={format} width={legendPx} fontPx={fontPx} />
        <Attribution lines={view.attribution} width={width - legendPx - NO_DATA_EM * fontPx} fontPx={fontPx} />
      </div>
      {pin !== undefined && layout.hasPinCard && (
        <PinCard country={pin} format={format} onUnpin={() => onPin(undefined)} />
      )}
      <MapTooltip pointing={pointing} countries={countries} cities={cities} format={format} />
    </figure>
  );
});

function toSummary({ active, total }: HeatmapView, format: ValueFormat): string {
  return `World map: ${active} ${active === 1 ? 'country' : 'countries'}, ${format.toText(total)} ${format.noun} in all`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  frame: css({
    position: 'relative',
    margin: 0,
    flex: 'none',
    overflow: 'hidden',
    outline: 'none',
    cursor: 'grab',
    '&:active': { cursor: 'grabbing' },
    userSelect: 'none',
  }),
  skip: css({
    position: 'absolute',
    zIndex: 1,
    top: 0,
    left: theme.spacing(4),
    padding: theme.spacing(0.25, 1),
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    '&:not(:focus)': {
      clipPath: 'inset(50%)',
      width: 1,
      height: 1,
      overflow: 'hidden',
      whiteSpace: 'nowrap',
      padding: 0,
    },
  }),
  foot: css({
    position: 'absolute',
    left: 0,
    right: 0,
    bottom: 0,
    display: 'flex',
    alignItems: 'flex-end',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    cursor: 'default',
  }),
});
