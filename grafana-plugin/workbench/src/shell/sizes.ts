/** The three sizes in which every panel must be good; the large one takes the whole page. */

export interface PanelSize {
  readonly value: 'small' | 'medium' | 'large';
  readonly label: string;
  readonly description: string;
  readonly width: number | string;
  readonly height: number | string;
}

const LARGE: PanelSize = {
  value: 'large',
  label: 'Large',
  description: 'The whole page',
  width: '100%',
  height: '100%',
};

export const SIZES: readonly PanelSize[] = [
  { value: 'small', label: 'Small', description: '300 × 200', width: 300, height: 200 },
  { value: 'medium', label: 'Medium', description: '640 × 400', width: 640, height: 400 },
  LARGE,
];

/** The size that a name stands for; large when it is none. */
export function toSize(name: unknown): PanelSize {
  return SIZES.find(({ value }) => value === name) ?? LARGE;
}
