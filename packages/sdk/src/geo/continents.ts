/**
 * Country to continent: every ISO 3166-1 alpha-2 code once, and XK (Kosovo, user-assigned, as the geo databases have it).
 * One table for every database, so that a file without continents and one with its own view colour the same map.
 * Countries on two continents stand where the UN's M49 list has them, Cyprus in Europe with the rest of its union;
 * the uninhabited islands around Antarctica (BV GS HM TF) go with it. The order inside a line means nothing.
 */

export const CONTINENTS = ['AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA'] as const;
export type Continent = (typeof CONTINENTS)[number];

export const COUNTRIES_OF: Readonly<Record<Continent, string>> = {
  AF: `AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG
    RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW`,
  AN: 'AQ BV GS HM TF',
  AS: `AE AF AM AZ BD BH BN BT CN GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA
    SG SY TH TJ TL TM TR TW UZ VN YE`,
  EU: `AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL
    NO PL PT RO RS RU SE SI SJ SK SM UA VA XK`,
  NA: `AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC TT US VC
    VG VI`,
  OC: 'AS AU CC CK CX FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS',
  SA: 'AR BO BR CL CO EC FK GF GY PE PY SR UY VE',
};

const continentByCountry: ReadonlyMap<string, Continent> = new Map(
  CONTINENTS.flatMap((continent) =>
    COUNTRIES_OF[continent].split(/\s+/).map((country): [string, Continent] => [country, continent]),
  ),
);

/** The continent of a country; undefined when the code names no country (EU, AP, AN, ZZ, anything else). */
export function continentOf(country: string): Continent | undefined {
  return continentByCountry.get(country);
}

export function isContinent(code: unknown): code is Continent {
  return CONTINENTS.some((continent) => continent === code);
}
