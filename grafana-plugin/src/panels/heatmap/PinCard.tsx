/** The pinned country in a corner of the map: its numbers go on, its data links can be followed, and it can be let go. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { ValueFormat } from './format.ts';
import { PlaceFacts } from './PlaceFacts.tsx';
import type { CountryNow } from './view.ts';

export interface PinCardProps {
  readonly country: CountryNow;
  readonly format: ValueFormat;
  readonly onUnpin: () => void;
}

export function PinCard({ country, format, onUnpin }: PinCardProps) {
  const styles = useStyles2(getStyles);
  const { source } = country;
  const links = source?.field.getLinks?.({ valueRowIndex: source.index }) ?? [];
  return (
    <section
      className={styles.card}
      aria-label={`Pinned: ${country.name}`}
      data-testid="tallylight-heatmap-pin"
      data-pinned={country.code}
    >
      <div>
        <PlaceFacts place={country} format={format} />
        {links.map(({ href, title, target, onClick }) => (
          <a key={`${href} ${title}`} className={styles.link} href={href} target={target} onClick={onClick}>
            {title}
          </a>
        ))}
      </div>
      <UnpinButton name={country.name} onUnpin={onUnpin} />
    </section>
  );
}

export function UnpinButton({ name, onUnpin }: { readonly name: string; readonly onUnpin: () => void }) {
  const styles = useStyles2(getStyles);
  return (
    <button type="button" className={styles.close} onClick={onUnpin} aria-label={`Unpin ${name}`} title="Unpin">
      <Icon name="times" />
    </button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    position: 'absolute',
    top: 0,
    left: theme.spacing(4.5),
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 0.5, 0.75, 1),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.primary,
    boxShadow: theme.shadows.z1,
  }),
  close: css({
    flex: 'none',
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: 24,
    height: 24,
    margin: '-2px 0',
    padding: 0,
    border: 'none',
    borderRadius: theme.shape.radius.default,
    background: 'none',
    color: theme.colors.text.secondary,
    '&:hover': { background: theme.colors.action.hover, color: theme.colors.text.primary },
  }),
  link: css({ display: 'block', color: theme.colors.text.link, fontSize: theme.typography.bodySmall.fontSize }),
});
