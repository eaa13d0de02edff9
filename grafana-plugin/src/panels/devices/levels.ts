/**
 * The levels of truth of a screen. That it answers does not mean that it plays, and a player that runs may have a dark panel:
 * each is told apart, and what nobody knows is said to be unknown with the reason.
 */
import type { Device } from './device.ts';
import { isReachable } from './device.ts';

export interface Level {
  readonly key: 'reachable' | 'playing' | 'screen' | 'content';
  readonly label: string;
  /** Where there is little room. */
  readonly short: string;
  /** Null: unknown. */
  readonly is: boolean | null;
  /** `yes`, `no`, `96 %`, or why it is not known. */
  readonly words: string;
}

export function toLevels(device: Device): readonly Level[] {
  const { state, playing, screenOn, syncRatio } = device;
  const reachable = state === 'unknown' ? null : isReachable(device);
  const why = reachable === true ? 'it does not say' : 'it is away';
  const yesNo = (is: boolean | null, yes: string, no: string): string => (is === null ? why : is ? yes : no);
  return [
    {
      key: 'reachable',
      label: 'Reachable',
      short: 'here',
      is: reachable,
      words: reachable === null ? 'not heard yet' : reachable ? 'yes' : 'no',
    },
    { key: 'playing', label: 'Playing', short: 'plays', is: playing, words: yesNo(playing, 'yes', 'nothing plays') },
    { key: 'screen', label: 'Screen', short: 'screen', is: screenOn, words: yesNo(screenOn, 'on', 'off') },
    {
      key: 'content',
      label: 'Content',
      short: 'content',
      is: syncRatio === null ? null : syncRatio >= 1,
      words: syncRatio === null ? why : syncRatio >= 1 ? 'current' : `${Math.floor(syncRatio * 100)} % current`,
    },
  ];
}
