/** Live sessions as a table. The first hundred are enough to see who suffers; how many more there are is said below. */
import { css } from '@emotion/css';
import { formattedValueToString, type GrafanaTheme2, getValueFormat } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { UNKNOWN } from '../../shared/figure/figure-text.ts';
import { toSpanWords } from '../../shared/words.ts';
import type { HealthFormat } from './format.ts';
import type { SessionNow } from './sessions.ts';

export interface SessionTableProps {
  readonly sessions: readonly SessionNow[];
  readonly format: HealthFormat;
  readonly nowMs: number;
}

const MOST = 100;
const RATE = getValueFormat('bps');
const BITS = 8;

export function SessionTable({ sessions, format, nowMs }: SessionTableProps) {
  const styles = useStyles2(getStyles);
  const left = sessions.length - MOST;
  return (
    <>
      <table className={styles.table} data-testid="tallylight-health-sessions" data-count={sessions.length}>
        <thead>
          <tr>
            <th scope="col">Country</th>
            <th scope="col">Device</th>
            <th scope="col">Network</th>
            <th scope="col">Rendition</th>
            <th scope="col" className={styles.number}>
              Watched
            </th>
            <th scope="col" className={styles.number}>
              Bitrate
            </th>
            <th scope="col" className={styles.number}>
              Last seen
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.slice(0, MOST).map((session) => (
            <tr key={session.key}>
              <td>{toCountry(session.country)}</td>
              <td>{session.deviceClass ?? UNKNOWN}</td>
              <td>{session.network ?? UNKNOWN}</td>
              <td>{session.rendition ?? UNKNOWN}</td>
              <td className={styles.number}>{session.watchedMs === null ? UNKNOWN : toSpanWords(session.watchedMs)}</td>
              <td className={styles.number}>{toRate(session.bytesPerSecond)}</td>
              <td className={styles.number}>
                {session.lastSeenMs === null ? UNKNOWN : `${toSpanWords(nowMs - session.lastSeenMs)} ago`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p className={styles.more}>{`and ${format.count(left)} more`}</p>}
    </>
  );
}

function toCountry(country: string | null): string {
  return country === null || country === 'ZZ' ? UNKNOWN : country;
}

function toRate(bytesPerSecond: number | null): string {
  return bytesPerSecond === null ? UNKNOWN : formattedValueToString(RATE(bytesPerSecond * BITS, 1));
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    borderCollapse: 'collapse',
    fontVariantNumeric: 'tabular-nums',
    fontSize: theme.typography.bodySmall.fontSize,
    'th, td': { padding: theme.spacing(0.5, 1, 0.5, 0), textAlign: 'left', whiteSpace: 'nowrap' },
    th: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  number: css({ '&&': { textAlign: 'right' } }),
  more: css({ margin: theme.spacing(1, 0), color: theme.colors.text.secondary }),
});
