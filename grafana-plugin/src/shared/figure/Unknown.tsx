/** What stands where nobody knows: an en dash, the reason on hover and for screen readers. Never 0. */
import { css } from '@emotion/css';
import { VISUALLY_HIDDEN } from '../visually-hidden.ts';
import { UNKNOWN } from './figure-text.ts';

export interface UnknownProps {
  /** Why it is not known: a few words. */
  readonly why: string;
  /** What to show instead of the dash, as the field option "no value" has it. */
  readonly text?: string | undefined;
}

export function Unknown({ why, text }: UnknownProps) {
  return (
    <span title={why} data-unknown="true">
      <span aria-hidden="true">{text || UNKNOWN}</span>
      <span className={HIDDEN}>{`unknown: ${why}`}</span>
    </span>
  );
}

const HIDDEN = css(VISUALLY_HIDDEN);
