/** What there is to set up, which is all in the data source; how to make its two tokens; and what is kept where. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { config, PluginPage } from '@grafana/runtime';
import { LinkButton, TextLink, useStyles2 } from '@grafana/ui';
import { CopyCommand } from './CopyCommand.tsx';
import { STORED } from './stored.ts';
import { findLiveInstances } from './use-checks.ts';

const NEW_DATA_SOURCE = '/connections/datasources/tallylight-live-datasource';
const MAKE_TOKENS = 'npx tallylight tokens --out secrets';
const ON_THE_SERVER = `createTallylight({
  access: {
    tokens: [
      { sha256: viewerDigest, subject: 'grafana', roles: ['viewer'], shared: true },
      { sha256: operatorDigest, subject: 'grafana-operator', roles: ['operator'], shared: true },
    ],
  },
})`;

/** As a page of the app. */
export function Configuration() {
  return (
    <PluginPage pageNav={{ text: 'Configuration' }} subTitle="Everything that is set up is set up in the data source.">
      <Settings />
    </PluginPage>
  );
}

/** As a tab beside the app's description, where Grafana looks for the settings of an app. */
export function Settings() {
  const styles = useStyles2(getStyles);
  const instances = findLiveInstances();
  return (
    <div className={styles.page} data-testid="tallylight-configuration">
      <section aria-labelledby="tallylight-sources">
        <h2 id="tallylight-sources" className={styles.heading}>
          Data sources
        </h2>
        <p className={styles.text}>
          One for each server, or for each tenant: what a person sees is what the token of the data source may read.
        </p>
        <ul className={styles.list}>
          {instances.map(({ uid, name }) => (
            <li key={uid}>
              <TextLink href={`${config.appSubUrl}/connections/datasources/edit/${encodeURIComponent(uid)}`}>
                {name}
              </TextLink>
            </li>
          ))}
        </ul>
        <LinkButton variant="secondary" icon="plus" href={`${config.appSubUrl}${NEW_DATA_SOURCE}`}>
          Add a data source
        </LinkButton>
      </section>
      <section aria-labelledby="tallylight-tokens">
        <h2 id="tallylight-tokens" className={styles.heading}>
          Tokens
        </h2>
        <p className={styles.text}>
          Two, so that looking gives no right to act: one reads, the other is used by Grafana for actions of editors
          only. Make them, give the digests to the server and the tokens to the data source.
        </p>
        <CopyCommand command={MAKE_TOKENS} />
        <CopyCommand command={ON_THE_SERVER} />
        <p className={styles.text}>
          Revenue is shown where the reading token has the permission <code>revenue</code>. With <code>shared</code>,
          the audit has the name of the person, if Grafana sends it.
        </p>
      </section>
      <section aria-labelledby="tallylight-stored">
        <h2 id="tallylight-stored" className={styles.heading}>
          What is stored where
        </h2>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Where</th>
              <th scope="col">Who can read it</th>
            </tr>
          </thead>
          <tbody>
            {STORED.map(({ what, where, who }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{where}</td>
                <td>{who}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ maxWidth: 880 }),
  heading: css({ margin: theme.spacing(2, 0, 1), fontSize: theme.typography.h4.fontSize }),
  text: css({ margin: theme.spacing(1, 0), color: theme.colors.text.secondary }),
  list: css({ listStyle: 'none', margin: theme.spacing(1, 0), padding: 0 }),
  table: css({
    width: '100%',
    tableLayout: 'fixed',
    'th, td': {
      padding: theme.spacing(1),
      textAlign: 'left',
      verticalAlign: 'top',
      borderTop: `1px solid ${theme.colors.border.weak}`,
    },
    'tbody th': { fontWeight: theme.typography.fontWeightMedium },
    'thead th': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    td: { color: theme.colors.text.secondary },
  }),
});
