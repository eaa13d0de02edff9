/** The menu: panels and the pages of each app, and what this page is made of. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { config } from '@grafana/runtime';
import { Icon, useStyles2 } from '@grafana/ui';
import { type JSX, type ReactNode, version as reactVersion } from 'react';
import { NavLink, useLocation } from 'react-router-dom-v5-compat';
import { appMetas } from '../loader/plugins.ts';
import { PANELS } from '../panels.ts';

interface Link {
  readonly to: string;
  readonly text: string;
  readonly icon: IconName;
}

export function Navigation({ children }: { readonly children: ReactNode }): JSX.Element {
  const styles = useStyles2(getStyles);
  return (
    <header className={styles.bar}>
      <div className={styles.brand}>
        <img src={logoUrl()} alt="" className={styles.logo} />
        <span>Tallylight</span>
        <span className={styles.kind}>workbench</span>
      </div>
      <nav aria-label="Pages" className={styles.nav}>
        <Links
          title="Panels"
          links={PANELS.map(({ slug, title, icon }) => ({ to: `/d/${slug}`, text: title, icon: icon ?? 'chart-line' }))}
        />
        <Links title="Data" links={dataLinks()} />
        <Links title="App" links={appLinks()} />
      </nav>
      <div className={styles.footer}>
        {children}
        <p className={styles.facts}>
          The built plugin on the libraries of Grafana {config.buildInfo.version}, React {reactVersion}. No Grafana runs
          here.
        </p>
      </div>
    </header>
  );
}

function Links({ title, links }: { readonly title: string; readonly links: readonly Link[] }): JSX.Element {
  const styles = useStyles2(getStyles);
  const { search } = useLocation();
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{title}</h2>
      {links.map(({ to, text, icon }) => (
        <NavLink
          key={to}
          to={{ pathname: to, search }}
          className={({ isActive }) => cx(styles.link, isActive && styles.active)}
        >
          <Icon name={icon} />
          <span className={styles.text}>{text}</span>
        </NavLink>
      ))}
    </section>
  );
}

/** Grafana draws none beside the pages of an app. */
const APP_ICONS: Readonly<Record<string, IconName>> = {
  Home: 'home-alt',
  'Live wall': 'presentation-play',
  Configuration: 'cog',
};

function appLinks(): Link[] {
  return appMetas().flatMap(({ includes = [] }) =>
    includes
      // Dashboards need a Grafana.
      .filter(({ type, addToNav, path }) => String(type) === 'page' && addToNav && path?.startsWith('/a/'))
      .map(({ name, path = '' }) => ({ to: path, text: name, icon: APP_ICONS[name] ?? 'file-alt' })),
  );
}

function dataLinks(): Link[] {
  return Object.values(config.datasources).flatMap(({ uid }) => [
    { to: `/explore/${uid}`, text: 'Explore', icon: 'compass' as const },
    { to: `/connections/datasources/edit/${uid}`, text: 'Settings', icon: 'database' as const },
  ]);
}

function logoUrl(): string {
  return `/${appMetas()[0]?.info.logos.small}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    width: 232,
    flexShrink: 0,
    display: 'flex',
    flexDirection: 'column',
    background: theme.colors.background.primary,
    borderRight: `1px solid ${theme.colors.border.weak}`,
    [theme.breakpoints.down('md')]: {
      width: '100%',
      flexDirection: 'row',
      alignItems: 'center',
      borderRight: 0,
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    },
  }),
  brand: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(1.5, 2),
    fontSize: theme.typography.h5.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  logo: css({ width: 24, height: 24 }),
  kind: css({
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightRegular,
    [theme.breakpoints.down('sm')]: { display: 'none' },
  }),
  text: css({ [theme.breakpoints.down('sm')]: { fontSize: theme.typography.bodySmall.fontSize } }),
  nav: css({
    flex: 1,
    overflow: 'auto',
    padding: theme.spacing(0, 1),
    [theme.breakpoints.down('md')]: { display: 'flex', gap: theme.spacing(1), padding: 0 },
  }),
  section: css({
    padding: theme.spacing(1, 0),
    [theme.breakpoints.down('md')]: { padding: 0, display: 'flex' },
  }),
  heading: css({
    margin: theme.spacing(0, 0, 0.5, 1.5),
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.secondary,
    [theme.breakpoints.down('md')]: { display: 'none' },
  }),
  link: css({
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 1.5),
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    '&:hover': { background: theme.colors.action.hover, color: theme.colors.text.primary },
  }),
  active: css({
    background: theme.colors.action.selected,
    color: theme.colors.text.primary,
    '&::before': {
      content: '""',
      position: 'absolute',
      left: 0,
      top: theme.spacing(0.75),
      bottom: theme.spacing(0.75),
      width: 3,
      borderRadius: theme.shape.radius.default,
      background: theme.colors.gradients.brandVertical,
    },
  }),
  footer: css({ padding: theme.spacing(2) }),
  facts: css({
    margin: theme.spacing(1.5, 0, 0),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    [theme.breakpoints.down('md')]: { display: 'none' },
  }),
});
