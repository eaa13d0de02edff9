/**
 * Towns and networks of the demo's viewers, in the two files that a host would buy or download. These are made up (see
 * scripts/write-demo-geo.ts), because the real ones may not be handed on.
 */
import { fileURLToPath } from 'node:url';
import type { GeoDatabaseFile } from '@tallylight/sdk';

const fileOf = (name: string): string => fileURLToPath(new URL(`../geo/${name}`, import.meta.url));

export const PLACES: { readonly city: GeoDatabaseFile; readonly asn: GeoDatabaseFile } = {
  city: { file: fileOf('towns.mmdb'), attribution: ['Towns and networks of the demo are made up.'] },
  asn: { file: fileOf('networks.mmdb') },
};
