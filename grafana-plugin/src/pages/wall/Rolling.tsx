/** A number whose digits roll to their new place, so that a change is seen from afar. Still for those who want no motion. */
import { css } from '@emotion/css';
import { VISUALLY_HIDDEN } from '../../shared/visually-hidden.ts';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export function Rolling({ text }: { readonly text: string }) {
  // From the right: the last digit stays the last one when another is put before it.
  const places = [...text].map((sign, index) => ({ sign, place: text.length - index }));
  return (
    <span>
      <span className={HIDDEN}>{text}</span>
      <span aria-hidden="true">
        {places.map(({ sign, place }) =>
          DIGITS.some((digit) => digit === sign) ? (
            <span key={place} className={WINDOW}>
              <span className={STRIP} style={{ transform: `translateY(-${Number(sign) * 10}%)` }}>
                {DIGITS.map((digit) => (
                  <span key={digit} className={DIGIT}>
                    {digit}
                  </span>
                ))}
              </span>
            </span>
          ) : (
            <span key={place}>{sign}</span>
          ),
        )}
      </span>
    </span>
  );
}

const HIDDEN = css(VISUALLY_HIDDEN);
const WINDOW = css({
  display: 'inline-block',
  height: '1.2em',
  lineHeight: 1.2,
  overflow: 'hidden',
  verticalAlign: 'bottom',
});
const STRIP = css({
  display: 'block',
  transition: 'transform 200ms ease-out',
  '@media (prefers-reduced-motion: reduce)': { transition: 'none' },
});
const DIGIT = css({ display: 'block', height: '1.2em' });
