/** The state of a stream: shape, word and colour. While an action is on its way, its word stands there. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import type { StreamState } from '@tallylight/protocol';
import { toLookColor } from '../../shared/look-color.ts';
import { STREAM_LOOK } from '../../shared/state-look.ts';
import { PROGRESS } from './row-words.ts';

export interface StateMarkProps {
  readonly state: StreamState;
  /** Verb of an action that is on its way. */
  readonly verb?: string | undefined;
}

export function StateMark({ state, verb }: StateMarkProps) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const look = STREAM_LOOK[state];
  return (
    <span className={styles.mark} data-state={state} data-verb={verb}>
      <Icon
        name={verb === undefined ? look.icon : 'sync'}
        size="sm"
        style={{ color: toLookColor(theme, look.color) }}
      />
      <span>{verb === undefined ? look.word : (PROGRESS[verb] ?? `${verb}…`)}</span>
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  mark: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    whiteSpace: 'nowrap',
    color: theme.colors.text.primary,
    '& svg': { flex: 'none' },
  }),
});
