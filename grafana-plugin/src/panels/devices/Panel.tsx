/**
 * The live devices. It only paints: frames become a fleet in view.ts, order.ts chooses and sorts, layout.ts shares out the
 * space. What a person does to the picture (filters, groups, an open device) lives here; it is no option and is not saved.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2, LinkModel, PanelProps } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { LIVE_DATASOURCE_ID } from '../../datasource/query.ts';
import { ConfirmAction } from '../../shared/actions/ConfirmAction.tsx';
import { findLiveUid } from '../../shared/actions/live-instance.ts';
import { mayAct, whoActs } from '../../shared/actions/run-action.ts';
import { useAvailableActions } from '../../shared/actions/use-available.ts';
import { StateNotice } from '../../shared/StateNotice.tsx';
import { useAlertToasts } from '../../shared/toasts/use-alert-toasts.ts';
import { AlertStrip } from './AlertStrip.tsx';
import { bySubject } from './alerts.ts';
import { ClockProvider, useClock } from './clock.tsx';
import { CommandDialog } from './commands/CommandDialog.tsx';
import { useCommands } from './commands/use-commands.ts';
import { DeviceMenu } from './DeviceMenu.tsx';
import { DeviceDrawer } from './details/DeviceDrawer.tsx';
import { findRow } from './details/figures.ts';
import type { Device } from './device.ts';
import type { CellActions } from './grid/cell-props.ts';
import { DeviceGrid } from './grid/DeviceGrid.tsx';
import { toLayout } from './layout.ts';
import type { DevicesOptions, Grouping } from './option-values.ts';
import { createSorter, type StateFilter } from './order.ts';
import { Toolbar } from './Toolbar.tsx';
import { Totals } from './Totals.tsx';
import { createFleetReader, type ViewContext } from './view.ts';

/** A lower panel has no room for a sign above the words. */
const SIGN_FROM_PX = 150;
const STRIP_PX = 28;
const HOUR_MS = 3_600_000;

/** What is open above the grid, and for which device. */
type Open =
  | { readonly kind: 'menu'; readonly key: string; readonly anchor: HTMLElement }
  | { readonly kind: 'drawer' | 'mute'; readonly key: string }
  | { readonly kind: 'command'; readonly key: string; readonly name: string; readonly id?: string };

export function DevicesPanel(props: PanelProps<DevicesOptions>) {
  const uid = useMemo(
    () => findLiveUid(props.data.series, getDataSourceSrv().getList({ pluginId: LIVE_DATASOURCE_ID })),
    [props.data.series],
  );
  return (
    <ClockProvider uid={uid}>
      <Fleet {...props} uid={uid} />
    </ClockProvider>
  );
}

function Fleet(props: PanelProps<DevicesOptions> & { readonly uid: string | undefined }) {
  const { data, options, width, height, uid } = props;
  const styles = useStyles2(getStyles);
  const clock = useClock();
  const [reader] = useState(createFleetReader);
  const [sort] = useState(createSorter);
  const view = useMemo(() => reader.read(data.series, toContext(data)), [reader, data]);

  const [isOld, setOld] = useState(false);
  const [filter, setFilter] = useState<StateFilter>();
  const [text, setText] = useState('');
  const [groupBy, setGroupBy] = useState<Grouping>(options.groupBy);
  useEffect(() => setGroupBy(options.groupBy), [options.groupBy]);
  const [open, setOpen] = useState<Open>();

  const { worstFirst, density } = options;
  const order = useMemo(
    () => sort(view.devices, { filter, text, groupBy, worstFirst }),
    [sort, view.devices, filter, text, groupBy, worstFirst],
  );
  const deviceAlerts = useMemo(() => bySubject(view.alerts, 'device'), [view.alerts]);
  const siteAlerts = useMemo(() => bySubject(view.alerts, 'site'), [view.alerts]);
  const untaken = useMemo(() => (view.alerts ?? []).filter(({ isAcknowledged }) => !isAcknowledged), [view.alerts]);
  useAlertToasts(view.alerts, options.showToasts);
  const available = useAvailableActions(uid);
  const commands = useCommands(uid, data.series, open?.kind === 'command' ? open.id : undefined);

  const actions = useMemo<CellActions>(
    () => ({
      open: (key) => setOpen({ kind: 'drawer', key }),
      menu: (key, anchor) => setOpen({ kind: 'menu', key, anchor }),
    }),
    [],
  );
  const panel = useRef<HTMLDivElement>(null);
  const close = useCallback((key: string, part: 'key' | 'menu') => {
    setOpen(undefined);
    // Whoever walks by keys goes on where they were.
    requestAnimationFrame(() => {
      const wanted = panel.current?.querySelector(`[data-device-${part}="${CSS.escape(key)}"]`);
      const back = wanted ?? panel.current?.querySelector(`[data-device-key="${CSS.escape(key)}"]`);
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    });
  }, []);

  const layout = toLayout(width, height, { shown: order.shown, density, hasTotals: options.showTotals });
  const hasStrip = untaken.length > 0 && view.notice === undefined;
  const above = [layout.header, layout.totals, hasStrip ? STRIP_PX : 0].filter((part) => part > 0);
  const gridHeight = Math.max(0, height - above.reduce((sum, part) => sum + part + layout.gap, 0));
  const chosen = open === undefined ? undefined : view.devices.find(({ key }) => key === open.key);
  const groupings = useMemo(() => toGroupings(view.devices), [view.devices]);

  return (
    <div
      ref={panel}
      className={styles.panel}
      style={{ width, height, gap: layout.gap, fontSize: layout.fontPx }}
      data-testid="tallylight-devices"
      data-old={isOld}
      data-size={layout.size}
    >
      <Toolbar
        freshness={view.freshness}
        onOld={setOld}
        layout={layout}
        shown={order.shown}
        total={view.counts.total}
        text={text}
        onText={setText}
        groupBy={groupBy}
        onGroupBy={setGroupBy}
        groupings={groupings}
        hasControls={view.notice === undefined}
      />
      {view.notice !== undefined ? (
        <StateNotice {...view.notice} isSmall={height < SIGN_FROM_PX} />
      ) : (
        <>
          {layout.totals > 0 && (
            <Totals counts={view.counts} filter={filter} onFilter={setFilter} layout={layout} isOld={isOld} />
          )}
          {hasStrip && <AlertStrip alerts={untaken} uid={uid} isSmall={layout.size === 'small'} />}
          {order.shown === 0 ? (
            <StateNotice
              kind="empty"
              sentence="No device matches."
              next=""
              isSmall={gridHeight < SIGN_FROM_PX}
              button={{
                text: 'Show all',
                onClick: () => {
                  setFilter(undefined);
                  setText('');
                },
              }}
            />
          ) : (
            <DeviceGrid
              sections={order.sections}
              hasHeadings={groupBy !== 'none'}
              nowhere={groupBy === 'group' ? 'in no group' : 'at no site'}
              deviceAlerts={deviceAlerts}
              siteAlerts={siteAlerts}
              layout={layout}
              width={width}
              height={gridHeight}
              actions={actions}
            />
          )}
        </>
      )}

      {open?.kind === 'menu' && chosen !== undefined && (
        <DeviceMenu
          device={chosen}
          anchor={open.anchor}
          commands={uid !== undefined && available.device.includes('command') ? options.commands : []}
          canMute={uid !== undefined && mayAct()}
          links={toLinks(data.series, chosen)}
          onOpen={() => setOpen({ kind: 'drawer', key: open.key })}
          onCommand={(name) => setOpen({ kind: 'command', key: open.key, name })}
          onMute={() => setOpen({ kind: 'mute', key: open.key })}
          // A click on an item closes the menu too, after it opened what it stands for.
          onClose={() => setOpen((now) => (now?.kind === 'menu' ? undefined : now))}
        />
      )}
      {open?.kind === 'drawer' && chosen !== undefined && (
        <DeviceDrawer
          key={open.key}
          device={chosen}
          alert={deviceAlerts.get(open.key)}
          frames={data.series}
          uid={uid}
          onClose={() => close(open.key, 'key')}
        />
      )}
      {open?.kind === 'command' && chosen !== undefined && uid !== undefined && (
        <CommandDialog
          uid={uid}
          device={chosen}
          name={open.name}
          progress={commands.progressOf(open.id)}
          onIssued={(command) => {
            commands.follow(command);
            setOpen({ ...open, id: command.id });
          }}
          onDismiss={() => close(open.key, 'menu')}
        />
      )}
      {open?.kind === 'mute' && chosen !== undefined && uid !== undefined && (
        <ConfirmAction
          uid={uid}
          action={{
            kind: 'mute',
            target: { device: open.key },
            untilMs: Math.round(clock.nowMs()) + HOUR_MS,
            reason: 'Muted from the panel Live devices',
            by: whoActs(),
          }}
          verb="Mute"
          thing={chosen.name}
          consequence={`Alerts about ${chosen.name} stay quiet for an hour; it counts as not meant to be on.`}
          onDone={() => close(open.key, 'menu')}
          onDismiss={() => close(open.key, 'menu')}
        />
      )}
    </div>
  );
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

/** Groupings that would part the devices at all. */
function toGroupings(devices: readonly Device[]): readonly Grouping[] {
  return (['site', 'group'] as const).filter((place) => devices.some((device) => device[place] !== null));
}

/** Data links that somebody gave to a field of the devices. */
function toLinks(frames: PanelProps['data']['series'], { key }: Device): readonly LinkModel[] {
  const row = findRow(frames, key);
  return row?.frame.fields.flatMap((field) => field.getLinks?.({ valueRowIndex: row.index }) ?? []) ?? [];
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    display: 'flex',
    flexDirection: 'column',
    containerType: 'inline-size',
    color: theme.colors.text.primary,
    '&[data-old="true"] [data-device-cell]': { borderColor: theme.colors.border.medium },
  }),
});
