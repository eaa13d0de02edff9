/**
 * Stream health. It only paints: frames become a view in view.ts, the space is shared out in layout.ts. What a person chooses
 * (a band, a word, an order, a stream to open) lives here; it is no option and is not saved.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2, PanelProps } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { FilterInput, Portal, useStyles2, useTheme2, VizTooltipContainer } from '@grafana/ui';
import { type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { LIVE_DATASOURCE_ID } from '../../datasource/query.ts';
import { findLiveUid } from '../../shared/actions/live-instance.ts';
import { mayAct } from '../../shared/actions/run-action.ts';
import { useAvailableActions } from '../../shared/actions/use-available.ts';
import { Lamp, useLamp } from '../../shared/lamp/Lamp.tsx';
import { StateNotice } from '../../shared/StateNotice.tsx';
import { SegmentBar } from '../../shared/segments/SegmentBar.tsx';
import { BAND_LOOK } from '../../shared/state-look.ts';
import { useAlertToasts } from '../../shared/toasts/use-alert-toasts.ts';
import { VirtualGrid } from '../../shared/virtual/VirtualGrid.tsx';
import { type Doing, Doings } from './Doings.tsx';
import { createFormat } from './format.ts';
import { Headings } from './Headings.tsx';
import { createScoreHistory, toTrendMs } from './history.ts';
import type { Intent } from './intents.ts';
import { toLayout } from './layout.ts';
import type { HealthOptions } from './option-values.ts';
import { choose, EVERYTHING, FIRST_DOWN, isEverything, type Order, sort } from './order.ts';
import { createPalette } from './palette.ts';
import { ScoreFacts } from './ScoreFacts.tsx';
import { SessionsDrawer } from './SessionsDrawer.tsx';
import { StreamMenu } from './StreamMenu.tsx';
import { StreamRow } from './StreamRow.tsx';
import { toSmallSummary } from './summary-text.ts';
import { TotalsBar } from './TotalsBar.tsx';
import { BANDS } from './totals.ts';
import { useProgress } from './use-progress.ts';
import { toView, type ViewContext } from './view.ts';

/** A lower panel has no room for a sign above the words. */
const SIGN_FROM_PX = 150;
/** Cards are at least this wide, px. */
const CARD_PX = 250;
const TOOLTIP_OFFSET = { x: 12, y: 12 };

export function HealthPanel({ data, options, fieldConfig, width, height }: PanelProps<HealthOptions>) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const view = useMemo(() => toView(data.series, toContext(data)), [data]);
  const noValue = fieldConfig.defaults.noValue;
  const format = useMemo(() => createFormat(view.field, noValue, theme), [view.field, noValue, theme]);
  const palette = useMemo(() => createPalette(theme, view.field, format.display), [theme, view.field, format]);
  const lamp = useLamp(view.freshness);
  const nowMs = Date.now();
  useAlertToasts(view.alerts, options.toasts);

  const [history] = useState(createScoreHistory);
  useEffect(() => {
    if (!view.hasHistory) history.add(view.streams, Date.now());
  }, [history, view]);

  const [choice, setChoice] = useState(EVERYTHING);
  const [order, setOrder] = useState<Order>({ by: options.sortBy, isDown: FIRST_DOWN.has(options.sortBy) });
  useEffect(() => setOrder({ by: options.sortBy, isDown: FIRST_DOWN.has(options.sortBy) }), [options.sortBy]);
  const [opened, setOpened] = useState<string>();
  const [pointed, setPointed] = useState<{ key: string; x: number; y: number }>();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [doing, setDoing] = useState<Doing>();
  const progress = useProgress();

  const uid = useMemo(
    () => findLiveUid(data.series, getDataSourceSrv().getList({ type: LIVE_DATASOURCE_ID })),
    [data.series],
  );
  const actionUid = options.showActions && mayAct() ? uid : undefined;
  const available = useAvailableActions(actionUid);

  const byKey = useMemo(() => new Map(view.streams.map((stream) => [stream.key, stream])), [view.streams]);
  const sorted = useMemo(
    () => sort(choose(view.streams, choice), order).map(({ key }) => key),
    [view.streams, choice, order],
  );
  const keys = useHeld(sorted, isMenuOpen);

  const layout = toLayout(width, height, { ...options, hasMenu: true });
  const trendMs = toTrendMs(view.hasHistory ? view.historyMs : history.spanMs(nowMs));
  const isOld = lamp.state === 'stale' || lamp.state === 'down';
  const openedStream = opened === undefined ? undefined : byKey.get(opened);
  const pointedStream = pointed === undefined ? undefined : byKey.get(pointed.key);

  const onPoint = useCallback((key: string | undefined, event: PointerEvent): void => {
    setPointed(key === undefined ? undefined : { key, x: event.clientX, y: event.clientY });
  }, []);

  const close = useCallback(() => setOpened(undefined), []);

  if (view.notice !== undefined) {
    return (
      <div className={styles.panel} style={{ width, height }} data-testid="tallylight-health">
        <div className={styles.header} style={{ height: 20 }}>
          <Lamp reading={lamp} subject="Stream health" />
        </div>
        <StateNotice {...view.notice} isSmall={height < SIGN_FROM_PX} />
      </div>
    );
  }
  return (
    <div
      className={styles.panel}
      style={{ width, height, gap: layout.gap, fontSize: layout.fontPx }}
      data-testid="tallylight-health"
      data-count={view.totals.count}
    >
      <div className={styles.header} style={{ height: layout.header }}>
        <Lamp reading={lamp} subject="Stream health" />
        <span className={styles.summary} data-testid="tallylight-health-summary">
          {toSmallSummary(view.totals, keys.length, layout.totals > 0, format)}
        </span>
        {layout.hasFilter && (
          <span className={styles.filter}>
            <FilterInput
              placeholder="Filter streams"
              aria-label="Filter streams"
              value={choice.text}
              onChange={(text) => setChoice({ ...choice, text })}
              escapeRegex={false}
            />
          </span>
        )}
      </div>
      {layout.totals > 0 && (
        <TotalsBar
          totals={view.totals}
          layout={layout}
          format={format}
          isOld={isOld}
          chosen={choice.presence}
          onChoose={(presence) => setChoice({ ...choice, presence })}
          noValue={noValue}
        />
      )}
      <SegmentBar
        label="Streams by health"
        segments={BANDS.map((band) => ({
          key: band,
          label: BAND_LOOK[band].word,
          count: view.totals.bands[band],
          color: palette.band(band),
          icon: BAND_LOOK[band].icon,
        }))}
        chosen={choice.bands}
        onChange={(bands) => setChoice({ ...choice, bands })}
        width={width}
        testId="tallylight-health-bands"
      />
      {keys.length === 0 ? (
        <StateNotice
          kind="empty"
          sentence="No stream is like that now."
          next=""
          isSmall={layout.list.height < SIGN_FROM_PX}
          button={{ text: 'Show all', onClick: () => setChoice(EVERYTHING) }}
        />
      ) : (
        <div className={styles.list} style={{ opacity: isOld ? 0.6 : 1 }}>
          {layout.headings > 0 && <Headings layout={layout} order={order} onOrder={setOrder} trendMs={trendMs} />}
          <VirtualGrid
            label={isEverything(choice) ? 'Streams' : 'Streams that were chosen'}
            keys={keys}
            width={layout.list.width}
            height={layout.list.height}
            rowHeight={layout.rowPx}
            {...(layout.isCards && { minCellWidth: CARD_PX, gap: 2 })}
            testId="tallylight-health-list"
          >
            {(key, focus) => {
              const stream = byKey.get(key);
              if (stream === undefined) return null;
              return (
                <StreamRow
                  stream={stream}
                  layout={layout}
                  format={format}
                  palette={palette}
                  focus={focus}
                  nowMs={nowMs}
                  history={view.hasHistory ? stream.history : history.of(key, nowMs)}
                  trendMs={trendMs}
                  verb={progress.of(stream, nowMs)}
                  onOpen={setOpened}
                  onPoint={onPoint}
                  menu={
                    <StreamMenu
                      stream={stream}
                      tabIndex={focus.tabIndex}
                      uid={actionUid}
                      available={available.stream}
                      onOpen={() => setOpened(key)}
                      onIntent={(intent: Intent) => setDoing({ intent, stream })}
                      onVisible={setMenuOpen}
                    />
                  }
                />
              );
            }}
          </VirtualGrid>
        </div>
      )}
      {pointed !== undefined && pointedStream !== undefined && (
        <Portal>
          <VizTooltipContainer
            position={pointed}
            offset={TOOLTIP_OFFSET}
            aria-live="off"
            data-testid="tallylight-health-tooltip"
          >
            <ScoreFacts stream={pointedStream} palette={palette} />
          </VizTooltipContainer>
        </Portal>
      )}
      {openedStream !== undefined && (
        <SessionsDrawer
          stream={openedStream}
          uid={uid}
          mayAct={actionUid !== undefined}
          palette={palette}
          format={format}
          nowMs={nowMs}
          onAcknowledge={(alert) => setDoing({ intent: { kind: 'acknowledge', alert }, stream: openedStream })}
          onClose={close}
          isAsked={doing !== undefined}
        />
      )}
      {doing !== undefined && actionUid !== undefined && (
        <Doings
          uid={actionUid}
          doing={doing}
          onBegun={(verb) => progress.begin(doing.stream, verb)}
          onClose={() => setDoing(undefined)}
        />
      )}
    </div>
  );
}

/** The keys as they were when holding began, without those that went: rows do not move under an open menu. */
function useHeld(keys: readonly string[], isHeld: boolean): readonly string[] {
  const held = useRef(keys);
  if (!isHeld) held.current = keys;
  if (held.current === keys) return keys;
  const there = new Set(keys);
  return held.current.filter((key) => there.has(key));
}

function toContext(data: PanelProps['data']): ViewContext {
  const { timeRange, request, state, errors, error } = data;
  const { to } = timeRange.raw;
  return {
    state,
    errorMessage: (errors?.[0] ?? error)?.message,
    isNow: typeof to === 'string' && to.startsWith('now'),
    intervalMs: request?.intervalMs ?? null,
    nowMs: Date.now(),
    stampMs: performance.now(),
    originMs: performance.timeOrigin,
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({ display: 'flex', flexDirection: 'column', overflow: 'hidden', color: theme.colors.text.primary }),
  header: css({ flex: 'none', display: 'flex', alignItems: 'center', gap: theme.spacing(1.5) }),
  summary: css({
    flex: 1,
    minWidth: 0,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    fontVariantNumeric: 'tabular-nums',
  }),
  filter: css({ flex: '0 1 220px' }),
  list: css({ flex: 'none' }),
});
