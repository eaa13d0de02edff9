/**
 * A circle for every country with a number, its area by the number, small ones on large ones. Only a picture: keys and voices
 * walk the buttons of CountryKeys.
 */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo } from 'react';
import { toRadiusPx } from './radius.ts';
import type { CountryNow } from './view.ts';
import type { ProjectionName } from './world/projection.ts';
import { type ContinentCode, placeOf } from './world/world.ts';

export interface MarksProps {
  readonly countries: readonly CountryNow[];
  readonly projection: ProjectionName;
  /** Pixels per world unit. */
  readonly scale: number;
  /** Radius of the largest. */
  readonly largestPx: number;
  readonly isVisible: boolean;
  /** Pinned, or reached by keys: it is drawn even when circles are not. */
  readonly chosen: readonly string[];
  readonly continent: ContinentCode | undefined;
}

export const Marks = memo(function Marks(props: MarksProps) {
  const { countries, projection, scale, largestPx, isVisible, chosen, continent } = props;
  const styles = useStyles2(getStyles);
  const most = countries.find((country) => country.continent !== undefined)?.value ?? 0;
  return (
    <g className={cx(styles.marks, !isVisible && styles.invisible)}>
      {countries.map((country) => {
        const place = placeOf(projection, country.code);
        if (place === undefined) return null;
        return (
          <Mark
            key={country.code}
            code={country.code}
            x={place.x}
            y={place.y}
            radius={toRadiusPx(country.value, most, largestPx) / scale}
            state={toState(country, continent, chosen)}
          />
        );
      })}
    </g>
  );
});

interface MarkProps {
  readonly code: string;
  readonly x: number;
  readonly y: number;
  /** World units. */
  readonly radius: number;
  readonly state: 'usual' | 'faded' | 'chosen';
}

const Mark = memo(function Mark({ code, x, y, radius, state }: MarkProps) {
  return (
    <circle data-code={code} data-state={state} cx={x} cy={y} r={radius} opacity={state === 'faded' ? FADED : 1} />
  );
});

const FADED = 0.2;

function toState(
  { code, continent: own }: CountryNow,
  continent: ContinentCode | undefined,
  chosen: readonly string[],
): MarkProps['state'] {
  if (chosen.includes(code)) return 'chosen';
  return continent !== undefined && own !== continent ? 'faded' : 'usual';
}

const getStyles = (theme: GrafanaTheme2) => ({
  marks: css({
    '& circle': {
      vectorEffect: 'non-scaling-stroke',
      fill: theme.visualization.getColorByName('orange'),
      fillOpacity: 0.5,
      stroke: theme.visualization.getColorByName('dark-orange'),
      strokeWidth: 1,
    },
    '& circle[data-state=chosen]': { stroke: theme.colors.text.maxContrast, strokeWidth: 3, paintOrder: 'stroke' },
  }),
  invisible: css({ '& circle:not([data-state=chosen])': { display: 'none' } }),
});
