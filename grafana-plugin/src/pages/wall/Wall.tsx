/**
 * The live wall of a control room, to be read from four metres: everything scales with the width of the page, what is wrong
 * stands on the left, and it mends itself when the server, the token or Grafana were away.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import { Lamp, useLamp } from '../../shared/lamp/Lamp.tsx';
import { useSize } from '../../shared/use-size.ts';
import { useWall, type Wall as WallState } from './use-wall.ts';
import { WallCards } from './WallCards.tsx';
import { WallWorst } from './WallWorst.tsx';
import { WallWrong } from './WallWrong.tsx';

/** Of the width of the page: a letter of the smallest text is then a finger wide on a screen of two metres. */
const LETTER_SHARE = 1 / 62;
const SMALLEST_PX = 13;
/** Narrower than this the halves stand below each other. */
const TWO_HALVES_PX = 760;

export function Wall() {
  const wall = useWall();
  const styles = useStyles2(getStyles);
  const [ref, { width }] = useSize<HTMLDivElement>();
  const fontSize = Math.max(SMALLEST_PX, width * LETTER_SHARE);
  return (
    <PluginPage pageNav={{ text: 'Live wall' }}>
      <div ref={ref} className={styles.wall} style={{ fontSize }} data-testid="tallylight-wall">
        {wall.state === 'shown' ? (
          <Shown wall={wall} isWide={width >= TWO_HALVES_PX} />
        ) : (
          <Waiting state={wall.state} />
        )}
      </div>
    </PluginPage>
  );
}

function Waiting({ state }: { readonly state: 'absent' | 'loading' }) {
  return (
    <p>
      {state === 'absent'
        ? 'No data source "Tallylight Live" is set up. Add one: the wall finds it by itself.'
        : 'Waiting for the server.'}
    </p>
  );
}

function Shown({ wall, isWide }: { readonly wall: Extract<WallState, { state: 'shown' }>; readonly isWide: boolean }) {
  const styles = useStyles2(getStyles);
  const { view, trails, freshness, lastIncidentMs } = wall;
  const reading = useLamp(freshness);
  return (
    <>
      <div className={styles.head}>
        <Lamp reading={reading} subject="Live wall" />
      </div>
      <WallCards cards={view.cards} trails={trails} />
      <div className={isWide ? styles.halves : styles.stack}>
        <WallWrong items={view.wrong} more={view.more} nowMs={Date.now()} lastIncidentMs={lastIncidentMs} />
        <div className={styles.worst}>
          <WallWorst
            title="Worst streams"
            items={view.streams}
            none="no stream has a score yet"
            testId="tallylight-wall-streams"
          />
          <WallWorst title="Worst sites" items={view.sites} none="no site is known" testId="tallylight-wall-sites" />
        </div>
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  wall: css({ display: 'flex', flexDirection: 'column', gap: '0.8em', minHeight: '70vh', lineHeight: 1.35 }),
  head: css({ display: 'flex', justifyContent: 'flex-end', fontSize: theme.typography.fontSize }),
  halves: css({ flex: 1, display: 'grid', gridTemplateColumns: '1fr 1fr', gap: '1.2em' }),
  stack: css({ display: 'flex', flexDirection: 'column', gap: '1.2em' }),
  worst: css({ display: 'flex', flexDirection: 'column', gap: '1em', minWidth: 0 }),
});
