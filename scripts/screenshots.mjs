// Makes docs/images from the workbench: `node scripts/screenshots.mjs`, after `npm run setup`. The origin, forty players
// and Chromium (CHROMIUM_PATH, or on PATH) run until the window is full, so that the pictures show what a reader will
// see. Not part of any test: pictures of a live system differ each time.

import { mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createPlayers } from '../examples/hls-origin/src/players.ts';
import { startOrigin } from '../examples/hls-origin/src/server.ts';
import { startWorkbench } from '../grafana-plugin/workbench/server.ts';
import { findParts } from './real-parts.mjs';

/** Playwright is a dependency of the tests, not of the root. */
const { chromium } = createRequire(new URL('../test/package.json', import.meta.url))('playwright-core');

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url));
const viewport = { width: 1440, height: 810 };
/** Two of the SDK's windows of 100 s: before that there is no trend. */
const watchMs = 210_000;
/** Pictures that are fetched with every visit of the front page. */
const maxBytes = 200_000;

const pictures = [
  { name: 'workbench-dark', path: '/d/bandwidth?theme=dark' },
  { name: 'workbench-light', path: '/d/bandwidth?theme=light' },
];

const executablePath = findParts(process.env).found.CHROMIUM_PATH;
if (!executablePath) throw new Error('Chromium is missing: install it or give its path in CHROMIUM_PATH');

const origin = await startOrigin({ port: 0 });
const players = createPlayers({ origin: origin.url, count: 40, seed: 7 });
const workbench = await startWorkbench({ port: 0, target: origin.url });
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
try {
  await mkdir(folder, { recursive: true });
  players.start();
  const pages = [];
  for (const picture of pictures) {
    const page = await browser.newPage({ viewport });
    await page.goto(workbench.url + picture.path);
    pages.push({ ...picture, page });
  }
  console.info(`forty viewers for ${watchMs / 1000} s …`);
  await new Promise((resolve) => setTimeout(resolve, watchMs));
  for (const { name, page } of pages) {
    const path = `${folder}${name}.png`;
    await page.bringToFront();
    await page.locator('[data-testid="tallylight-lamp"][data-state="live"]').waitFor();
    await page.screenshot({ path });
    const { size } = await stat(path);
    if (size > maxBytes) throw new Error(`${path}: expected at most ${maxBytes} bytes, received ${size}`);
    console.info(`${name}.png, ${Math.round(size / 1000)} kB`);
  }
} finally {
  await browser.close();
  await workbench.close();
  await players.stop({ graceful: false });
  await origin.close();
}
