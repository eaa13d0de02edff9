/**
 * What a dashboard variable asks for: streams, devices, sites or countries, devices perhaps of chosen sites. Written as text
 * (`devices(site=$site)`) so that it can be read, copied and provisioned.
 */
import type { DataQuery } from '@grafana/data';
import { isPick, type Pick as PickName } from './topics.ts';
import { toChosen } from './variable-values.ts';

export interface VariableQuery extends DataQuery {
  readonly query?: string;
}

export interface VariableWant {
  readonly pick: PickName;
  readonly where: Readonly<Record<string, readonly string[]>>;
}

/** Fields that a list may be narrowed by. */
const NARROW: Readonly<Record<PickName, readonly string[]>> = {
  streams: ['state', 'protocol'],
  devices: ['site', 'group', 'state'],
  sites: ['tenant'],
  countries: ['continent'],
};

const FORM = /^\s*(?<pick>\w+)\s*(?:\((?<terms>[^()]*)\))?\s*$/;

/** Throws an Error that says what is expected. `fill` puts in the values of other variables. */
export function parseVariableQuery(text: string, fill: (text: string) => string): VariableWant {
  const { pick = '', terms = '' } = FORM.exec(text)?.groups ?? {};
  if (!isPick(pick)) {
    throw new Error(`query: expected streams, devices, sites or countries, received ${JSON.stringify(text)}`);
  }
  const where: Record<string, readonly string[]> = {};
  for (const term of terms.split(';').filter((one) => one.trim() !== '')) {
    const [field = '', written = ''] = term.split('=').map((part) => part.trim());
    if (!NARROW[pick].includes(field)) {
      throw new Error(`query: expected ${NARROW[pick].join(', ')} for ${pick}, received ${JSON.stringify(field)}`);
    }
    const values = toChosen(written.split(','), fill);
    if (values !== undefined) where[field] = values;
  }
  return { pick, where };
}
