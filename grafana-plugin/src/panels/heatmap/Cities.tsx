/** Points of frames with coordinates: diamonds, so that nobody takes them for the circles of countries. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo } from 'react';
import type { City } from './cities.ts';
import { toRadiusPx } from './radius.ts';
import { type ProjectionName, project } from './world/projection.ts';

export interface CitiesProps {
  readonly cities: readonly City[];
  readonly projection: ProjectionName;
  /** Pixels per world unit. */
  readonly scale: number;
  readonly largestPx: number;
}

export const Cities = memo(function Cities({ cities, projection, scale, largestPx }: CitiesProps) {
  const styles = useStyles2(getStyles);
  const most = cities[0]?.value ?? 0;
  return (
    <g className={styles.cities}>
      {cities.map(({ key, longitude, latitude, value }, index) => {
        const { x, y } = project(projection, longitude, latitude);
        // A diamond of the same area as the circle would have.
        const half = (toRadiusPx(value, most, largestPx) * Math.sqrt(Math.PI / 2)) / scale;
        return (
          <path
            key={key}
            data-city={index}
            d={`M${x} ${y - half}L${x + half} ${y}L${x} ${y + half}L${x - half} ${y}z`}
          />
        );
      })}
    </g>
  );
});

const getStyles = (theme: GrafanaTheme2) => ({
  cities: css({
    '& path': {
      vectorEffect: 'non-scaling-stroke',
      fill: theme.visualization.getColorByName('purple'),
      fillOpacity: 0.55,
      stroke: theme.visualization.getColorByName(theme.isDark ? 'super-light-purple' : 'dark-purple'),
      strokeWidth: 1,
    },
  }),
});
