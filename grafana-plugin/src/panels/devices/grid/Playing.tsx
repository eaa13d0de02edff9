/** What a device shows now; a fault takes the place of a title, because it is what somebody must know. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { Unknown } from '../../../shared/figure/Unknown.tsx';
import { type Device, toFault } from '../device.ts';
import { toNowPlaying } from '../words.ts';

export function Playing({ device, className }: { readonly device: Device; readonly className?: string }) {
  const styles = useStyles2(getStyles);
  const playing = toNowPlaying(device);
  const fault = toFault(device);
  const title = playing.kind === 'title' ? playing.text : undefined;
  return (
    <span className={cx(styles.playing, className)} title={title}>
      {fault !== null && (
        <span className={styles.fault} data-fault="true">
          {playing.kind === 'title' ? `${fault} · ` : fault}
        </span>
      )}
      {playing.kind === 'title' && playing.text}
      {playing.kind === 'nothing' && fault === null && <span className={styles.quiet}>{playing.text}</span>}
      {playing.kind === 'unknown' && fault === null && <Unknown why={playing.why} />}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  playing: css({ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  quiet: css({ color: theme.colors.text.secondary }),
  fault: css({ color: theme.colors.warning.text }),
});
