/**
 * A player as a page: it shows its programme, item after item, says so, beats, and does what it is told. Bundled for the
 * browser by the test; what it did stands in the document.
 */
import { createDeviceClient } from '@tallylight/client/device';

const PROGRAMME = [
  { title: 'Spring sale', campaign: 'spring' },
  { title: 'Menu of the day', campaign: 'house' },
];

const title = document.createElement('h1');
const volume = document.createElement('output');
document.body.append(title, volume);

let at = 0;
const player = createDeviceClient({
  url: new URL('/tallylight/v1', location.href),
  device: new URLSearchParams(location.search).get('device') ?? 'page',
  token: new URLSearchParams(location.hash.slice(1)).get('token') ?? '',
  measure: () => ({ version: 'page 1', screenOn: document.visibilityState === 'visible', localTimeMs: Date.now() }),
  onCommand({ name, args }) {
    if (name === 'volume') {
      volume.textContent = String(args.to);
      return { result: 'ok', detail: `volume is ${args.to}` };
    }
    if (name === 'next') {
      show(at + 1);
      return 'ok';
    }
    return { result: 'rejected', detail: `a page cannot ${name}` };
  },
});
player.onStatus(({ phase, way }) => {
  document.documentElement.dataset.status = `${phase} ${way}`;
});

function show(next: number): void {
  at = next % PROGRAMME.length;
  const item = PROGRAMME[at] as (typeof PROGRAMME)[number];
  title.textContent = item.title;
  player.play(item);
}

show(0);
