/**
 * All that is known of one device: its levels of truth in words, figures, the last 24 hours, commands, what happened lately.
 * The past is asked for when the drawer opens, and again when the device changes.
 */
import { css } from '@emotion/css';
import type { DataFrame, GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { type ReactNode, useEffect, useState } from 'react';
import { Unknown } from '../../../shared/figure/Unknown.tsx';
import { SideDrawer } from '../../../shared/SideDrawer.tsx';
import { StateNotice } from '../../../shared/StateNotice.tsx';
import { DEVICE_LOOK } from '../../../shared/state-look.ts';
import type { FleetAlert } from '../alerts.ts';
import { toProgress, toVerb } from '../commands/progress.ts';
import type { Device } from '../device.ts';
import { readDeviceEvents } from '../events.ts';
import { Glyph } from '../Glyph.tsx';
import { toStateStyles } from '../grid/cell-styles.ts';
import { Playing } from '../grid/Playing.tsx';
import { Mark } from '../Levels.tsx';
import { toLevels } from '../levels.ts';
import { Ago, Seen } from '../Seen.tsx';
import { Day } from './Day.tsx';
import { toFigures } from './figures.ts';
import { type Asked, type DevicePage, fetchDevice, fetchTimeline } from './rest.ts';
import { type Timeline, toLengthWords } from './timeline.ts';

export interface DeviceDrawerProps {
  readonly device: Device;
  readonly alert: FleetAlert | undefined;
  readonly frames: readonly DataFrame[];
  /** Data source that has the past; `undefined` when there is none. */
  readonly uid: string | undefined;
  readonly onClose: () => void;
}

const MOST_EVENTS = 8;
const MOST_COMMANDS = 6;

export function DeviceDrawer({ device, alert, frames, uid, onClose }: DeviceDrawerProps) {
  const styles = useStyles2(getStyles);
  const states = useStyles2(toStateStyles);
  const theme = useTheme2();
  const [timeline, setTimeline] = useState<Asked<Timeline>>();
  const [page, setPage] = useState<Asked<DevicePage>>();
  const { key, name, serial, site, group, state, title, commandsPending } = device;

  // When one of these changes, so does the past.
  const version = `${state} ${title ?? ''} ${commandsPending ?? ''}`;
  useEffect(() => {
    let isOver = false;
    if (uid === undefined || version === '') return;
    void fetchTimeline(uid, key).then((asked) => !isOver && setTimeline(asked));
    void fetchDevice(uid, key).then((asked) => !isOver && setPage(asked));
    return () => {
      isOver = true;
    };
  }, [uid, key, version]);

  // The drawer's own close button has a tooltip that takes the first Escape for itself.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onClose();
    };
    document.addEventListener('keydown', onKeyDown, true);
    return () => document.removeEventListener('keydown', onKeyDown, true);
  }, [onClose]);

  const figures = toFigures(frames, key, theme);
  const events = readDeviceEvents(frames, key, MOST_EVENTS);
  const subtitle = [site, group, serial === null ? null : `serial ${serial}`, name === key ? null : key];
  return (
    <SideDrawer
      title={name}
      subtitle={subtitle.filter((one) => one !== null).join(' · ')}
      onClose={onClose}
      testId="tallylight-devices-drawer"
    >
      <div className={styles.now}>
        <span className={states[state]} style={{ color: 'var(--state)', border: 'none', boxShadow: 'none' }}>
          <Glyph state={state} em={1.1} />
        </span>
        <strong>{DEVICE_LOOK[state].word}</strong>
        <span className={styles.quiet}>
          last seen <Seen device={device} />
        </span>
        <Playing device={device} className={styles.title} />
      </div>
      {alert !== undefined && <p className={styles.alert}>{alert.summary}</p>}

      <Part title="Levels of truth">
        <ul className={styles.levels}>
          {toLevels(device).map(({ key: level, label, is, words }) => (
            <li key={level} className={is === true ? styles.yes : is === false ? styles.no : styles.quiet}>
              <Mark is={is} />
              <span className={styles.label}>{label}</span> {words}
            </li>
          ))}
          <li className={styles.quiet}>
            <Mark is={device.expected} />
            <span className={styles.label}>Meant to be on</span>{' '}
            {device.expected === null ? 'nobody says' : device.expected ? 'now' : 'not now: closed or muted'}
          </li>
        </ul>
      </Part>

      <Part title="Last 24 hours">
        {uid === undefined ? (
          <StateNotice
            kind="empty"
            sentence="The past of a device comes from Tallylight Live."
            next="Add that data source; one is enough, and this panel finds it."
          />
        ) : timeline === undefined ? (
          <p className={styles.quiet}>Being fetched…</p>
        ) : timeline.ok ? (
          <Day timeline={timeline.value} />
        ) : (
          <StateNotice kind="error" {...timeline.error} />
        )}
      </Part>

      {figures.length > 0 && (
        <Part title="Figures">
          <dl className={styles.figures}>
            {figures.map(({ label, text, color, noValue }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd style={color === undefined ? undefined : { color }}>
                  {text ?? <Unknown why="The device does not say" text={noValue} />}
                </dd>
              </div>
            ))}
          </dl>
        </Part>
      )}

      {page?.ok === true && page.value.plays.length > 0 && (
        <Part title="Proof of play">
          <dl className={styles.figures}>
            {page.value.plays.map(({ campaign, playSeconds, starts }) => (
              <div key={campaign}>
                <dt>{campaign}</dt>
                <dd>{`${toLengthWords(playSeconds * 1000)}, ${starts} ${starts === 1 ? 'start' : 'starts'}`}</dd>
              </div>
            ))}
          </dl>
        </Part>
      )}

      {page?.ok === true && page.value.commands.length > 0 && (
        <Part title="Commands">
          <ul className={styles.list} data-testid="tallylight-devices-commands">
            {[...page.value.commands]
              .sort((a, b) => b.issuedMs - a.issuedMs)
              .slice(0, MOST_COMMANDS)
              .map((command) => (
                <li key={command.id}>
                  <strong>{toVerb(command.name)}</strong>{' '}
                  {toProgress(command, name, device.heartbeatIntervalMs).sentence}{' '}
                  <span className={styles.quiet}>
                    <Ago atMs={command.issuedMs} />
                  </span>
                </li>
              ))}
          </ul>
        </Part>
      )}

      {events.length > 0 && (
        <Part title="Lately">
          <ul className={styles.list}>
            {events.map(({ id, atMs, text }) => (
              <li key={id}>
                {text}{' '}
                <span className={styles.quiet}>
                  <Ago atMs={atMs} />
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </SideDrawer>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.part} aria-label={title}>
      <h4 className={styles.heading}>{title}</h4>
      {children}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  now: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1), fontSize: 16 }),
  title: css({ flexBasis: '100%' }),
  alert: css({ margin: theme.spacing(1, 0, 0), color: theme.colors.warning.text }),
  part: css({ marginTop: theme.spacing(3) }),
  heading: css({ marginBottom: theme.spacing(1), fontSize: theme.typography.h5.fontSize }),
  levels: css({
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& > li': { display: 'flex', alignItems: 'center', gap: theme.spacing(1), lineHeight: 1.8 },
  }),
  label: css({ width: 120, color: theme.colors.text.primary }),
  yes: css({ color: theme.colors.success.text }),
  no: css({ color: theme.colors.warning.text }),
  quiet: css({ color: theme.colors.text.secondary }),
  figures: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(120px, 1fr))',
    gap: theme.spacing(1, 2),
    margin: 0,
    '& dt': { fontWeight: 'normal', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize },
    '& dd': { margin: 0, fontVariantNumeric: 'tabular-nums', fontSize: 16 },
  }),
  list: css({ listStyle: 'none', margin: 0, padding: 0, '& > li': { padding: theme.spacing(0.25, 0) } }),
});
