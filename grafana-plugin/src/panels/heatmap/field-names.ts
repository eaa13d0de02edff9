/** What fields and labels are called, in the words of the data sources that have places. */

/** `country`, `country_code`, `geo.country.iso_code`, `client_country`, `Country Name` … */
export function isCountryName(name: string): boolean {
  return /^(.*[_. ])?country([_. ]?(code|iso|iso_?code|iso[23]|name|alpha_?[23]))?$/i.test(name);
}

export function isLatitudeName(name: string): boolean {
  return /^(.*[_. ])?lat(itude)?$/i.test(name);
}

export function isLongitudeName(name: string): boolean {
  return /^(.*[_. ])?(lon|lng|longitude)$/i.test(name);
}

/** A coordinate: a number that is a place and no count. */
export function isPlaceName(name: string): boolean {
  return isLatitudeName(name) || isLongitudeName(name);
}

/** What a point on the map may be called by, the best first. */
export const CITY_NAMES: readonly RegExp[] = [
  /^(.*[_. ])?city([_. ]name)?$/i,
  /^(site|place|location|pop)$/i,
  /^name$/i,
];
