/**
 * The live devices as a person meets them: a real host with screens, and Chromium shows the built panel in the workbench.
 * Commands go the whole way: menu, Grafana's second route, the host, a heartbeat of the screen, and its answer back.
 */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from '../../grafana-plugin/workbench/server.ts';
import { violationsOf } from '../parts/axe.ts';
import { type Complaints, complaintsOf, openChromium } from '../parts/chromium.ts';
import { clippedWords } from '../parts/clipped-words.ts';
import { type Screen, type ScreenFleet, startScreenFleet, usualScreens } from '../parts/screen-fleet.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const program = findPart(PARTS.chromium);

/** Twelve at two sites: one away, one dark, one idle, one never heard. */
const SCREENS: readonly Screen[] = Array.from({ length: 12 }, (_, index) => ({
  id: `screen-${index + 1}`,
  site: index % 3 === 0 ? 'Rome' : 'Paris',
  state: (['playing', 'offline', 'dark', 'online', 'unknown'] as const)[index] ?? 'playing',
}));

describe.skipIf(program === undefined)('the live devices in Chromium', () => {
  let fleet: ScreenFleet;
  let workbench: Workbench;
  let browser: Browser;
  let page: Page;
  let complaints: Complaints;

  beforeAll(async () => {
    fleet = await startScreenFleet();
    for (const screen of SCREENS) fleet.set(screen);
    workbench = await startWorkbench({ port: 0, target: fleet.url });
    browser = await openChromium(program as string);
  });
  afterAll(async () => {
    await browser?.close();
    await workbench?.close();
    await fleet?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    complaints = complaintsOf(page);
  });
  afterEach(async () => {
    await page.close();
  });

  const partOf = (on: Page, name: string): Locator =>
    on.getByTestId(`tallylight-devices${name === '' ? '' : `-${name}`}`);
  const part = (name: string): Locator => partOf(page, name);
  const count = async (name: string): Promise<number> =>
    Number(((await part(name).textContent({ timeout: 5_000 })) ?? '').replace(/\D/g, ''));
  const keys = (): Promise<(string | undefined)[]> =>
    part('grid')
      .locator('[data-device-cell]')
      .evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset.deviceCell));
  const cell = (key: string, on: Page = page): Locator => partOf(on, 'grid').locator(`[data-device-cell="${key}"]`);
  /** Opens the panel and waits until it shows everybody, with who is away. */
  const open = async (query = '', on: Page = page): Promise<void> => {
    await on.goto(`${workbench.url}/d/devices${query}`, { waitUntil: 'commit' });
    await waitFor('the whole fleet', async () =>
      (await partOf(on, 'offline').textContent({ timeout: 1_000 }))?.endsWith('1'),
    );
  };
  const focused = (): Promise<string | undefined> =>
    page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.deviceKey);
  const menuOf = async (key: string): Promise<void> => {
    await page.locator(`[data-device-menu="${key}"]`).click();
  };

  test('totals and cards are those of the host, what needs a hand first, and follow it', async () => {
    await open();
    expect(await Promise.all(['total', 'online', 'playing', 'offline', 'unknown'].map(count))).toEqual([
      12, 10, 9, 1, 1,
    ]);
    expect((await keys()).slice(0, 5)).toEqual(['screen-2', 'screen-3', 'screen-4', 'screen-5', 'screen-1']);
    expect(await part('grid').getAttribute('data-density')).toBe('cards');
    expect(await cell('screen-1').textContent()).toMatch(/Screen 1.*playing.*Spring sale.*Rome · SN-screen-1/);
    expect(await cell('screen-3').textContent()).toMatch(/screen is off · Spring sale/);

    fleet.set({ id: 'screen-1', site: 'Rome', state: 'playing', title: 'Summer sale' });
    await waitFor('the new title', async () => /Summer sale/.test((await cell('screen-1').textContent()) ?? ''));
    fleet.set({ id: 'screen-1', site: 'Rome', state: 'playing' });
    expect(complaints).toEqual({ own: [], network: [] });
  });

  test('the levels of truth are told apart, and what nobody knows is a dash with its reason', async () => {
    await open();
    const levels = (key: string): Promise<string[]> =>
      cell(key)
        .locator('[data-level]')
        .evaluateAll((all) =>
          all.map((one) => `${(one as HTMLElement).dataset.level} ${(one as HTMLElement).dataset.is}`),
        );
    expect(await levels('screen-3')).toEqual(['reachable true', 'playing true', 'screen false', 'content true']);
    expect(await levels('screen-2')).toEqual(['reachable false', 'playing null', 'screen null', 'content null']);
    expect(await cell('screen-2').locator('[data-unknown]').first().getAttribute('title')).toBe('It is away');
    expect(await cell('screen-2').locator('[data-level=screen]').getAttribute('title')).toBe('Screen: it is away');
  });

  test('a state has its own border, shape and word; the glow is that of playing', async () => {
    await open();
    const lookOf = (key: string) =>
      cell(key).evaluate((card) => {
        const { borderTopColor, boxShadow, borderTopStyle } = getComputedStyle(card);
        return {
          border: `${borderTopStyle} ${borderTopColor}`,
          glows: boxShadow !== 'none',
          shape: card.querySelector('path')?.getAttribute('d'),
        };
      });
    const looks = await Promise.all(['screen-1', 'screen-2', 'screen-4', 'screen-5'].map(lookOf));
    expect(new Set(looks.map(({ border }) => border)).size).toBe(4);
    expect(new Set(looks.map(({ shape }) => shape)).size).toBe(4);
    expect(looks.map(({ glows }) => glows)).toEqual([true, false, false, false]);
  });

  test('a total filters, a text filters, and both can be taken back with one click', async () => {
    await open();
    await part('offline').click();
    expect(await keys()).toEqual(['screen-2']);
    expect(await part('offline').getAttribute('aria-pressed')).toBe('true');
    expect(await part('shown').textContent()).toBe('1 of 12 shown');
    await part('offline').click();
    expect(await keys()).toHaveLength(12);

    await part('search').fill('rome sn-screen-1');
    expect(await keys()).toEqual(['screen-1', 'screen-10']);
    await part('search').fill('nothing of this name');
    await page.getByText('Show all').click();
    expect(await keys()).toHaveLength(12);
  });

  test('grouped by site, each has a line that sums it up, the worst site first', async () => {
    await open();
    await part('group-by').selectOption('site');
    const headings = await part('grid')
      .locator('[data-section]')
      .evaluateAll((all) => all.map((one) => one.textContent));
    expect(headings).toEqual(['Paris81 offline1 unknown6 playing', 'Rome41 online3 playing']);
    expect((await keys())[0]).toBe('screen-2');
  });

  test('arrow keys walk the cards, Enter opens one, Escape closes it and the focus is where it was', async () => {
    await open();
    await part('search').focus();
    await page.keyboard.press('Tab');
    for (let press = 0; press < 6 && (await focused()) === undefined; press += 1) await page.keyboard.press('Tab');
    expect(await focused()).toBe('screen-2');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('screen-3');
    await page.keyboard.press('End');
    expect(await focused()).toBe('screen-12');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    const below = await focused();
    expect(below).toBe('screen-1');
    await page.keyboard.press('Enter');
    await part('drawer').waitFor();
    expect(await part('drawer').textContent()).toMatch(/Levels of truth.*Reachable yes/s);
    await page.keyboard.press('Escape');
    await waitFor('the focus to be back', async () => (await focused()) === below);
    expect(await part('drawer').count()).toBe(0);
  });

  test('the drawer has what played, its proof, and what happened lately', async () => {
    for (const title of ['One', 'One', 'Two', 'Two']) {
      await fleet.beat('screen-6', { playing: { title, campaign: 'spring' } });
    }
    await open();
    await cell('screen-6').locator('[data-device-key]').click();
    await part('day').waitFor();
    const spans = await part('day')
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.lastElementChild?.textContent));
    expect(spans).toContain('Two');
    expect(spans).toContain('One');
    expect(await part('drawer').textContent()).toMatch(/Proof of play.*spring/s);
    expect(await violationsOf(page, '[data-testid=tallylight-devices-drawer]')).toEqual([]);
  });

  test('a command names its device, goes to it, and shows how it answered; another tab sees it waiting', async () => {
    const other = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await Promise.all([open(), open('', other)]);
    await menuOf('screen-7');
    await page.getByTestId('tallylight-command-reboot').click();
    expect(await page.getByTestId('tallylight-confirm').textContent()).toBe(
      'Reboot is sent to Screen 7 in Rome. It is told with its next heartbeat and may be told twice. People in front of it may notice.',
    );
    expect(await page.getByRole('dialog').textContent()).toContain('Reboot: Screen 7?');
    await page.getByTestId('tallylight-confirm-go').click();
    const progress = page.getByTestId('tallylight-command-progress');
    await progress.waitFor();
    expect(await progress.getAttribute('data-step')).toBe('1');

    const { commands } = await fleet.beat('screen-7');
    expect(commands.map(({ name }) => name)).toEqual(['reboot']);
    await waitFor('its delivery', async () => (await progress.getAttribute('data-step')) === '2');
    await waitFor(
      'the other tab to see it',
      async () => (await cell('screen-7', other).getByText('1 command waits').count()) === 1,
    );

    await fleet.beat('screen-7', { acks: [{ id: commands[0]?.id, status: 'failed', detail: 'no permission' }] });
    await waitFor('its end', async () => (await progress.getAttribute('data-end')) === 'failed');
    expect(await progress.getByRole('status').textContent()).toBe('Screen 7 says it failed: no permission.');
    await page.getByTestId('tallylight-command-close').click();
    await waitFor('the focus to be at its menu', async () =>
      page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.deviceMenu === 'screen-7'),
    );
    await waitFor(
      'the other tab to see its end',
      async () => (await cell('screen-7', other).getByText('waits').count()) === 0,
    );
    await other.close();
  });

  test('the end of a command whose dialog was closed is a notification', async () => {
    await open();
    await menuOf('screen-8');
    await page.getByTestId('tallylight-command-screen-on').click();
    await page.getByTestId('tallylight-confirm-go').click();
    await page.getByText('Go on in the background').click();
    const { commands } = await fleet.beat('screen-8');
    await fleet.beat('screen-8', { acks: [{ id: commands[0]?.id, status: 'ok' }] });
    await page.getByText('Screen 8 says it is done.').waitFor();
  });

  test('whoever may not act is offered no command', async () => {
    const viewers = await startWorkbench({ port: 0, target: fleet.url, role: 'Viewer' });
    await page.goto(`${viewers.url}/d/devices`, { waitUntil: 'commit' });
    await waitFor('the fleet', async () => (await count('total')) === 12);
    await menuOf('screen-1');
    await page.getByText('Details and last 24 hours').waitFor();
    expect(await page.getByTestId('tallylight-command-reboot').count()).toBe(0);
    expect(await page.getByText('Mute for an hour').count()).toBe(0);
    await viewers.close();
  });

  test('an alert is told once in each tab, and taken in one it is gone in the other', async () => {
    const other = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await Promise.all([open(), open('', other)]);
    const summary = 'The lobby is dark';
    const key = fleet.tally.alerts.raise({ condition: 'screen-dark', subject: 'screen-9', severity: 'error', summary });
    const shown = async (on: Page): Promise<boolean> => (await partOf(on, 'alert').getAttribute('data-alert')) === key;
    await waitFor('the alert in both tabs', async () => (await shown(page)) && (await shown(other)));
    expect(await page.getByTestId('workbench-toasts').getByText(summary).count()).toBe(1);
    expect(await cell('screen-9').locator('[data-severity=error]').getAttribute('title')).toBe(summary);

    await part('acknowledge').click();
    await waitFor(
      'it to be taken in both tabs',
      async () => !(await shownOr(page, key)) && !(await shownOr(other, key)),
    );
    expect(await cell('screen-9', other).locator('[data-severity=error]').getAttribute('title')).toMatch(
      /^The lobby is dark \(.+ has it\)$/,
    );
    fleet.tally.alerts.resolve(key ?? '');
    await other.close();
  });
  const shownOr = async (on: Page, key: string | undefined): Promise<boolean> =>
    (await on.locator(`[data-testid=tallylight-devices-alert][data-alert="${key}"]`).count()) > 0;

  test.each([
    ['dark', 'small'],
    ['dark', 'medium'],
    ['dark', 'large'],
    ['light', 'small'],
    ['light', 'medium'],
    ['light', 'large'],
  ])('in the %s theme the %s panel is whole, clips no word, and axe finds nothing', async (theme, size) => {
    await open(`?theme=${theme}&size=${size}`);
    expect(await part('grid').getAttribute('data-density')).toBe(size === 'small' ? 'rows' : 'cards');
    const outside = await part('').evaluate(clippedWords);
    // Cards below the edge are scrolled to.
    const scrolled = await part('grid').evaluate((grid) => grid.scrollHeight > grid.clientHeight);
    if (!scrolled) expect(outside).toEqual([]);
    expect(await part('totals').evaluate(clippedWords)).toEqual([]);
    expect(await violationsOf(page, '[data-testid=tallylight-devices]')).toEqual([]);
    expect(complaints).toEqual({ own: [], network: [] });
  });

  test('nothing moves for who wants no motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open();
    const moving = await part('').evaluate((panel) =>
      Array.from(panel.querySelectorAll('*'))
        .filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return !['0s', ''].includes(transitionDuration) || animationName !== 'none';
        })
        .map(({ tagName, className }) => `${tagName} ${className}`),
    );
    expect(moving).toEqual([]);
  });

  test('ten thousand screens are tiles of which only those in view are drawn; words come on focus and hover', async () => {
    const crowd = await startScreenFleet();
    for (const screen of usualScreens(10_000)) crowd.set(screen);
    const large = await startWorkbench({ port: 0, target: crowd.url });
    await page.goto(`${large.url}/d/devices?theme=light`, { waitUntil: 'commit' });
    await waitFor('all of them', async () => (await count('total')) === 10_000);
    expect(await part('grid').getAttribute('data-density')).toBe('tiles');
    expect((await keys()).length).toBeLessThan(1_500);

    const first = part('grid').locator('[data-device-key]').first();
    await first.focus();
    const name = (await first.getAttribute('aria-label'))?.split(',')[0] ?? '–';
    await waitFor('its words', async () => (await part('tip').textContent())?.startsWith(name));
    await page.keyboard.press('End');
    await waitFor(
      'the last one',
      async () => (await page.evaluate(() => document.activeElement?.closest('li')?.ariaPosInSet)) === '10000',
    );
    expect((await keys()).length).toBeLessThan(1_500);
    expect(await violationsOf(page, '[data-testid=tallylight-devices]')).toEqual([]);

    await part('search').fill('screen-77');
    await waitFor('the few', async () => (await part('grid').getAttribute('data-density')) === 'rows');
    await large.close();
    await crowd.close();
  });

  test('when the host goes away the devices stay, without glow, and the lamp says how old they are', async () => {
    const own = await startScreenFleet();
    own.set({ id: 'screen-1', site: 'Rome', state: 'playing' });
    const bench = await startWorkbench({ port: 0, target: own.url });
    await page.goto(`${bench.url}/d/devices`, { waitUntil: 'commit' });
    await waitFor('the device', async () => (await count('total')) === 1);
    await own.close();
    const lamp = page.getByTestId('tallylight-lamp');
    await waitFor('the lamp to be stale', async () => (await lamp.getAttribute('data-state')) === 'stale');
    expect(await lamp.textContent()).toMatch(/stale \d+ s/);
    expect(await part('').getAttribute('data-old')).toBe('true');
    expect(await cell('screen-1').evaluate((card) => getComputedStyle(card).boxShadow)).toBe('none');
    await bench.close();
  });

  test('before the first heartbeat there is one sentence and one next step', async () => {
    const own = await startScreenFleet();
    const bench = await startWorkbench({ port: 0, target: own.url });
    await page.goto(`${bench.url}/d/devices`, { waitUntil: 'commit' });
    const notice = page.getByTestId('tallylight-notice');
    await waitFor('the notice', async () => (await notice.getAttribute('data-kind')) === 'empty');
    expect(await notice.textContent()).toMatch(/^No device has been heard of yet\./);
    await bench.close();
    await own.close();
  });
});
