/**
 * The health panel as a person meets it: a real host tells how its streams do, Chromium shows the built panel in the workbench,
 * and what is pressed there happens in the host. What is asked is what the picture is made of, not how it looks to the pixel.
 */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from '../../grafana-plugin/workbench/server.ts';
import { violationsOf } from '../parts/axe.ts';
import { type Complaints, complaintsOf, openChromium } from '../parts/chromium.ts';
import { clippedWords } from '../parts/clipped-words.ts';
import { type HealthHost, STUBBORN, startHealthHost } from '../parts/health-host.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const program = findPart(PARTS.chromium);
const PANEL = '[data-testid=tallylight-health]';
/** Worst first: down, fair, unknown, good, excellent, off. */
const WORST_FIRST = ['sports', 'kids', 'radio', 'news', STUBBORN, 'movies', 'archive'];

describe.skipIf(program === undefined)('the health panel in Chromium', () => {
  let host: HealthHost;
  let workbench: Workbench;
  let browser: Browser;
  let page: Page;
  let complaints: Complaints;

  beforeAll(async () => {
    host = await startHealthHost();
    fill(host);
    workbench = await startWorkbench({ port: 0, target: host.url });
    browser = await openChromium(program as string);
  });
  afterAll(async () => {
    await browser?.close();
    await workbench?.close();
    await host?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    complaints = complaintsOf(page);
  });
  afterEach(async () => {
    await page.close();
  });

  const part = (name: string, on = page): Locator =>
    on.getByTestId(`tallylight-health${name === '' ? '' : `-${name}`}`);
  const row = (key: string, on = page): Locator => on.locator(`[data-stream="${key}"]`);
  const keys = (on = page): Promise<(string | null)[]> =>
    on.locator('[data-stream]').evaluateAll((rows) => rows.map((one) => one.getAttribute('data-stream')));
  const stateOf = (key: string, on = page): Promise<string | null> =>
    row(key, on).locator('[data-state]').first().getAttribute('data-state');
  const open = async (query = '', on = page, url = workbench.url): Promise<void> => {
    await on.goto(`${url}/d/health${query}`, { waitUntil: 'commit' });
    await waitFor('the streams', async () => (await keys(on)).length > 0);
  };
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('data-virtual-focus') ?? null);
  const choose = async (key: string, item: string | RegExp): Promise<void> => {
    await row(key).locator('[data-menu-of]').click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const confirm = (): Promise<void> => page.getByTestId('tallylight-confirm-go').click();

  test('totals, bands and rows are those of the host, the worst first, and follow it', async () => {
    await open();
    await waitFor('all scores', async () => (await keys()).join() === WORST_FIRST.join());
    expect(await part('online').textContent()).toBe('Online4');
    expect(await part('offline').textContent()).toBe('Offline1');
    expect(await part('unknown').textContent()).toMatch(/^Unknown1/);
    expect(await row('sports').getAttribute('data-band')).toBe('poor');
    expect(await row('sports').getByTestId('tallylight-health-reason').textContent()).toMatch(
      /^down for \d+ s: source lost$/,
    );
    expect(await row('kids').locator('[data-column=errors]').textContent()).toBe('1.5 %');
    expect(await row('kids').locator('[data-column=response]').textContent()).toBe('1.6 s');
    expect(await row('sports').locator('[data-column=sessions]').textContent()).toBe('7');
    host.add('late', { title: 'Late', probes: 50 });
    await waitFor('the new one', async () => (await part('online').textContent()) === 'Online5');
    host.tally.stream('late').down('crash');
    await waitFor('the new trouble on top', async () => (await keys()).slice(0, 2).includes('late'));
    expect(await part('offline').textContent()).toBe('Offline2');
    host.tally.stream('late').remove();
    await waitFor('calm again', async () => (await keys()).join() === WORST_FIRST.join());
    expect(complaints).toEqual({ own: [], network: [] });
  });

  test('what nobody knows is a dash with its reason, never 0', async () => {
    await open();
    const radio = row('radio');
    expect(await radio.locator('[data-score]').count()).toBe(0);
    expect(await radio.textContent()).toMatch(/^–Radiotoo little of it is known yet/);
    for (const column of ['errors', 'response', 'checked']) {
      const cell = radio.locator(`[data-column=${column}] [data-unknown]`);
      expect(await cell.textContent()).toBe('–');
      expect(await cell.getAttribute('title')).not.toBe('');
    }
    expect(await row('archive').getByTestId('tallylight-health-reason').textContent()).toMatch(/off on purpose/);
  });

  test('a pointer on a score shows its parts with weight and what they were made of', async () => {
    await open();
    await row('kids')
      .locator('button')
      .first()
      .hover({ position: { x: 15, y: 15 } });
    await waitFor('the parts', async () => (await part('tooltip').count()) === 1);
    const words = (await part('tooltip').textContent()) ?? '';
    expect(words).toMatch(/Health \d+, fair/);
    expect(words).toMatch(/errors[\d.]+ %1\.5 % of 200 requests failed · counts 60 %/);
    expect(words).toMatch(/response[\d.]+ %1\.6 s to the first byte · counts 39 %/);
    expect(words).toMatch(/of the weight is known, over the last 15 min/);
  });

  test('a band, a state and a word filter the rows; one press shows all again', async () => {
    await open();
    const poor = part('bands').locator('[data-key=poor]');
    await poor.click();
    expect(await keys()).toEqual(['sports']);
    expect(await poor.getAttribute('aria-pressed')).toBe('true');
    await poor.click();
    await part('offline').click();
    expect(await keys()).toEqual(['sports']);
    await part('offline').click();
    await page.getByPlaceholder('Filter streams').fill('news');
    await waitFor('the word to filter', async () => (await keys()).join() === 'news');
    await page.getByPlaceholder('Filter streams').fill('nothing like that');
    await waitFor('nothing left', async () => (await keys()).length === 0);
    await page.getByText('Show all', { exact: true }).click();
    expect(await keys()).toHaveLength(WORST_FIRST.length);
  });

  test('a heading sorts, by key too, and a second press turns the order around', async () => {
    await open();
    const heading = (name: string): Locator => page.locator(`[data-sort=${name}]`);
    await heading('name').focus();
    await page.keyboard.press('Enter');
    const up = await keys();
    expect(up).toEqual(['archive', 'kids', 'movies', 'news', 'radio', 'sports', STUBBORN]);
    expect(await heading('name').getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Enter');
    expect(await keys()).toEqual([...up].reverse());
    await heading('errors').click();
    expect((await keys()).slice(0, 2)).toEqual(['sports', 'kids']);
    expect((await keys()).at(-1)).toBe('radio');
  });

  test('keys walk the rows; Enter opens the sessions, Escape closes them and the focus is where it was', async () => {
    await open();
    await page.locator('[data-sort=worst]').focus();
    while ((await focused()) === null) await page.keyboard.press('Tab');
    expect(await focused()).toBe('sports');
    await page.keyboard.press('ArrowDown');
    await waitFor('the next row', async () => (await focused()) === 'kids');
    await page.keyboard.press('End');
    await waitFor('the last row', async () => (await focused()) === 'archive');
    await page.keyboard.press('Home');
    await waitFor('the first row', async () => (await focused()) === 'sports');
    await page.keyboard.press('Enter');
    await waitFor('the sessions', async () => (await part('sessions').getAttribute('data-count')) === '7');
    expect(await part('drawer').textContent()).toMatch(/Health \d+, poor.*Live sessionsCountry/);
    await page.keyboard.press('Escape');
    await waitFor('the drawer to close', async () => (await part('drawer').count()) === 0);
    await waitFor('the focus to come back', async () => (await focused()) === 'sports');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-menu-of'))).toBe('sports');
  });

  test('a restart is asked with the name, done by the host, and seen by another tab', async () => {
    const own = await startHealthHost();
    const other = await startWorkbench({ port: 0, target: own.url });
    const second = await browser.newPage();
    try {
      fill(own);
      await open('', page, other.url);
      await open('', second, other.url);
      await choose('sports', 'Restart');
      await waitFor('the question', async () =>
        /Restart Sports\?/.test((await page.getByRole('dialog').textContent()) ?? ''),
      );
      expect(await page.getByTestId('tallylight-confirm').textContent()).toBe(
        '7 viewers will see it stop for a moment.',
      );
      await page.getByText('Leave it', { exact: true }).click();
      expect(own.done).toEqual([]);

      await choose('sports', 'Restart');
      await confirm();
      for (const on of [page, second])
        await waitFor('the stream to be up', async () => (await stateOf('sports', on)) === 'up');
      expect(own.done).toEqual(['restart sports']);
      await waitFor('a toast', async () => (await page.getByText('the server was told to restart it').count()) > 0);
      expect(complaints.own).toEqual([]);
    } finally {
      await second.close();
      await other.close();
      await own.close();
    }
  });

  test('what the host cannot do is said where it was asked', async () => {
    await open();
    await choose(STUBBORN, 'Restart');
    await confirm();
    const dialog = page.getByRole('dialog');
    await waitFor('the reason', async () => /The encoder does not answer\./.test((await dialog.textContent()) ?? ''));
    await page.keyboard.press('Escape');
    await waitFor('the question to be gone', async () => (await dialog.count()) === 0);
    expect(complaints.own).toEqual([]);
  });

  test('a mute needs a reason, is seen by another tab, and is ended from the same menu', async () => {
    const second = await browser.newPage();
    try {
      await open();
      await open('', second);
      await choose('radio', 'Mute…');
      await waitFor('the question', async () => (await part('mute').count()) === 1);
      expect(await page.getByTestId('tallylight-confirm-go').isDisabled()).toBe(true);
      await page.getByLabel('Why').fill('a new mast');
      await confirm();
      const reason = (on: Page): Promise<string | null> =>
        row('radio', on).getByTestId('tallylight-health-reason').textContent();
      for (const on of [page, second]) {
        await waitFor('the mute', async () => /not expected to be on now/.test((await reason(on)) ?? ''));
      }
      await choose('radio', /Unmute/);
      await confirm();
      await waitFor('the end of it', async () => !/not expected/.test((await reason(second)) ?? ''));
    } finally {
      await second.close();
    }
  });

  test('an alert is acknowledged, and the drawer of another tab says who has it', async () => {
    const second = await browser.newPage();
    try {
      await open('', second);
      await row('sports', second).locator('button').first().click();
      await waitFor('the alert', async () => /Sports is down/.test((await part('drawer', second).textContent()) ?? ''));
      await open();
      await choose('sports', /Acknowledge: Sports is down/);
      await confirm();
      await waitFor('who has it', async () =>
        /Workbench has it/.test((await part('drawer', second).textContent()) ?? ''),
      );
    } finally {
      await second.close();
    }
  });

  test('who may only look is offered no action', async () => {
    const looking = await startWorkbench({ port: 0, target: host.url, role: 'Viewer' });
    try {
      await open('', page, looking.url);
      await row('sports').locator('[data-menu-of]').click();
      expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Live sessions']);
    } finally {
      await looking.close();
    }
  });

  test('nothing moves for who wants no motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open();
    const moving = await part('').evaluate((panel) =>
      Array.from(panel.querySelectorAll(':scope [data-stream] *, :scope [data-testid=tallylight-health-bands] *'))
        .filter((element) => {
          const seconds = Number.parseFloat(getComputedStyle(element).transitionDuration);
          return element.closest('[data-menu-of]') === null && seconds > 0.01;
        })
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
  ])('in the %s theme the %s panel sticks out nowhere, and axe finds nothing', async (theme, size) => {
    await open(`?theme=${theme}&size=${size}`);
    const clipped = await part('').evaluate(clippedWords);
    // Rows below the edge are scrolled to; nothing else may be cut.
    const rows = await part('list').evaluate((list) => list.textContent ?? '');
    expect(clipped.filter((words) => !rows.includes(words))).toEqual([]);
    expect(await violationsOf(page, PANEL)).toEqual([]);
    expect(complaints).toEqual({ own: [], network: [] });
  });

  test('axe finds nothing in the drawer', async () => {
    await open();
    await row('sports').locator('button').first().click();
    await waitFor('the sessions', async () => (await part('sessions').count()) === 1);
    expect(await violationsOf(page, '[data-testid=tallylight-health-drawer]')).toEqual([]);
  });

  test('ten thousand streams draw as few rows as fit, and the last is one key away', async () => {
    const own = await startHealthHost({ tickMs: 1_000, streams: { maxStreams: 10_000 } });
    const other = await startWorkbench({ port: 0, target: own.url });
    try {
      for (let index = 0; index < 10_000; index += 1) own.add(`s${index}`, { probes: 1, title: `Stream ${index}` });
      await page.goto(`${other.url}/d/health`, { waitUntil: 'commit' });
      await waitFor('all of them', async () => (await part('').getAttribute('data-count')) === '10000');
      expect((await keys()).length).toBeLessThan(40);
      const first = part('list').locator('li button').first();
      await waitFor('the focus', async () => {
        // Ten thousand rows may still be put in order: whoever was first then is not drawn any more.
        await first.focus({ timeout: 5_000 });
        return first.evaluate((button) => button === document.activeElement);
      });
      await page.keyboard.press('End');
      await waitFor(
        'the last',
        async () => (await page.locator('li:focus-within').getAttribute('aria-posinset')) === '10000',
      );
      await page.getByPlaceholder('Filter streams').fill('stream 777');
      await waitFor('the filter', async () => (await part('list').getAttribute('data-count')) === '11');
    } finally {
      await other.close();
      await own.close();
    }
  });

  test('when the host goes away the rows stay, paler, and the lamp says how old they are', async () => {
    const own = await startHealthHost();
    fill(own);
    const other = await startWorkbench({ port: 0, target: own.url });
    try {
      await open('', page, other.url);
      await own.close();
      const lamp = page.getByTestId('tallylight-lamp');
      await waitFor('a stale lamp', async () => (await lamp.getAttribute('data-state')) === 'stale');
      expect(await lamp.textContent()).toMatch(/stale \d+ s/);
      expect(await keys()).toHaveLength(WORST_FIRST.length);
    } finally {
      await other.close();
    }
  });

  test('a host without streams says so', async () => {
    const own = await startHealthHost();
    const other = await startWorkbench({ port: 0, target: own.url });
    try {
      await page.goto(`${other.url}/d/health`, { waitUntil: 'commit' });
      const notice = page.getByTestId('tallylight-notice');
      await waitFor('the sentence', async () => /knows no stream yet/.test((await notice.textContent()) ?? ''));
      expect(await notice.getAttribute('data-kind')).toBe('empty');
    } finally {
      await other.close();
      await own.close();
    }
  });
});

function fill(host: HealthHost): void {
  host.add('movies', { title: 'Movies', probes: 500 });
  host.add('news', { title: 'News', probes: 500, failed: 2, durationMs: 1_400 });
  host.add('kids', { title: 'Kids', probes: 200, failed: 3, durationMs: 1_600 });
  host.add('sports', { title: 'Sports', probes: 100, failed: 12, durationMs: 1_900 }).down('source_lost');
  host.add('radio', { title: 'Radio' });
  host.add('archive', { title: 'Archive' }).off();
  host.add(STUBBORN, { title: 'Weather', probes: 1_500, failed: 2 });
  host.watch('sports', 7);
}
