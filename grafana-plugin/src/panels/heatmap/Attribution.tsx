/**
 * Whose data is shown: the map's and the geo database's own line, whose licence wants it seen. Where there is no room
 * for it, it folds into one sign.
 */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface AttributionProps {
  readonly lines: readonly string[];
  /** Room for two lines of it, pixels. */
  readonly width: number;
  readonly fontPx: number;
}

const MAP = 'Map: Natural Earth';
const BORDERS = 'Borders as Natural Earth draws them; no position is taken.';

export function Attribution({ lines, width, fontPx }: AttributionProps) {
  const styles = useStyles2(getStyles);
  const words = [...lines, MAP];
  if (hasRoom(words, width / (fontPx * SMALLER * LETTER_EM))) {
    return (
      <div className={styles.lines} title={BORDERS} data-testid="tallylight-heatmap-attribution">
        {words.map((line) => (
          <span key={line} className={styles.line}>
            <Linked line={line} />
          </span>
        ))}
      </div>
    );
  }
  return (
    <details className={styles.folded} data-testid="tallylight-heatmap-attribution">
      <summary className={styles.sign} aria-label="Sources" title={words.join(' · ')}>
        ©
      </summary>
      <div className={styles.unfolded}>
        {[...words, BORDERS].map((line) => (
          <div key={line}>
            <Linked line={line} />
          </div>
        ))}
      </div>
    </details>
  );
}

/** Of the size of letters; an average letter is so wide as a part of its size. */
const SMALLER = 0.85;
const LETTER_EM = 0.52;
const GAP_LETTERS = 2;
const MOST_ROWS = 2;

/** Whether the words fit into two rows of so many letters, none of them torn. */
function hasRoom(words: readonly string[], letters: number): boolean {
  let rows = 1;
  let used = 0;
  for (const { length } of words) {
    if (length > letters) return false;
    if (used > 0 && used + GAP_LETTERS + length > letters) {
      rows += 1;
      used = 0;
    }
    used += length + (used > 0 ? GAP_LETTERS : 0);
  }
  return rows <= MOST_ROWS;
}

/** Addresses in a line become links. */
function Linked({ line }: { readonly line: string }) {
  const styles = useStyles2(getStyles);
  const found = /https?:\/\/[^\s),]*[^\s),.]/.exec(line);
  if (found === null) return <>{line}</>;
  const [address] = found;
  return (
    <>
      {line.slice(0, found.index)}
      <a className={styles.link} href={address} target="_blank" rel="noreferrer">
        {address.replace(/^https?:\/\//, '')}
      </a>
      <Linked line={line.slice(found.index + address.length)} />
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  lines: css({
    fontSize: `${SMALLER}em`,
    lineHeight: 1.2,
    textAlign: 'right',
    color: theme.colors.text.secondary,
  }),
  // A line of its own as long as there is room, so that none is torn in the middle.
  line: css({ display: 'inline-block', marginLeft: theme.spacing(1.5) }),
  link: css({ color: 'inherit', textDecoration: 'underline' }),
  folded: css({
    position: 'relative',
    color: theme.colors.text.secondary,
  }),
  sign: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: 24,
    height: 24,
    cursor: 'pointer',
    listStyle: 'none',
    '&::-webkit-details-marker': { display: 'none' },
  }),
  unfolded: css({
    position: 'absolute',
    right: 0,
    bottom: 24,
    width: 'max-content',
    maxWidth: 240,
    padding: theme.spacing(0.5, 1),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.primary,
  }),
});
