/** The line beside the lamp: how many countries, how much in all; in a small panel the pinned country takes its place. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { toPercentText, type ValueFormat, withNoun } from './format.ts';
import { UnpinButton } from './PinCard.tsx';
import type { CountryNow, HeatmapView } from './view.ts';

export interface SummaryProps {
  readonly view: HeatmapView;
  readonly format: ValueFormat;
  readonly isSmall: boolean;
  readonly pin: CountryNow | undefined;
  readonly onUnpin: () => void;
}

export function Summary({ view: { active, total, unknown, cities }, isSmall, format, pin, onUnpin }: SummaryProps) {
  const styles = useStyles2(getStyles);
  if (total === null && cities.length > 0) {
    return (
      <span className={styles.line} data-testid="tallylight-heatmap-summary">
        <strong className={styles.figure}>{cities.length}</strong>
        {cities.length === 1 ? 'point' : 'points'}
      </span>
    );
  }
  if (pin !== undefined) {
    return (
      <span className={styles.line} data-testid="tallylight-heatmap-pin" data-pinned={pin.code}>
        <strong className={styles.name}>{pin.name}</strong>
        <span className={styles.figure}>{format.toText(pin.value)}</span>
        {pin.share !== null && <span>{toPercentText(pin.share)}</span>}
        <UnpinButton name={pin.name} onUnpin={onUnpin} />
      </span>
    );
  }
  return (
    <span
      className={styles.line}
      data-testid="tallylight-heatmap-summary"
      data-active={active}
      data-total={total ?? undefined}
    >
      <span>
        <strong className={styles.figure}>{active}</strong>
        {active === 1 ? ' country' : ' countries'}
      </span>
      <span aria-hidden="true">·</span>
      <span title={total === null ? 'There is no number in this data' : undefined}>
        <strong className={styles.figure}>{format.toText(total)}</strong>
        {format.noun === '' ? ' in all' : withNoun('', format.noun, total === 1)}
      </span>
      {unknown > 0 && !isSmall && (
        <>
          <span aria-hidden="true">·</span>
          <span title="Nobody knows in which country">
            <strong className={styles.figure}>{format.toText(unknown)}</strong> unknown
          </span>
        </>
      )}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    minWidth: 0,
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  }),
  figure: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
  name: css({
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    color: theme.colors.text.primary,
    fontWeight: theme.typography.fontWeightMedium,
  }),
});
