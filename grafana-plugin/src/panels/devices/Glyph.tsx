/** The shape of a state: never colour alone. Plain paths, because Grafana's icons are fetched one by one and there may be a thousand. */
import type { DeviceState } from '@tallylight/protocol';

const PATHS: Readonly<Record<DeviceState, string>> = {
  playing: 'M4 2.5v9l7.5-4.5z',
  online: 'M2.5 7.5l3 3 6-7',
  offline: 'M3 3l8 8m0-8l-8 8',
  unknown: 'M4.5 5a2.5 2.5 0 1 1 3.3 2.4q-.8.3-.8 1.3m0 2.3v.2',
  lost: 'M2.5 7h9',
};

export interface GlyphProps {
  readonly state: DeviceState;
  /** Against the letters around it. @default 1.15 */
  readonly em?: number;
}

/** Takes the colour of the text around it. */
export function Glyph({ state, em = 1.15 }: GlyphProps) {
  const isFilled = state === 'playing';
  return (
    <svg
      viewBox="0 0 14 14"
      aria-hidden="true"
      focusable="false"
      style={{ flex: 'none', width: `${em}em`, height: `${em}em` }}
    >
      <path
        d={PATHS[state]}
        fill={isFilled ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth={isFilled ? 1 : 2}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
