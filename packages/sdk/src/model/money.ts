/**
 * Amounts of money. One is an integer count of minor units (cents) of one currency, never a float: 19.99 × 100 is
 * 1998.9999999999998. Text is read digit by digit; amounts of unlike currencies are never added.
 */
import { shown, TallylightError } from '../errors.ts';
import { currencyExponent } from './currencies.ts';

export interface Money {
  /** Minor units, an integer from 0 to 2^53 − 1. */
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** Beyond this many digits no amount fits, whatever the exponent; it also bounds the work that a text can ask for. */
const MAX_DIGITS = 32;

function refuse(path: string, expectation: string, value: unknown): never {
  throw new TallylightError('CONFIG', `${path} must be ${expectation}, received ${shown(value)}`);
}

/** The upper-case code of a currency that exists; lower case is taken, as some providers send it. Throws `CONFIG`. */
export function toCurrency(value: unknown): string {
  const code = typeof value === 'string' && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : '';
  if (currencyExponent(code) === undefined) refuse('currency', 'an ISO 4217 code that has a minor unit', value);
  return code;
}

/**
 * Minor units of a decimal text in this currency, exactly: `19.99` EUR is 1999. Digits beyond the minor unit may only be
 * zeros. Throws `CONFIG`.
 */
export function parseAmount(text: unknown, currency: string): number {
  const exponent = currencyExponent(currency);
  if (exponent === undefined) return refuse('currency', 'an ISO 4217 code that has a minor unit', currency);
  if (typeof text === 'number') {
    return refuse(
      'amount',
      'a text such as "19.99" (or give amountMinor as an integer), since a float is not exact',
      text,
    );
  }
  const match = typeof text === 'string' && text.length <= MAX_DIGITS ? /^(\d+)(?:\.(\d+))?$/.exec(text) : null;
  if (match === null) return refuse('amount', 'a decimal text such as "19.99", without sign or separators', text);
  const [, whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(exponent))) {
    return refuse('amount', `a text with at most ${exponent} decimal digits for ${currency}`, text);
  }
  const minor = Number(whole + fraction.slice(0, exponent).padEnd(exponent, '0'));
  if (!Number.isSafeInteger(minor)) return refuse('amount', 'less than 2^53 minor units', text);
  return minor;
}

/** An amount given in one of two ways: `amountMinor` as an integer, or `amount` as decimal text. Throws `CONFIG`. */
export function toMoney(given: {
  readonly amountMinor?: unknown;
  readonly amount?: unknown;
  readonly currency?: unknown;
}): Money {
  const currency = toCurrency(given.currency);
  const { amountMinor, amount } = given;
  if (amountMinor === undefined) {
    if (amount === undefined) refuse('amountMinor', 'an integer of minor units (or give amount as text)', amountMinor);
    return { amountMinor: parseAmount(amount, currency), currency };
  }
  if (amount !== undefined) refuse('amount', 'left out when amountMinor is given', amount);
  if (typeof amountMinor !== 'number' || !Number.isSafeInteger(amountMinor) || amountMinor < 0) {
    return refuse('amountMinor', 'an integer of minor units from 0 to 2^53 - 1', amountMinor);
  }
  // -0 is an integer too, and would print as -0.
  return { amountMinor: amountMinor + 0, currency };
}

/** Decimal text of minor units: -1999 EUR is `-19.99`. For people and exports. */
export function formatMinor(minor: bigint, exponent: number): string {
  const sign = minor < 0n ? '-' : '';
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
