// Makes docs/images and the pictures of the plugin's metadata from the workbench: `node scripts/screenshots.mjs`, after
// `npm run setup`. The origin, forty players, forty screens, a shop and Chromium (CHROMIUM_PATH, or on PATH) run until the
// window is full, so that the pictures show what a reader will see. What there is to show is read from plugin.json. Not part of
// any test: pictures of a live system differ each time. `--seconds <n>` waits less, for who only wants to look.

import { mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createPlayers } from '../examples/hls-origin/src/players.ts';
import { startOrigin } from '../examples/hls-origin/src/server.ts';
import { createShop } from '../examples/hls-origin/src/shop.ts';
import { createFleet } from '../examples/signage/src/fleet.ts';
import { startWorkbench } from '../grafana-plugin/workbench/server.ts';
import { pluginPages } from '../test/parts/plugin-pages.ts';
import { findParts } from './real-parts.mjs';

/** Playwright is a dependency of the tests, not of the root. */
const { chromium } = createRequire(new URL('../test/package.json', import.meta.url))('playwright-core');

const { values } = parseArgs({ options: { seconds: { type: 'string' }, out: { type: 'string' } } });
const folder = values.out ? `${values.out}/` : fileURLToPath(new URL('../docs/images/', import.meta.url));
const ofPlugin = values.out
  ? folder
  : fileURLToPath(new URL('../grafana-plugin/src/img/screenshots/', import.meta.url));
const viewport = { width: 1440, height: 810 };
/** Two of the SDK's windows of 100 s: before that there is no trend. */
const watchMs = Number(values.seconds ?? 210) * 1000;
/** Pictures that are fetched with every visit of the front page. */
const maxBytes = 200_000;

const THEMES = ['dark', 'light'];
const SIZES = ['small', 'medium'];
const pages = pluginPages();

/** @typedef {{ name: string, path: string, part: string, shot: string, forPlugin?: string | undefined }} Picture */

/** The whole page, of one panel; then every panel and page without the menu; and to look at, the smaller sizes. */
const pictures = THEMES.flatMap(
  /** @returns {Picture[]} */ (theme) => [
    { name: `workbench-${theme}`, path: `/d/bandwidth?theme=${theme}`, part: 'tallylight-bandwidth', shot: 'page' },
    ...pages.map(({ name, path, part, kind }) => ({
      name: `${name}-${theme}`,
      path: `${path}?theme=${theme}`,
      part,
      shot: kind === 'panel' ? '[data-testid="workbench-panel"]' : 'main',
      forPlugin: theme === 'dark' && (kind === 'panel' || name === 'wall') ? name : undefined,
    })),
    ...(values.out
      ? pages
          .filter(({ kind }) => kind === 'panel')
          .flatMap(({ name, path, part }) =>
            SIZES.map((size) => ({
              name: `${name}-${theme}-${size}`,
              path: `${path}?theme=${theme}&size=${size}`,
              part,
              shot: '[data-testid="workbench-panel"]',
            })),
          )
      : []),
  ],
);

const executablePath = findParts(process.env).found.CHROMIUM_PATH;
if (!executablePath) throw new Error('Chromium is missing: install it or give its path in CHROMIUM_PATH');

const origin = await startOrigin({ port: 0, probe: true });
const players = createPlayers({ origin: origin.url, count: 40, seed: 7 });
const fleet = createFleet({ origin: origin.url, count: 40, seed: 7 });
const shop = createShop({ origin: origin.url });
const workbench = await startWorkbench({ port: 0, target: origin.url });
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
try {
  for (const one of [folder, ofPlugin]) await mkdir(one, { recursive: true });
  players.start();
  fleet.start();
  shop.start();
  console.info(`forty viewers and forty screens for ${watchMs / 1000} s …`);
  // A visitor from the start: a curve is gathered while somebody looks.
  const visitor = await browser.newPage({ viewport });
  await visitor.goto(`${workbench.url}/d/bandwidth`);
  await new Promise((resolve) => setTimeout(resolve, watchMs));
  for (const { name, path, part, shot, forPlugin } of pictures) {
    const page = await browser.newPage({ viewport });
    await page.goto(workbench.url + path);
    await page.getByTestId(part).waitFor();
    // Until what is live is, and what tests itself is done.
    await page.waitForFunction(
      () =>
        ['home', 'configuration'].some((plain) => location.pathname.endsWith(plain)) ||
        location.pathname.endsWith('tallylight-app') ||
        document.querySelector('[data-testid="tallylight-lamp"][data-state="live"]') !== null,
    );
    await page.waitForTimeout(shot === 'main' ? 4000 : 1500);
    const target = shot === 'page' ? page : page.locator(shot);
    for (const file of [`${folder}${name}.png`, ...(forPlugin ? [`${ofPlugin}${forPlugin}.png`] : [])]) {
      await target.screenshot({ path: file, animations: 'disabled' });
      const { size } = await stat(file);
      if (size > maxBytes) throw new Error(`${file}: expected at most ${maxBytes} bytes, received ${size}`);
    }
    console.info(`${name}.png`);
    await page.close();
  }
} finally {
  await browser.close();
  await workbench.close();
  await shop.stop();
  await fleet.stop();
  await players.stop({ graceful: false });
  await origin.close();
}
