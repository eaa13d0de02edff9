/**
 * The world heatmap as a person meets it: a real host tells where its viewers are, and Chromium shows the built panel in the
 * workbench. What is asked is what the picture is made of, not how it looks to the pixel.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from '../../grafana-plugin/workbench/server.ts';
import { violationsOf } from '../parts/axe.ts';
import { type Complaints, complaintsOf, openChromium } from '../parts/chromium.ts';
import { clippedWords } from '../parts/clipped-words.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';
import { startWorldAudience, type WorldAudience } from '../parts/world-audience.ts';

const program = findPart(PARTS.chromium);

const SESSIONS: Readonly<Record<string, number>> = {
  ...{ US: 144, DE: 81, BR: 64, JP: 49, IN: 36, FR: 25, GB: 16, AU: 9, ZA: 8, CA: 7, MX: 6, PL: 5 },
  // These have no shape at this scale, or share one with another.
  ...{ SG: 4, MT: 3, MU: 2, XK: 1 },
  ZZ: 12,
};
const RANKED = ['US', 'DE', 'BR', 'JP', 'IN', 'FR', 'GB', 'ZZ', 'AU', 'ZA', 'CA', 'MX', 'PL', 'SG', 'MT', 'MU', 'XK'];
const TOTAL = Object.values(SESSIONS).reduce((sum, count) => sum + count, 0);
const ON_MAP = RANKED.filter((code) => code !== 'ZZ');

describe.skipIf(program === undefined)('the world heatmap in Chromium', () => {
  let audience: WorldAudience;
  let workbench: Workbench;
  let browser: Browser;
  let page: Page;
  let complaints: Complaints;
  let hosts: Set<string>;

  beforeAll(async () => {
    audience = await startWorldAudience();
    workbench = await startWorkbench({ port: 0, target: audience.url });
    browser = await openChromium(program as string);
  });
  afterAll(async () => {
    await browser?.close();
    await workbench?.close();
    await audience?.close();
  });
  beforeEach(async () => {
    for (const [country, sessions] of Object.entries({ ...SESSIONS, NZ: 0 })) audience.set(country, sessions);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    complaints = complaintsOf(page);
    hosts = new Set();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
  });
  afterEach(async () => {
    await page.close();
  });

  const part = (name: string) => page.getByTestId(`tallylight-heatmap${name === '' ? '' : `-${name}`}`);
  const summary = (): Promise<{ active: number; total: number }> =>
    part('summary').evaluate(
      ({ dataset }) => ({ active: Number(dataset.active), total: Number(dataset.total) }),
      undefined,
      {
        timeout: 5_000,
      },
    );
  /** Opens the panel and waits until it shows everybody. */
  const open = async (query = ''): Promise<void> => {
    await page.goto(`${workbench.url}/d/heatmap${query}`, { waitUntil: 'commit' });
    await waitFor('the whole audience', async () => (await summary()).total === TOTAL);
  };
  const rows = (list: 'ranking' | 'continents'): Promise<(string | undefined)[]> =>
    part(list)
      .locator('button')
      .evaluateAll((buttons) => buttons.map((button) => button.dataset.code));
  const fillOf = (code: string): Promise<string> =>
    part('map')
      .locator(`path[data-code=${code}]`)
      .evaluate((shape) => getComputedStyle(shape).fill);
  const zoom = async (): Promise<number> => Number(await part('map').getAttribute('data-zoom'));
  /** Where the circle of a country is, pixels of the window. */
  const middleOf = (code: string): Promise<{ x: number; y: number; radius: number }> =>
    part('map')
      .locator(`circle[data-code=${code}]`)
      .evaluate((circle) => {
        const { left, top, width, height } = circle.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2, radius: width / 2 };
      });
  const focused = (): Promise<string | undefined> =>
    page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.code);

  test('countries, total, ranking and continents are those of the host, and follow it', async () => {
    await open();
    expect(await summary()).toEqual({ active: ON_MAP.length, total: TOTAL });
    expect(await rows('ranking')).toEqual(['US', 'DE', 'BR', 'JP', 'IN', 'FR', 'GB', '??', 'AU', 'ZA']);
    expect(await rows('continents')).toEqual(['NA', 'EU', 'AS', 'SA', 'AF', 'OC']);
    expect(await part('ranking').locator('button').first().textContent()).toMatch(/United States144\s*31 %/);

    audience.set('NZ', 100);
    await waitFor('the new country', async () => (await rows('ranking'))[1] === 'NZ');
    expect(await summary()).toEqual({ active: ON_MAP.length + 1, total: TOTAL + 100 });
    expect(await rows('continents')).toEqual(['NA', 'EU', 'OC', 'AS', 'SA', 'AF']);
    audience.set('NZ', 0);
    await waitFor('the country to be quiet again', async () => (await summary()).active === ON_MAP.length);
    expect(complaints).toEqual({ own: [], network: [] });
  });

  test('nothing is asked of any other host', async () => {
    await open();
    expect([...hosts]).toEqual([new URL(workbench.url).host]);
  });

  test('more viewers have a stronger colour, and no data is hatched, which is no colour of the scale', async () => {
    await open();
    const [most, some, least, none] = await Promise.all(['US', 'DE', 'PL', 'CN'].map(fillOf));
    expect(new Set([most, some, least]).size).toBe(3);
    expect(none).toMatch(/^url\(.*#hatch/);
    expect([most, some, least].join()).not.toContain('url');
    expect(await part('legend').textContent()).toMatch(/^1.*200no data$/);
  });

  test('every country has a circle whose area is its number, also where it has no shape', async () => {
    await open();
    const circles = part('map').locator('circle');
    expect(await circles.evaluateAll((all) => all.filter((one) => Number(one.getAttribute('r')) > 0).length)).toBe(
      ON_MAP.length,
    );
    expect(await part('map').locator('path[data-code=SG]').count()).toBe(0);
    const [us, japan] = await Promise.all(
      ['US', 'JP'].map((code) => circles.and(page.locator(`[data-code=${code}]`)).getAttribute('r')),
    );
    expect(Number(us) / Number(japan)).toBeCloseTo(Math.sqrt(144 / 49), 2);
  });

  test('a pointer over a country shows its facts, a click pins it, a second one lets it go', async () => {
    await open();
    const { x, y } = await middleOf('SG');
    await page.mouse.move(x + 4, y + 4);
    await waitFor('the tooltip', async () => /Singapore/.test((await part('tooltip').textContent()) ?? ''));
    expect(await part('tooltip').textContent()).toBe('Singapore4 sessions · 0.8 %no. 14 · Asia');

    await page.mouse.click(x + 4, y + 4);
    expect(await part('pin').getAttribute('data-pinned')).toBe('SG');
    expect((await rows('ranking')).at(-1)).toBe('SG');
    audience.set('SG', 5);
    await waitFor('its number to go on', async () => /5 sessions/.test((await part('pin').textContent()) ?? ''));
    audience.set('SG', 4);
    await page.mouse.click(x + 4, y + 4);
    expect(await part('pin').count()).toBe(0);
  });

  test('a tap on a country pins it, without any pointer that was over it before', async () => {
    const touch = await browser.newContext({ viewport: { width: 1280, height: 800 }, hasTouch: true });
    await page.close();
    page = await touch.newPage();
    await open();
    const { x, y } = await middleOf('BR');
    await page.touchscreen.tap(x, y);
    await waitFor('the pin', async () => (await part('pin').getAttribute('data-pinned')) === 'BR');
    await touch.close();
  });

  test('a country without data says so', async () => {
    await open();
    const box = await part('map').locator('path[data-code=CN]').boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    await waitFor('the tooltip', async () => (await part('tooltip').textContent()) === 'Chinano data');
  });

  test('Tab walks the countries by rank, with a tooltip at each; keys zoom, move and go home', async () => {
    await open();
    await page.getByText('Skip the countries').focus();
    for (const code of ON_MAP.slice(0, 5)) {
      await page.keyboard.press('Tab');
      expect(await focused()).toBe(code);
    }
    expect(await part('tooltip').textContent()).toBe('India36 sessions · 7.6 %no. 5 · Asia');
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('India: 36 sessions, 7.6 %, number 5');
    expect(await part('map').locator('circle[data-code=IN]').getAttribute('data-state')).toBe('chosen');

    const before = await middleOf('IN');
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    expect(await zoom()).toBeCloseTo(2.25);
    await page.keyboard.press('ArrowRight');
    expect((await middleOf('IN')).x).toBeLessThan(before.x);
    await page.keyboard.press('-');
    expect(await zoom()).toBeCloseTo(1.5);
    await page.keyboard.press('0');
    expect(await zoom()).toBe(1);
    expect((await middleOf('IN')).x).toBeCloseTo(before.x, 0);

    await page.keyboard.press('Enter');
    expect(await part('pin').getAttribute('data-pinned')).toBe('IN');
    await page.keyboard.press('Escape');
    expect(await part('pin').count()).toBe(0);
  });

  test('a country that was zoomed out of sight comes back when the keys reach it', async () => {
    await open();
    await page.getByText('Skip the countries').focus();
    await page.keyboard.press('Tab');
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('+');
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('Tab');
    const frame = await part('map').boundingBox();
    const { x } = await middleOf('JP');
    expect(x).toBeGreaterThan(frame?.x ?? Number.NaN);
    expect(x).toBeLessThan((frame?.x ?? 0) + (frame?.width ?? 0));
  });

  test('whoever wants none of the countries skips them with one key', async () => {
    await open();
    await page.getByText('Skip the countries').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Zoom in');
  });

  test('the wheel scrolls past the map, and zooms with Ctrl or after a click into it; a drag moves and pins nothing', async () => {
    await open();
    const { x, y } = await middleOf('BR');
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -250);
    expect(await zoom()).toBe(1);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -250);
    await page.keyboard.up('Control');
    await waitFor('the zoom', async () => (await zoom()) === 2);
    const near = await middleOf('BR');
    expect(Math.hypot(near.x - x, near.y - y)).toBeLessThan(3);

    await page.mouse.down();
    await page.mouse.move(x + 30, y + 20);
    await page.mouse.move(x + 60, y + 40);
    await page.mouse.up();
    const moved = await middleOf('BR');
    expect(moved.x - near.x).toBeCloseTo(60, 0);
    expect(await part('pin').count()).toBe(0);
    await page.mouse.wheel(0, 250);
    await waitFor('the wheel to be the map’s', async () => (await zoom()) === 1);
  });

  test('one click on a continent filters the ranking and fades the others, a second one shows all', async () => {
    await open();
    const europe = part('continents').locator('button[data-code=EU]');
    await europe.click();
    expect(await rows('ranking')).toEqual(['DE', 'FR', 'GB', 'PL', 'MT', 'XK']);
    expect(await europe.getAttribute('aria-pressed')).toBe('true');
    const opacity = (code: string): Promise<string | null> =>
      part('map').locator(`path[data-code=${code}]`).getAttribute('fill-opacity');
    expect(await opacity('US')).toBe('0.25');
    expect(await opacity('DE')).toBeNull();
    await europe.click();
    expect(await rows('ranking')).toHaveLength(10);
  });

  test('the map can be read as a table', async () => {
    await open();
    await page.getByLabel('Show as table').click();
    expect(await page.locator(':focus').textContent()).toMatch(/Show the map/);
    const table = await part('table')
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent)));
    // A country in which nobody watches any more stays in the table, with 0.
    expect(table.filter(([, , count]) => count !== '0')).toHaveLength(RANKED.length);
    expect(table[0]).toEqual(['1', 'United States', '144', '31 %', 'North America']);
    expect(table[7]).toEqual(['8', 'Unknown', '12', '2.5 %', '–']);
    expect(await violationsOf(page, '[data-testid=tallylight-heatmap]')).toEqual([]);
    await page.getByText('Show the map').click();
    expect(await part('map').count()).toBe(1);
  });

  test('nothing moves for who wants no motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open();
    const moving = await part('').evaluate((panel) =>
      Array.from(panel.querySelectorAll('*'))
        .filter((element) => !['0s', ''].includes(getComputedStyle(element).transitionDuration))
        .map(({ tagName, className }) => `${tagName} ${className}`),
    );
    expect(moving).toEqual([]);
  });

  test.each([
    ['dark', 'small'],
    ['dark', 'medium'],
    ['dark', 'large'],
    ['light', 'small'],
    ['light', 'medium'],
    ['light', 'large'],
  ])('in the %s theme the %s panel is whole, clips no word, and axe finds nothing', async (theme, size) => {
    await open(`?theme=${theme}&size=${size}`);
    expect(await part('').evaluate(clippedWords)).toEqual([]);
    expect(await violationsOf(page, '[data-testid=tallylight-heatmap]')).toEqual([]);
    expect(await part('legend').count()).toBe(1);
    expect(await part('attribution').textContent()).toMatch(/nro\.net.*Natural Earth/);
    expect(await part('ranking').count()).toBe(size === 'small' ? 0 : 1);
    // Legend and sources stand below the picture, and the picture inside of the map.
    const [picture, legend, map] = await Promise.all(
      [part('map').locator('svg').first(), part('legend'), part('map')].map((element) => element.boundingBox()),
    );
    expect(legend?.y).toBeGreaterThanOrEqual((picture?.y ?? 0) + (picture?.height ?? 0) - 4);
    expect((legend?.y ?? 0) + (legend?.height ?? 0)).toBeLessThanOrEqual((map?.y ?? 0) + (map?.height ?? 0) + 1);
    expect(complaints).toEqual({ own: [], network: [] });
  });

  test('on a wall of 2000 × 1200 the letters are larger', async () => {
    await page.setViewportSize({ width: 2_060, height: 1_330 });
    await open();
    const row = part('ranking').locator('button').first();
    const sizePx = await row.evaluate((button) => Number.parseFloat(getComputedStyle(button).fontSize));
    expect(sizePx).toBeGreaterThanOrEqual(18);
    expect(await part('').evaluate(clippedWords)).toEqual([]);
  });

  test('when the host goes away the picture stays, paler, and the lamp says how old it is', async () => {
    const own = await startWorldAudience();
    own.set('DE', 3);
    const other = await startWorkbench({ port: 0, target: own.url });
    try {
      await page.goto(`${other.url}/d/heatmap`, { waitUntil: 'commit' });
      await waitFor('the audience', async () => (await summary()).total === 3);
      await own.close();
      const lamp = page.getByTestId('tallylight-lamp');
      await waitFor('a stale lamp', async () => (await lamp.getAttribute('data-state')) === 'stale');
      expect(await lamp.textContent()).toMatch(/stale \d+ s/);
      expect(await violationsOf(page, '[data-testid=tallylight-heatmap]')).toEqual([]);
      expect(await summary()).toEqual({ active: 1, total: 3 });
      expect(
        await part('map')
          .locator('svg')
          .first()
          .evaluate((svg) => Number(getComputedStyle(svg).opacity)),
      ).toBeLessThan(1);
    } finally {
      await other.close();
    }
  });
});
