/** The levels of truth side by side: a tick, a cross or a dash each, with its word where there is room. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { VISUALLY_HIDDEN } from '../../shared/visually-hidden.ts';
import type { Device } from './device.ts';
import { type Level, toLevels } from './levels.ts';

export interface LevelsProps {
  readonly device: Device;
  readonly hasWords: boolean;
}

export function Levels({ device, hasWords }: LevelsProps) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.levels}>
      {toLevels(device).map((level) => (
        <span
          key={level.key}
          className={cx(styles.level, level.is === true && styles.yes, level.is === false && styles.no)}
          title={`${level.label}: ${level.words}`}
          data-level={level.key}
          data-is={String(level.is)}
        >
          <Mark is={level.is} />
          {hasWords && (
            <span className={styles.word} aria-hidden="true">
              {level.short}
            </span>
          )}
          <span className={styles.hidden}>{`${level.label}: ${level.words}. `}</span>
        </span>
      ))}
    </span>
  );
}

/** A filled circle with a tick, an open one with a cross, a dash. */
export function Mark({ is }: Pick<Level, 'is'>) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false" style={{ flex: 'none', width: '1em', height: '1em' }}>
      {is === true && <path d="M2 6.5l2.7 2.7 5.3-6.2" fill="none" stroke="currentColor" strokeWidth="2" />}
      {is === false && (
        <path d="M2.5 2.5l7 7m0-7l-7 7" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      )}
      {is === null && <path d="M3 6h6" fill="none" stroke="currentColor" strokeWidth="1.5" />}
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  levels: css({ display: 'inline-flex', alignItems: 'center', gap: '0.65em', minWidth: 0, whiteSpace: 'nowrap' }),
  level: css({ display: 'inline-flex', alignItems: 'center', gap: 2, color: theme.colors.text.secondary }),
  yes: css({ '& > svg': { color: theme.colors.success.text } }),
  no: css({ color: theme.colors.warning.text }),
  word: css({ fontSize: '0.917em' }),
  hidden: css(VISUALLY_HIDDEN),
});
