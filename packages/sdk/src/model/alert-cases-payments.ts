/** Cases of the rules of money and of the books. */
import { type CasesOf, gap, rising, steady } from './alert-case.ts';

/** Weeks are told by the hour. */
const WEEK_STEPS = 168;
const transactions = (status: string, values: string): Record<string, string> => ({
  [`tallylight_transactions_total{status="${status}",kind="purchase"}`]: values,
});
const repeated = (perMinute: number): Record<string, string> => ({
  tallylight_transactions_duplicates_total: rising(perMinute),
});
const held = (values: string): Record<string, string> => ({ 'tallylight_refunds_held{instance="a"}': values });
const degraded = (value: 0 | 1): Record<string, string> => ({
  'tallylight_store_degraded{instance="a"}': steady(value),
});

export const paymentCases: CasesOf = (limits) => {
  const failed = limits.failedPaymentsPercent;
  /** Four hours after the shop fell silent, a week after it opened. */
  const silent = { stepMinutes: 60, atMinutes: 60 * (WEEK_STEPS + 4) };
  const sold = (share: number): Record<string, string> => {
    const perStep = (limits.salesLastWeek * share) / 2;
    return transactions('completed', `${rising(perStep, WEEK_STEPS)} ${perStep * WEEK_STEPS}x30`);
  };
  return [
    {
      id: 'transactions-failing',
      firing: {
        fact: 'a little more payments fail than is bearable',
        series: {
          ...transactions('failed', rising(failed * 1.01)),
          ...transactions('completed', rising(100 - failed * 1.01)),
        },
        fires: { 'transactions-failing': [{}] },
      },
      below: {
        fact: 'a little fewer fail',
        series: {
          ...transactions('failed', rising(failed * 0.99)),
          ...transactions('completed', rising(100 - failed * 0.99)),
        },
      },
      noData: {
        fact: 'a shop without payments',
        series: { ...transactions('failed', steady(0)), ...transactions('completed', steady(0)) },
      },
      more: [{ fact: 'two payments, both failed, judge nothing', series: transactions('failed', '0x20 1 2x30') }],
    },
    {
      id: 'revenue-stopped',
      firing: {
        fact: 'nothing is sold in hours that were good a week ago',
        series: sold(1.1),
        ...silent,
        fires: { 'revenue-stopped': [{}] },
      },
      below: { fact: 'nothing is sold in hours that were poor a week ago', series: sold(0.9), ...silent },
      noData: {
        fact: 'a shop that opened this week has nothing to compare with',
        series: transactions('completed', `${gap(WEEK_STEPS - 20)} 50x60`),
        ...silent,
      },
      more: [
        {
          fact: 'one currency that sells nothing while others do is no trouble',
          series: {
            ...sold(1.1),
            'tallylight_transactions_total{status="completed",kind="tip"}': rising(1, WEEK_STEPS + 40),
          },
          ...silent,
        },
      ],
    },
    {
      id: 'refund-held',
      firing: {
        fact: 'a refund that has waited for an hour and a half',
        series: held(steady(1)),
        atMinutes: 90,
        fires: { 'refund-held': [{}] },
      },
      below: { fact: 'a refund that has waited for fifty minutes', series: held('0x40 1x60'), atMinutes: 90 },
      noData: {
        fact: 'a refund of which nobody knows for how long it waits',
        series: held(`${gap(60)} 1x60`),
        atMinutes: 90,
      },
    },
    {
      id: 'store-degraded',
      firing: {
        fact: 'books that cannot be written',
        series: degraded(1),
        fires: { 'store-degraded': [{ instance: 'a' }] },
      },
      below: { fact: 'books that are well', series: degraded(0) },
      noData: { fact: 'a host without books', series: {} },
    },
    {
      id: 'payments-repeated',
      firing: {
        fact: 'four repeated events for each new one',
        series: { ...repeated(40), ...transactions('completed', rising(10)) },
        fires: { 'payments-repeated': [{}] },
      },
      below: {
        fact: 'not quite three for each',
        series: { ...repeated(29), ...transactions('completed', rising(10)) },
      },
      noData: { fact: 'a shop without the counter', series: transactions('completed', rising(10)) },
      more: [
        {
          fact: 'a dozen repeated events judge nothing',
          series: { ...repeated(0.8), ...transactions('completed', rising(0)) },
        },
      ],
    },
  ];
};
