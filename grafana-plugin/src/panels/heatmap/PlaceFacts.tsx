/** What is known of one place: the same lines in the tooltip and in the pinned card. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { City } from './cities.ts';
import { CONTINENTS, nameOf } from './countries.ts';
import { toPercentText, type ValueFormat, withNoun } from './format.ts';
import type { CountryNow } from './view.ts';

export interface PlaceFactsProps {
  /** A country with a number, a point, or the code of a country without one. */
  readonly place: CountryNow | City | string;
  readonly format: ValueFormat;
}

export function PlaceFacts({ place, format }: PlaceFactsProps) {
  const styles = useStyles2(getStyles);
  if (typeof place === 'string') {
    return (
      <div className={styles.facts}>
        <div className={styles.name}>{nameOf(place)}</div>
        <div className={styles.aside}>no data</div>
      </div>
    );
  }
  const aside = 'rank' in place ? toAside(place) : 'point';
  return (
    <div className={styles.facts}>
      <div className={styles.name}>{place.name}</div>
      <div>
        <span className={styles.figure}>{format.toText(place.value)}</span>
        <span className={styles.aside}>{withNoun('', format.noun, place.value === 1)}</span>
        {'share' in place && place.share !== null && <span> · {toPercentText(place.share)}</span>}
      </div>
      <div className={styles.aside}>{aside}</div>
    </div>
  );
}

function toAside({ rank, continent }: CountryNow): string {
  return continent === undefined ? `no. ${rank} · in no known country` : `no. ${rank} · ${CONTINENTS[continent]}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  facts: css({
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: 1.4,
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
  }),
  name: css({ fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.primary }),
  figure: css({ fontSize: theme.typography.h5.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  aside: css({ color: theme.colors.text.secondary }),
});
