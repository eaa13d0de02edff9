/**
 * The sites of the demo and the screens in them, as a host has them in its own database: names, places, hours. What a screen
 * does is not known here; it tells by its heartbeats. The simulated fleet (examples/signage) reads which screens there are.
 */
export interface Place {
  readonly id: string;
  readonly title: string;
  /** IANA. */
  readonly zone: string;
  /** When its screens are meant to be on, in that zone. */
  readonly hours: string;
  readonly location: string;
}

export interface Screen {
  readonly id: string;
  readonly name: string;
  readonly serial: string;
  /** Id of its place. */
  readonly site: string;
  readonly group: string;
  readonly model: string;
}

const ALWAYS = '24/7';

/** Two keep opening hours, so that a screen that is off by night is no fault. */
export const PLACES: readonly Place[] = [
  { id: 'paris', title: 'Paris, Gare du Nord', zone: 'Europe/Paris', hours: ALWAYS, location: 'Paris, France' },
  { id: 'berlin', title: 'Berlin, Alexanderplatz', zone: 'Europe/Berlin', hours: ALWAYS, location: 'Berlin, Germany' },
  { id: 'london', title: 'London, Bank', zone: 'Europe/London', hours: ALWAYS, location: 'London, United Kingdom' },
  {
    id: 'new-york',
    title: 'New York, Broadway',
    zone: 'America/New_York',
    hours: ALWAYS,
    location: 'New York, United States',
  },
  {
    id: 'sao-paulo',
    title: 'São Paulo, Paulista',
    zone: 'America/Sao_Paulo',
    hours: 'Mo-Su 06:00-24:00',
    location: 'São Paulo, Brazil',
  },
  { id: 'tokyo', title: 'Tokyo, Shibuya', zone: 'Asia/Tokyo', hours: 'Mo-Su 06:00-24:00', location: 'Tokyo, Japan' },
];

/** Which place each of ten screens is in; the next ten are like them. */
const SPREAD = ['paris', 'berlin', 'paris', 'london', 'new-york', 'berlin', 'paris', 'london', 'sao-paulo', 'tokyo'];
const GROUPS = ['menu-board', 'window', 'lobby'];
const MODELS = ['Panel 43', 'Panel 55', 'Cube 4'];

export const SCREEN_COUNT = 40;

/** The nth screen, counted from 0; the same one each time. */
export function screenAt(index: number): Screen {
  const site = SPREAD[index % SPREAD.length] ?? '';
  const isHere = (place: string | undefined): boolean => place === site;
  const before = SPREAD.slice(0, index % SPREAD.length).filter(isHere).length;
  const number = 1 + Math.floor(index / SPREAD.length) * SPREAD.filter(isHere).length + before;
  const city = PLACES.find(({ id }) => id === site)?.title.split(',')[0] ?? site;
  return {
    id: `${site}-${number}`,
    name: `${city} ${number}`,
    serial: `TL-${String(1000 + index)}`,
    site,
    group: GROUPS[index % GROUPS.length] ?? '',
    model: MODELS[Math.floor(index / 2) % MODELS.length] ?? '',
  };
}

/** The screens of the demo. */
export const SCREENS: readonly Screen[] = Array.from({ length: SCREEN_COUNT }, (_, index) => screenAt(index));
