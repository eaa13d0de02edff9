/**
 * The lines that makers of geo data want shown with results, by the type that a file states or the name it goes by.
 * The country package brings its own line (geo.ts); a file of unknown making has none unless the host says one.
 */
import { basename } from 'node:path';

const MAKERS: readonly { readonly named: RegExp; readonly line: string }[] = [
  { named: /^db-?ip/i, line: 'IP geolocation by DB-IP (https://db-ip.com), CC BY 4.0' },
  {
    named: /^geolite/i,
    line: 'This product includes GeoLite Data created by MaxMind, available from https://www.maxmind.com.',
  },
];

export function attributionOf(databaseType: string, file: string): readonly string[] {
  const names = [databaseType, basename(file)];
  return MAKERS.filter(({ named }) => names.some((name) => named.test(name))).map(({ line }) => line);
}
