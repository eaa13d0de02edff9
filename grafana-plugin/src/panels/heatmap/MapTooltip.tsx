/** What is under the pointer, or what the keys have reached. It stands outside of the panel, so a small one need not clip it. */
import { Portal, VizTooltipContainer } from '@grafana/ui';
import type { City } from './cities.ts';
import type { ValueFormat } from './format.ts';
import { PlaceFacts } from './PlaceFacts.tsx';
import type { CountryNow } from './view.ts';

/** A place and where it is pointed at, pixels of the window. */
export interface Pointing {
  readonly code?: string;
  readonly city?: number;
  readonly x: number;
  readonly y: number;
}

export interface MapTooltipProps {
  readonly pointing: Pointing | undefined;
  readonly countries: readonly CountryNow[];
  readonly cities: readonly City[];
  readonly format: ValueFormat;
}

const OFFSET = { x: 12, y: 12 };

export function MapTooltip({ pointing, countries, cities, format }: MapTooltipProps) {
  if (pointing === undefined) return null;
  const { code, city, x, y } = pointing;
  const place = city === undefined ? (countries.find((country) => country.code === code) ?? code) : cities[city];
  if (place === undefined) return null;
  return (
    <Portal>
      {/* Who hears the page has heard it already: it is the name of the circle. */}
      <VizTooltipContainer position={{ x, y }} offset={OFFSET} aria-live="off" data-testid="tallylight-heatmap-tooltip">
        <PlaceFacts place={place} format={format} />
      </VizTooltipContainer>
    </Portal>
  );
}
