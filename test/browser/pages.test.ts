/**
 * Every panel and every page of the app, in the workbench on both Grafana lines, in both themes: what each shows of a live
 * server, that axe finds nothing, and that all of them go on by themselves after the server was away.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPlayers, type Players } from '../../examples/hls-origin/src/players.ts';
import { createFleet, type Fleet } from '../../examples/signage/src/fleet.ts';
import { startWorkbench, type Workbench } from '../../grafana-plugin/workbench/server.ts';
import { violationsOf } from '../parts/axe.ts';
import { type Complaints, complaintsOf, openChromium } from '../parts/chromium.ts';
import { type OriginProcess, startOriginProcess } from '../parts/origin-process.ts';
import { pluginPages } from '../parts/plugin-pages.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';
import { HOSTS } from '../parts/workbench-hosts.ts';

const program = findPart(PARTS.chromium);
const TICK_MS = 2000;
const PAGES = pluginPages();
/** Live by their lamp; the others are plain pages. */
const LIVE = PAGES.filter(({ kind, name }) => kind === 'panel' || name === 'wall');

describe.skipIf(program === undefined)('the plugin', () => {
  let origin: OriginProcess;
  let players: Players;
  let fleet: Fleet;
  let browser: Browser;

  beforeAll(async () => {
    origin = await startOriginProcess(0, TICK_MS);
    players = createPlayers({ origin: origin.url, count: 6, seed: 5, chaos: false, joinOverMs: 500 });
    fleet = createFleet({ origin: origin.url, count: 12 });
    players.start();
    fleet.start();
    browser = await openChromium(program as string);
  });
  afterAll(async () => {
    await browser?.close();
    await fleet?.stop();
    await players?.stop({ graceful: false });
    await origin?.kill();
  });

  describe.each(HOSTS)('on Grafana $grafana and React $react', ({ grafana, react, hostDir }) => {
    let workbench: Workbench;
    let page: Page;
    let complaints: Complaints;

    beforeAll(async () => {
      workbench = await startWorkbench({ port: 0, target: origin.url, hostDir });
    });
    afterAll(async () => {
      await workbench?.close();
    });
    beforeEach(async () => {
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      complaints = complaintsOf(page);
    });
    afterEach(async () => {
      await page.close();
    });

    const lampOf = (on: Page, part: string): Promise<string | undefined> =>
      on
        .getByTestId(part)
        .getByTestId('tallylight-lamp')
        .first()
        .evaluate((lamp) => (lamp as HTMLElement).dataset.state, undefined, { timeout: 10_000 });
    const isDrawn = (on: Page, { part }: { readonly part: string }) =>
      waitFor(`a live ${part}`, async () => (await lampOf(on, part).catch(() => undefined)) === 'live');

    test('the page has these versions', async () => {
      await page.goto(workbench.url, { waitUntil: 'commit' });
      const words = page.getByText(/The built plugin on the libraries of Grafana/);
      expect(await words.textContent()).toMatch(new RegExp(`Grafana ${grafana}\\.\\d+, React ${react}\\.`));
    });

    test.each(PAGES)('$name is drawn, and axe finds nothing in either theme', async (one) => {
      await page.goto(`${workbench.url}${one.path}?theme=dark`, { waitUntil: 'commit' });
      if (LIVE.includes(one)) await isDrawn(page, one);
      await page.getByTestId(one.part).waitFor();
      expect(await violationsOf(page, 'body'), 'dark').toEqual([]);
      await page.getByTestId('workbench-theme').click();
      await page.locator('[data-testid="workbench-theme"][data-theme="light"]').waitFor();
      // Buttons change colour within a fraction of a second.
      await waitFor('the light theme to be clean', async () => (await violationsOf(page, 'body')).length === 0).catch(
        async () => expect(await violationsOf(page, 'body'), 'light').toEqual([]),
      );
      expect(complaints.own).toEqual([]);
    });

    test('the lines of the checklist that live panels need are lit, the others say what to do', async () => {
      await page.goto(`${workbench.url}/a/tallylight-app`, { waitUntil: 'commit' });
      const lines = page.locator('[data-testid^="tallylight-check-"]');
      const states = (): Promise<Record<string, string>> =>
        lines.evaluateAll((all) =>
          Object.fromEntries(all.map(({ dataset: { testid, state } }) => [testid?.slice(17), state])),
        );
      await waitFor('every test to be over', async () => page.getByRole('button', { name: 'Test again' }).isEnabled());
      expect(await states()).toEqual({
        'data-source': 'live',
        'server-tallylight-live': 'live',
        'socket-tallylight-live': 'live',
        panel: 'live',
        prometheus: 'off',
        rules: 'off',
        persons: 'unknown',
      });
      expect(await page.getByRole('button', { name: /^Copy/ }).count()).toBe(3);
    });

    test('the checklist names a server that is away, and the way to its settings', async () => {
      const away = await startWorkbench({ port: 0, target: 'http://127.0.0.1:9', hostDir });
      try {
        await page.goto(`${away.url}/a/tallylight-app`, { waitUntil: 'commit' });
        const line = page.getByTestId('tallylight-check-server-tallylight-live');
        await waitFor('the test to fail', async () => (await line.getAttribute('data-state')) === 'down');
        await line.getByRole('link', { name: 'Open its settings' }).click();
        await page.getByText('Save & test').waitFor();
      } finally {
        await away.close();
      }
    });

    test('the panels and the wall turn stale with the server away, and are live again when it is back', async () => {
      const tabs = await Promise.all(
        LIVE.map(async (one) => {
          const tab = await browser.newPage({ viewport: { width: 1200, height: 700 } });
          await tab.goto(`${workbench.url}${one.path}`, { waitUntil: 'commit' });
          return { one, tab, complaints: complaintsOf(tab) };
        }),
      );
      try {
        for (const { one, tab } of tabs) await isDrawn(tab, one);
        await origin.kill();
        for (const { one, tab } of tabs) {
          await waitFor(`${one.name} to be stale`, async () => (await lampOf(tab, one.part)) === 'stale');
          const words = await tab.getByTestId(one.part).getByTestId('tallylight-lamp').first().textContent();
          expect(words, one.name).toMatch(/stale \d+ s/);
        }
        origin = await startOriginProcess(origin.port, TICK_MS);
        for (const { one, tab } of tabs) await isDrawn(tab, one);
        for (const tab of tabs) expect(tab.complaints.own, tab.one.name).toEqual([]);
      } finally {
        await Promise.all(tabs.map(({ tab }) => tab.close()));
      }
    });
  });
});
