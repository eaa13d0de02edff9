/**
 * Countries as people and data sources write them, and as the panel says them. Codes are ISO 3166-1 alpha-2; what is none of
 * them (`ZZ`, `XX`, `other`, nothing at all) is unknown, and stays in the totals as such. Names come from the browser.
 */
import { COUNTRIES, type ContinentCode } from './world/world.ts';

/** In the order in which equal continents are listed. */
export const CONTINENTS: Readonly<Record<ContinentCode, string>> = {
  AF: 'Africa',
  AN: 'Antarctica',
  AS: 'Asia',
  EU: 'Europe',
  NA: 'North America',
  OC: 'Oceania',
  SA: 'South America',
};

const ENGLISH = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

/** Codes that are in use beside the standard ones. */
const OTHER_CODES: readonly (readonly [string, string])[] = [
  ['UK', 'GB'],
  ['EL', 'GR'],
];

let codeByWord: Map<string, string> | undefined;

/** The code for what stands in a label: two or three letters in any case, or the English name; `undefined` when unknown. */
export function toCountryCode(word: unknown): string | undefined {
  if (typeof word !== 'string') return undefined;
  if (COUNTRIES.has(word)) return word;
  codeByWord ??= new Map([
    ...[...COUNTRIES.values()].flatMap(({ code, alpha3 }) =>
      [code, alpha3, nameOf(code)].map((known): [string, string] => [known.toUpperCase(), code]),
    ),
    ...OTHER_CODES,
  ]);
  return codeByWord.get(word.trim().toUpperCase());
}

const names = new Map<string, string>();

/** The English name of a country, as browsers have it; the code where they have none. */
export function nameOf(code: string): string {
  const known = names.get(code);
  if (known !== undefined) return known;
  const name = ENGLISH.of(code) ?? code;
  names.set(code, name);
  return name;
}
