/**
 * The countries as real buttons in the order of the ranking, for keys and for voices: Tab walks them from the largest, and the
 * map shows where one is. Their words are not seen; what is seen is the circle, its outline and the tooltip.
 */
import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import { memo } from 'react';
import { toPercentText, type ValueFormat, withNoun } from './format.ts';
import type { CountryNow } from './view.ts';
import { COUNTRIES } from './world/world.ts';

export interface CountryKeysProps {
  readonly countries: readonly CountryNow[];
  readonly format: ValueFormat;
  readonly pinned: string | undefined;
}

export const CountryKeys = memo(function CountryKeys({ countries, format, pinned }: CountryKeysProps) {
  const styles = useStyles2(getStyles);
  const onMap = countries.filter(({ code, value }) => COUNTRIES.has(code) && value > 0);
  return (
    <ol className={styles.list} aria-label="Countries by rank" data-testid="tallylight-heatmap-keys">
      {onMap.map((country) => (
        <Key
          key={country.code}
          code={country.code}
          label={toLabel(country, format)}
          isPinned={country.code === pinned}
        />
      ))}
    </ol>
  );
});

interface KeyProps {
  readonly code: string;
  readonly label: string;
  readonly isPinned: boolean;
}

const Key = memo(function Key({ code, label, isPinned }: KeyProps) {
  return (
    <li>
      {/* A name that is no text costs no layout when all numbers change. */}
      <button type="button" data-code={code} aria-label={label} aria-pressed={isPinned} />
    </li>
  );
});

function toLabel({ name, value, share, rank }: CountryNow, format: ValueFormat): string {
  const percent = share === null ? '' : `, ${toPercentText(share)}`;
  return `${name}: ${withNoun(format.toText(value), format.noun, value === 1)}${percent}, number ${rank}`;
}

const getStyles = () => ({
  list: css({
    position: 'absolute',
    width: 1,
    height: 1,
    margin: 0,
    padding: 0,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    listStyle: 'none',
    whiteSpace: 'nowrap',
  }),
});
