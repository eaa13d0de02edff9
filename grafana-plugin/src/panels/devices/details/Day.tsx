/** 24 hours as a bar: what played, when nothing did, when the device was away. Hatched is absence; each span has its words. */
import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { toLookColor } from '../../../shared/look-color.ts';
import { type DrawnSpan, type Timeline, toDaySums, toDrawnSpans, toHourMarks, toLengthWords } from './timeline.ts';

const WORDS = { playing: 'played', idle: 'nothing on', offline: 'away', unknown: 'not known' } as const;
const HOURS = 4;

/** Longest list of spans that anybody reads. */
const MOST_LISTED = 60;

export function Day({ timeline }: { readonly timeline: Timeline }) {
  const styles = useStyles2(getStyles);
  const drawn = toDrawnSpans(timeline);
  const { playingMs, offlineMs, gaps } = toDaySums(drawn);
  const offsetMs = -new Date(timeline.nowMs).getTimezoneOffset() * 60_000;
  const sums = [
    `played ${toLengthWords(playingMs)}`,
    gaps === 0 ? 'never away' : `away ${toLengthWords(offlineMs)} in ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`,
  ].join(', ');
  if (drawn.length === 0) {
    return <p className={styles.quiet}>Nothing is known of it yet: what plays counts from its second heartbeat on.</p>;
  }
  const listed = [...drawn].reverse().slice(0, MOST_LISTED);
  return (
    <div data-testid="tallylight-devices-day">
      <p className={styles.sums}>{sums}</p>
      <div className={styles.day} role="img" aria-label={`The last 24 hours: ${sums}`}>
        {drawn.map((span) => (
          <span
            key={span.fromMs}
            className={cx(styles.span, styles[span.state])}
            style={{ left: `${span.leftPercent}%`, width: `${span.widthPercent}%` }}
            title={toTitle(span)}
            data-span={span.state}
          >
            {span.widthPercent > 8 && span.title}
          </span>
        ))}
      </div>
      <div className={styles.marks} aria-hidden="true">
        {toHourMarks(timeline.nowMs, HOURS, offsetMs).map(({ atMs, leftPercent }) => (
          <span key={atMs} className={styles.mark} style={{ left: `${leftPercent}%` }}>
            {leftPercent < 95 && dateTimeFormat(atMs, { format: 'HH:mm' })}
          </span>
        ))}
      </div>
      <ul className={styles.legend} aria-hidden="true">
        {(['playing', 'idle', 'offline'] as const).map((state) => (
          <li key={state}>
            <span className={cx(styles.swatch, styles[state])} /> {WORDS[state]}
          </li>
        ))}
      </ul>
      {timeline.isCut && <p className={styles.quiet}>The server let go of the oldest part.</p>}
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">For</th>
              <th scope="col">What</th>
            </tr>
          </thead>
          <tbody>
            {listed.map((span) => (
              <tr key={span.fromMs} data-state={span.state}>
                <td>{dateTimeFormat(span.fromMs, { format: 'HH:mm:ss' })}</td>
                <td>{toLengthWords(span.toMs - span.fromMs)}</td>
                <td>{span.title ?? <span className={styles.quiet}>{WORDS[span.state]}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function toTitle({ fromMs, toMs, state, title, campaign }: DrawnSpan): string {
  const at = (ms: number): string => dateTimeFormat(ms, { format: 'HH:mm:ss' });
  const what = title === null ? WORDS[state] : campaign === null ? title : `${title} (${campaign})`;
  return `${at(fromMs)}–${at(toMs)}, ${toLengthWords(toMs - fromMs)}: ${what}`;
}

const getStyles = (theme: GrafanaTheme2) => {
  const blue = toLookColor(theme, 'blue');
  const green = toLookColor(theme, 'green');
  const line = theme.colors.text.disabled;
  return {
    sums: css({ margin: theme.spacing(0, 0, 1), fontSize: theme.typography.body.fontSize }),
    day: css({
      position: 'relative',
      height: 44,
      overflow: 'hidden',
      background: theme.colors.background.canvas,
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
    }),
    span: css({
      position: 'absolute',
      top: 0,
      bottom: 0,
      padding: '0 4px',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      lineHeight: '42px',
      fontSize: theme.typography.bodySmall.fontSize,
      color: theme.colors.getContrastText(blue),
      borderRight: `1px solid ${theme.colors.background.primary}`,
    }),
    playing: css({ background: blue }),
    idle: css({ background: green, opacity: 0.55 }),
    offline: css({ background: `repeating-linear-gradient(45deg, ${line} 0 2px, transparent 2px 7px)` }),
    unknown: css({ background: 'transparent' }),
    marks: css({ position: 'relative', height: 20 }),
    mark: css({
      position: 'absolute',
      paddingLeft: 3,
      borderLeft: `1px solid ${theme.colors.border.medium}`,
      fontSize: theme.typography.bodySmall.fontSize,
      color: theme.colors.text.secondary,
      fontVariantNumeric: 'tabular-nums',
    }),
    legend: css({
      listStyle: 'none',
      display: 'flex',
      gap: theme.spacing(2),
      margin: theme.spacing(0.5, 0, 1),
      padding: 0,
      fontSize: theme.typography.bodySmall.fontSize,
      color: theme.colors.text.secondary,
    }),
    swatch: css({
      display: 'inline-block',
      width: 12,
      height: 12,
      verticalAlign: 'middle',
      borderRadius: 2,
      border: `1px solid ${theme.colors.border.weak}`,
    }),
    quiet: css({ color: theme.colors.text.secondary }),
    scroll: css({ maxHeight: 260, overflowY: 'auto' }),
    table: css({
      width: '100%',
      fontVariantNumeric: 'tabular-nums',
      '& th': { textAlign: 'left', fontWeight: 'normal', color: theme.colors.text.secondary },
      '& td, & th': { padding: theme.spacing(0.25, 1, 0.25, 0) },
      '& td:last-child': { width: '60%' },
    }),
  };
};
