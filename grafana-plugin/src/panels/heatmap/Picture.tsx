/**
 * The picture itself: areas, outlines, circles and points in one SVG that is moved as a whole. Paths are drawn once; zooming
 * changes one transform, and the radius of circles, which keep their size on the screen. Voices do not hear of it.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { type ComponentProps, useId, useMemo } from 'react';
import { Cities } from './Cities.tsx';
import type { City } from './cities.ts';
import { hatchColors } from './hatch.ts';
import { Marks } from './Marks.tsx';
import type { HeatmapOptions } from './option-values.ts';
import type { Palette } from './palette.ts';
import { Shapes } from './Shapes.tsx';
import type { CountryNow } from './view.ts';
import { type Stage, toHomeScale, toScreen, type Viewport } from './viewport.ts';
import { type ContinentCode, WORLD_MAPS } from './world/world.ts';

export interface PictureProps {
  readonly picture: ComponentProps<'svg'>['ref'];
  readonly countries: readonly CountryNow[];
  readonly cities: readonly City[];
  readonly stage: Stage;
  readonly viewport: Viewport;
  readonly options: HeatmapOptions;
  readonly palette: Palette;
  readonly circlePx: number;
  readonly isOld: boolean;
  /** Their circles are marked: pinned, and reached by keys. */
  readonly chosen: readonly string[];
  /** Their borders are drawn: the chosen ones, and what a pointer is on. */
  readonly outlined: readonly (string | undefined)[];
  readonly continent: ContinentCode | undefined;
}

export function Picture(props: PictureProps) {
  const {
    picture,
    countries,
    cities,
    stage,
    viewport,
    options,
    palette,
    circlePx,
    isOld,
    chosen,
    outlined,
    continent,
  } = props;
  const styles = useStyles2(getStyles);
  const { projection } = options;
  const map = WORLD_MAPS[projection];
  const colors = useMemo(
    () => new Map(countries.map(({ code, value }) => [code, palette.colorOf(value)])),
    [countries, palette],
  );
  const id = `hatch-${useId().replace(/\W/g, '')}`;
  const pxPerUnit = toHomeScale(stage) * viewport.zoom;
  const corner = toScreen(viewport, stage, { x: 0, y: 0 });
  return (
    <svg
      ref={picture}
      className={styles.picture}
      aria-hidden="true"
      focusable="false"
      width={stage.width}
      height={stage.height}
      style={{ opacity: isOld ? 0.5 : 1 }}
    >
      <Hatch id={id} pxPerUnit={pxPerUnit} />
      <g transform={`translate(${corner.x} ${corner.y}) scale(${pxPerUnit})`}>
        <path className={styles.sphere} d={map.sphere} />
        <Shapes map={map} colors={colors} hatch={`url(#${id})`} continent={continent} />
        <g className={styles.outline}>
          {map.shapes
            .filter(([code]) => outlined.includes(code))
            .map(([code, path]) => (
              <path key={code} d={path} data-outlined={code} />
            ))}
        </g>
        <Marks
          countries={countries}
          projection={projection}
          scale={pxPerUnit}
          largestPx={circlePx}
          isVisible={options.showCircles}
          chosen={chosen}
          continent={continent}
        />
        <Cities cities={cities} projection={projection} scale={pxPerUnit} largestPx={circlePx * CITY_SIZE} />
      </g>
    </svg>
  );
}

/** Towns are parts of countries, and look like it. */
const CITY_SIZE = 0.6;

/** The lines keep their distance on the screen, however close the map is. */
function Hatch({ id, pxPerUnit }: { readonly id: string; readonly pxPerUnit: number }) {
  const { ground, line } = hatchColors(useTheme2());
  return (
    <defs>
      <pattern
        id={id}
        patternUnits="userSpaceOnUse"
        width="4"
        height="4"
        patternTransform={`scale(${1 / pxPerUnit}) rotate(45)`}
      >
        <rect width="4" height="4" fill={ground} />
        <rect width="1" height="4" fill={line} />
      </pattern>
    </defs>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  picture: css({ display: 'block', '& [data-code]': { cursor: 'pointer' } }),
  sphere: css({ fill: 'none', stroke: theme.colors.border.weak, vectorEffect: 'non-scaling-stroke' }),
  outline: css({
    pointerEvents: 'none',
    '& path': {
      fill: 'none',
      stroke: theme.colors.text.maxContrast,
      strokeWidth: 1.5,
      strokeLinejoin: 'round',
      vectorEffect: 'non-scaling-stroke',
    },
  }),
});
