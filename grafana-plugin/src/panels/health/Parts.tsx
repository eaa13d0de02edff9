/** The parts of a score as small bars: how full is how good; a dotted empty one is not known. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { toPercentText } from '../../shared/figure/figure-text.ts';
import type { Palette } from './palette.ts';
import { type Part, toWords } from './stream.ts';

export interface PartsProps {
  readonly parts: readonly Part[];
  readonly palette: Palette;
  readonly height: number;
}

/** More than these do not fit beside each other; all stand in the details. */
const MOST = 6;

export function Parts({ parts, palette, height }: PartsProps) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.parts} role="img" aria-label={toSentence(parts)}>
      {parts.slice(0, MOST).map(({ id, value }) => (
        <span key={id} className={styles.part} data-part={id} data-value={value ?? undefined}>
          <span className={styles.letter}>{id.charAt(0).toUpperCase()}</span>
          <span className={cx(styles.track, value === null && styles.unknown)} style={{ height }}>
            {value !== null && (
              <span
                className={styles.fill}
                // What is worth nothing keeps a line: an empty bar would look like no bar.
                style={{ height: `max(2px, ${value * 100}%)`, background: palette.part(value) }}
              />
            )}
          </span>
        </span>
      ))}
    </span>
  );
}

function toSentence(parts: readonly Part[]): string {
  return parts.map(({ id, value }) => `${toWords(id)} ${value === null ? 'unknown' : toPercentText(value)}`).join(', ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  parts: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'flex-end' }),
  part: css({ display: 'inline-flex', alignItems: 'flex-end', gap: '0.3em', flex: '0 1 auto' }),
  letter: css({ fontSize: '0.85em', lineHeight: 1.1, color: theme.colors.text.secondary }),
  track: css({
    display: 'inline-flex',
    alignItems: 'flex-end',
    width: '0.75em',
    borderRadius: 2,
    overflow: 'hidden',
    background: theme.colors.border.weak,
  }),
  unknown: css({ background: 'none', border: `1px dotted ${theme.colors.border.strong}` }),
  fill: css({ width: '100%' }),
});
