/**
 * Who may ask the demo, where it is more than a demo on one machine: a folder with a file for each role, as containers get
 * their secrets. Without the folder nothing is said, and only this machine is served (docs/access.md).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TallylightOptions } from '@tallylight/sdk';

/** Names the folder. */
export const TOKENS_VARIABLE = 'TALLYLIGHT_TOKENS';

type Tokens = NonNullable<NonNullable<TallylightOptions['access']>['tokens']>;

/** A file each, `tallylight-<role>-token`; what each may. */
const GRANTS: readonly Omit<Tokens[number], 'token'>[] = [
  // Grafana asks for everybody who looks, with one token.
  { subject: 'viewer', roles: ['viewer'], permissions: ['revenue'], shared: true },
  { subject: 'operator', roles: ['operator'], shared: true },
  { subject: 'reporter', roles: ['reporter'] },
  { subject: 'scraper', roles: ['scraper'] },
];

/** Throws when a file of the folder cannot be read: an origin that lets nobody in is no use. */
export function accessByTokens(folder: string | undefined): Pick<TallylightOptions, 'access'> {
  if (folder === undefined || folder === '') return {};
  const tokenOf = (role: string): string => readFileSync(join(folder, `tallylight-${role}-token`), 'utf8').trim();
  return { access: { tokens: GRANTS.map((grant) => ({ ...grant, token: tokenOf(grant.subject ?? '') })) } };
}
