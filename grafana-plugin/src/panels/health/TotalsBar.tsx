/** The totals: how many streams are on, off, unknown, each a filter; and how they do on the whole. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { Figure } from '../../shared/figure/Figure.tsx';
import { toCountText } from '../../shared/figure/figure-text.ts';
import { toLookColor } from '../../shared/look-color.ts';
import { type Look, STREAM_LOOK } from '../../shared/state-look.ts';
import type { HealthFormat } from './format.ts';
import type { Layout } from './layout.ts';
import type { Presence } from './stream.ts';
import type { Totals } from './totals.ts';

export interface TotalsBarProps {
  readonly totals: Totals;
  readonly layout: Layout;
  readonly format: HealthFormat;
  readonly isOld: boolean;
  readonly chosen: Presence | undefined;
  readonly onChoose: (presence: Presence | undefined) => void;
  /** The field option "no value". */
  readonly noValue: string | undefined;
}

const LOOKS: Readonly<Record<Presence, Look>> = {
  online: { ...STREAM_LOOK.up, word: 'Online' },
  offline: { ...STREAM_LOOK.down, word: 'Offline' },
  unknown: { ...STREAM_LOOK.unknown, word: 'Unknown' },
  off: { ...STREAM_LOOK.off, word: 'Off' },
};

export function TotalsBar({ totals, layout, format, isOld, chosen, onChoose, noValue }: TotalsBarProps) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const shown = (['online', 'offline', 'unknown', 'off'] as const).filter(
    (presence) => presence !== 'off' || totals.presence.off > 0,
  );
  const share = { px: layout.figurePx, isOld, noValue };
  const { meanScore, meanUptime } = totals;
  return (
    <div
      className={styles.bar}
      style={{ height: layout.totals, gap: layout.gap }}
      data-testid="tallylight-health-totals"
    >
      {shown.map((presence) => {
        const { word, icon, color } = LOOKS[presence];
        return (
          <Figure
            key={presence}
            {...share}
            label={word}
            sign={<Icon name={icon} size="sm" style={{ color: toLookColor(theme, color), flex: 'none' }} />}
            value={{ text: toCountText(totals.presence[presence]), unit: '' }}
            why=""
            isChosen={chosen === presence}
            onClick={() => onChoose(chosen === presence ? undefined : presence)}
            testId={`tallylight-health-${presence}`}
          />
        );
      })}
      <Figure
        {...share}
        label="Mean health"
        value={meanScore === null ? undefined : { text: format.score(meanScore), unit: '' }}
        why="no stream has a score yet"
        testId="tallylight-health-mean"
      />
      <Figure
        {...share}
        label={totals.isUptimePart ? 'Uptime part' : 'Mean uptime'}
        value={meanUptime === null ? undefined : toFigure(format.uptime(meanUptime))}
        why="of no stream enough was observed"
        testId="tallylight-health-uptime"
      />
    </div>
  );
}

function toFigure(text: string): { text: string; unit: string } {
  const [number = text, unit = ''] = text.split(' ');
  return { text: number, unit };
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ flex: 'none', display: 'flex', color: theme.colors.text.primary, '& > *': { height: '100%' } }),
});
