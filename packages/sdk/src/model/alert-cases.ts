/**
 * Cases of every alert rule: one that fires, one that just does not, one where what would decide is unknown. They stand apart
 * from the rules because the SDK at work does not need them; the rule files for Prometheus are tested with them.
 */
import type { CasesOf } from './alert-case.ts';
import { paymentCases } from './alert-cases-payments.ts';
import { platformCases } from './alert-cases-platform.ts';
import { signageCases } from './alert-cases-signage.ts';
import { streamCases } from './alert-cases-streams.ts';
import { viewerCases } from './alert-cases-viewers.ts';

/** By what they are about; each gives the cases for the limits that the rules are made with. */
export const ALERT_CASES: Readonly<Record<string, CasesOf>> = {
  streams: streamCases,
  viewers: viewerCases,
  signage: signageCases,
  payments: paymentCases,
  platform: platformCases,
};
