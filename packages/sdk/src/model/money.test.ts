import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CURRENCY_CODES, currencyExponent } from './currencies.ts';
import { formatMinor, parseAmount, toMoney } from './money.ts';

const refusal = (message: string | RegExp) =>
  expect.objectContaining({
    code: 'CONFIG',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });

test.each([
  ['19.99', 'EUR', 1999],
  ['4.35', 'USD', 435],
  ['0.1', 'EUR', 10],
  ['007', 'EUR', 700],
  ['1999', 'JPY', 1999],
  ['1999.00', 'JPY', 1999],
  ['1.234', 'KWD', 1234],
  ['1.2345', 'CLF', 12345],
  ['90071992547409.91', 'EUR', 9007199254740991],
])('%s %s is %i minor units, exactly', (text, currency, minor) => {
  expect(parseAmount(text, currency)).toBe(minor);
});

test.each([
  [
    { amount: 19.99, currency: 'EUR' },
    /^amount must be a text such as "19\.99".*a float is not exact, received 19\.99$/,
  ],
  [
    { amount: '19.999', currency: 'EUR' },
    'amount must be a text with at most 2 decimal digits for EUR, received "19.999"',
  ],
  [{ amount: '1.5', currency: 'JPY' }, 'amount must be a text with at most 0 decimal digits for JPY, received "1.5"'],
  [{ amount: '-1', currency: 'EUR' }, /^amount must be a decimal text/],
  [{ amount: '1,000.00', currency: 'EUR' }, /^amount must be a decimal text/],
  [{ amount: '1e3', currency: 'EUR' }, /^amount must be a decimal text/],
  [{ amount: '', currency: 'EUR' }, /^amount must be a decimal text/],
  [{ amount: '90071992547409.92', currency: 'EUR' }, /^amount must be less than 2\^53 minor units/],
  [
    { amountMinor: 19.99, currency: 'EUR' },
    /^amountMinor must be an integer of minor units from 0 to 2\^53 - 1, received 19\.99$/,
  ],
  [{ amountMinor: -1, currency: 'EUR' }, /^amountMinor must be an integer/],
  [{ amountMinor: 2 ** 53, currency: 'EUR' }, /^amountMinor must be an integer/],
  [{ amountMinor: '1999', currency: 'EUR' }, /^amountMinor must be an integer/],
  [{ amountMinor: 1, amount: '0.01', currency: 'EUR' }, /^amount must be left out/],
  [
    { currency: 'EUR' },
    /^amountMinor must be an integer of minor units \(or give amount as text\), received undefined$/,
  ],
  [{ amountMinor: 1, currency: 'XYZ' }, 'currency must be an ISO 4217 code that has a minor unit, received "XYZ"'],
  [{ amountMinor: 1, currency: 'XAU' }, /^currency must be/],
  [{ amountMinor: 1 }, /^currency must be .*, received undefined$/],
])('%j is refused with path, rule and value', (given, message) => {
  expect(() => toMoney(given)).toThrow(refusal(message));
});

test('a provider’s lower-case code is the same currency', () => {
  expect(toMoney({ amountMinor: 5, currency: 'eur' })).toEqual({ amountMinor: 5, currency: 'EUR' });
});

test('an amount survives being written and read, in every currency', () => {
  fc.assert(
    fc.property(fc.constantFrom(...CURRENCY_CODES), fc.maxSafeNat(), (currency, minor) => {
      const exponent = currencyExponent(currency) as number;
      expect(parseAmount(formatMinor(BigInt(minor), exponent), currency)).toBe(minor);
    }),
  );
  expect(formatMinor(-5n, 2)).toBe('-0.05');
});

test('the table has the exponents of the standard, not those of local habit', () => {
  const exponents = (codes: string): (number | undefined)[] => codes.split(' ').map(currencyExponent);
  expect(exponents('HUF IDR COP PKR AFN ALL IRR LBP MMK SYP LAK MGA YER SOS')).toEqual(Array(14).fill(2));
  expect(exponents('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF')).toEqual(Array(17).fill(0));
  expect(exponents('BHD IQD JOD KWD LYD OMR TND')).toEqual(Array(7).fill(3));
  expect(exponents('CLF UYW')).toEqual([4, 4]);
  expect(exponents('XXX XTS XAU XDR DEM')).toEqual(Array(5).fill(undefined));
});

test('each code stands once, and all but units of account and the newest are known to the runtime', () => {
  expect(CURRENCY_CODES.length).toBeGreaterThan(160);
  expect(new Set(CURRENCY_CODES).size).toBe(CURRENCY_CODES.length);
  const known = new Set(Intl.supportedValuesOf('currency'));
  const mayBeUnknown = 'BOV CHE CHW CLF COU MXV USN UYI UYW VED SLE XAD XCG ZWG'.split(' ');
  expect(CURRENCY_CODES.filter((code) => !known.has(code) && !mayBeUnknown.includes(code))).toEqual([]);
});
