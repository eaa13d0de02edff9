/**
 * The countries as areas. Their paths never change while the panel runs; when news comes only fills do, and only of the
 * countries whose colour is another one. Areas are not walked by keys: the circles are.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo } from 'react';
import { COUNTRIES, type ContinentCode, type WorldMap } from './world/world.ts';

export interface ShapesProps {
  readonly map: WorldMap;
  readonly colors: ReadonlyMap<string, string>;
  /** Fill of what has no data. */
  readonly hatch: string;
  /** When set, the others fade. */
  readonly continent: ContinentCode | undefined;
}

export const Shapes = memo(function Shapes({ map, colors, hatch, continent }: ShapesProps) {
  const styles = useStyles2(getStyles);
  return (
    <g className={styles.land}>
      {map.shapes.map(([code, path]) => {
        const color = colors.get(code);
        const isFaded = continent !== undefined && COUNTRIES.get(code)?.continent !== continent;
        return (
          <Shape
            key={code}
            code={code}
            path={path}
            fill={color ?? hatch}
            isFaded={isFaded}
            isKnown={color !== undefined}
          />
        );
      })}
      <path d={map.neutral} fill={hatch} fillOpacity={continent === undefined ? undefined : FADED} />
    </g>
  );
});

interface ShapeProps {
  readonly code: string;
  readonly path: string;
  readonly fill: string;
  readonly isFaded: boolean;
  readonly isKnown: boolean;
}

const Shape = memo(function Shape({ code, path, fill, isFaded, isKnown }: ShapeProps) {
  return (
    <path d={path} data-code={code} data-known={isKnown} fillOpacity={isFaded ? FADED : undefined} style={{ fill }} />
  );
});

const FADED = 0.25;

const getStyles = (theme: GrafanaTheme2) => ({
  land: css({
    stroke: theme.colors.background.primary,
    strokeWidth: 0.6,
    strokeLinejoin: 'round',
    '& path': { vectorEffect: 'non-scaling-stroke' },
  }),
});
