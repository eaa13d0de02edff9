/**
 * How many digits the minor unit of each currency has (ISO 4217). The table is our own: what a browser or Node shows of a
 * currency follows local habit (no cents for the forint), while payment providers count in the minor unit of the standard.
 * A code that is not here is refused, because a wrong exponent is an amount wrong by a factor of ten or more.
 */

/** Digits when neither list below names the code. */
const USUAL_EXPONENT = 2;

const BY_EXPONENT: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** Codes in use, by first letter. Metals, bond units and test codes have no minor unit and are not money to be summed. */
const ACTIVE = `
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF
CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS
VED VES VND VUV WST XAD XAF XCD XCG XOF XPF YER ZAR ZMW ZWG`;

/** Withdrawn so lately that refunds and chargebacks of sales in them still arrive: Netherlands Antilles, Bulgaria. */
const LATELY_WITHDRAWN = 'ANG BGN';

const EXPONENTS: ReadonlyMap<string, number> = tableOf();

function tableOf(): ReadonlyMap<string, number> {
  const table = new Map<string, number>();
  for (const code of `${ACTIVE} ${LATELY_WITHDRAWN}`.trim().split(/\s+/)) table.set(code, USUAL_EXPONENT);
  for (const [exponent, codes] of Object.entries(BY_EXPONENT)) {
    for (const code of codes.split(' ')) table.set(code, Number(exponent));
  }
  return table;
}

/** Every code that amounts may be in, in alphabetical order. */
export const CURRENCY_CODES: readonly string[] = [...EXPONENTS.keys()].sort();

/** Digits of the minor unit of an upper-case code: 2 for EUR, 0 for JPY; `undefined` when there is no such currency. */
export function currencyExponent(code: string): number | undefined {
  return EXPONENTS.get(code);
}
