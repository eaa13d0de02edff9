/**
 * A stream as a row (or, where it is narrow, a card): one button that opens its sessions, named by one sentence that says the
 * row, and the ⋯ beside it.
 */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { PointerEvent, ReactNode } from 'react';
import type { CellFocus } from '../../shared/virtual/VirtualGrid.tsx';
import { toSpanWords } from '../../shared/words.ts';
import type { HealthFormat } from './format.ts';
import type { Layout } from './layout.ts';
import type { ColumnId } from './option-values.ts';
import { Parts } from './Parts.tsx';
import type { Palette } from './palette.ts';
import { Ring } from './Ring.tsx';
import { toReasonText, toRowLabel } from './row-words.ts';
import { Sparkline } from './Sparkline.tsx';
import { StateMark } from './StateMark.tsx';
import type { ScorePoint, StreamNow } from './stream.ts';

export interface StreamRowProps {
  readonly stream: StreamNow;
  readonly layout: Layout;
  readonly format: HealthFormat;
  readonly palette: Palette;
  readonly focus: CellFocus;
  readonly nowMs: number;
  readonly history: readonly ScorePoint[];
  /** How far back the sparkline looks, ms. */
  readonly trendMs: number;
  /** Verb of an action that is on its way. */
  readonly verb: string | undefined;
  readonly onOpen: (key: string) => void;
  readonly onPoint: (key: string | undefined, event: PointerEvent) => void;
  /** The ⋯, where there is something to do. */
  readonly menu: ReactNode;
}

export function StreamRow(props: StreamRowProps) {
  const { stream, layout, format, palette, focus, nowMs, verb, onOpen, onPoint, menu } = props;
  const styles = useStyles2(getStyles);
  const { key, name, state, score } = stream;
  const color = palette.score(stream);
  const reason = toReasonText(stream, nowMs);
  // The score stands first: whoever points there asks why.
  const onMove = (event: PointerEvent): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    onPoint(event.clientX - left < layout.scoreWidth ? key : undefined, event);
  };
  return (
    <div className={styles.row} data-stream={key} data-band={stream.band}>
      <button
        type="button"
        className={styles.open}
        {...focus}
        aria-label={toRowLabel(stream, nowMs)}
        onClick={() => onOpen(key)}
        onPointerMove={onMove}
        onPointerLeave={(event) => onPoint(undefined, event)}
      />
      <span className={styles.content}>
        <span className={styles.ring} style={{ width: layout.scoreWidth }}>
          <Ring
            score={score}
            color={color}
            px={layout.ringPx}
            text={score === null ? format.unknown : format.score(score)}
          />
        </span>
        <span className={styles.name} style={{ width: layout.isCards ? undefined : layout.nameWidth }}>
          <span className={styles.first}>
            <span className={styles.title}>{name}</span>
            {layout.isCards && <StateMark state={state} verb={verb} />}
          </span>
          {layout.hasReason && (
            <span className={styles.reason} title={reason} data-testid="tallylight-health-reason">
              {reason}
            </span>
          )}
        </span>
        {layout.columns.map(({ id, width }) => (
          <span
            key={id}
            className={cx(styles.cell, NUMBERS.has(id) && styles.number)}
            style={{ width }}
            data-column={id}
          >
            <Value {...props} id={id} width={width} color={color} />
          </span>
        ))}
      </span>
      {menu !== undefined && (
        <span className={styles.menu} style={{ width: layout.menuWidth }}>
          {menu}
        </span>
      )}
    </div>
  );
}

const NUMBERS: ReadonlySet<ColumnId> = new Set(['errors', 'response', 'uptime', 'sessions', 'checked']);

/** Below this share nobody has to look. */
const FEW_ERRORS = 0.001;

function Value(props: StreamRowProps & { readonly id: ColumnId; readonly width: number; readonly color: string }) {
  const { id, stream, layout, format, palette, nowMs, history, verb, width, color } = props;
  const styles = useStyles2(getStyles);
  const { errorRatio, responseMs, uptime, sessions, checkedMs, parts } = stream;
  switch (id) {
    case 'state':
      return <StateMark state={stream.state} verb={verb} />;
    case 'parts':
      if (parts.length === 0 || parts.every(({ value }) => value === null))
        return toUnknown(format, 'no part is known');
      return <Parts parts={parts} palette={palette} height={Math.round(layout.ringPx * 0.55)} />;
    case 'errors':
      if (errorRatio === null) return toUnknown(format, 'nobody counted requests');
      return <span className={errorRatio < FEW_ERRORS ? styles.calm : undefined}>{format.errors(errorRatio)}</span>;
    case 'response':
      if (responseMs === null) return toUnknown(format, 'no time to the first byte was told');
      return <span>{format.response(responseMs)}</span>;
    case 'uptime':
      return uptime === null ? toUnknown(format, 'too little was observed') : <span>{format.uptime(uptime)}</span>;
    case 'sessions':
      if (sessions === null) return toUnknown(format, 'nobody counted');
      return <span className={sessions === 0 ? styles.calm : undefined}>{format.count(sessions)}</span>;
    case 'trend':
      return (
        <Sparkline
          points={history}
          width={width - 16}
          height={Math.round(layout.ringPx * 0.62)}
          color={color}
          nowMs={nowMs}
          spanMs={props.trendMs}
        />
      );
    case 'checked':
      if (checkedMs === null) return toUnknown(format, 'it was never checked');
      return <span className={styles.calm}>{`${toSpanWords(nowMs - checkedMs)} ago`}</span>;
  }
}

function toUnknown({ unknown }: HealthFormat, why: string): ReactNode {
  return (
    <span title={why} data-unknown="true">
      {unknown}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    position: 'relative',
    display: 'flex',
    alignItems: 'stretch',
    height: '100%',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontVariantNumeric: 'tabular-nums',
    '&:hover': { background: theme.colors.action.hover },
  }),
  open: css({
    position: 'absolute',
    inset: 0,
    padding: 0,
    border: 'none',
    background: 'none',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  // The button lies over it, so that its name is one sentence and not a heap of numbers; what has a reason to tell lies above.
  content: css({
    flex: 1,
    minWidth: 0,
    display: 'flex',
    alignItems: 'center',
    pointerEvents: 'none',
    '& [data-unknown]': { position: 'relative', pointerEvents: 'auto' },
  }),
  ring: css({ flex: 'none', display: 'inline-flex', paddingLeft: 2 }),
  name: css({ flex: '0 1 auto', minWidth: 0, display: 'flex', flexDirection: 'column', paddingRight: 12 }),
  first: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minWidth: 0 }),
  title: css({
    fontWeight: theme.typography.fontWeightMedium,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
  reason: css({
    fontSize: `max(0.88em, 11px)`,
    color: theme.colors.text.secondary,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
  cell: css({ flex: 'none', display: 'inline-flex', alignItems: 'center', paddingRight: 16, overflow: 'hidden' }),
  number: css({ justifyContent: 'flex-end' }),
  calm: css({ color: theme.colors.text.secondary }),
  menu: css({
    position: 'relative',
    flex: 'none',
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
  }),
});
