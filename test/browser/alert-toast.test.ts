/**
 * The end of an alert's way: what the board, Prometheus and Alertmanager all tell of one stream is one entry, and one toast for
 * who looks at the workbench.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from '../../grafana-plugin/workbench/server.ts';
import { type AlertingStack, startAlertingStack } from '../parts/alerting-stack.ts';
import { openChromium } from '../parts/chromium.ts';
import { type ScreenFleet, startScreenFleet } from '../parts/screen-fleet.ts';
import { findPart, PARTS } from '../parts/system-part.ts';
import { waitFor } from '../parts/wait-for.ts';

const chromium = findPart(PARTS.chromium);
const prometheus = findPart(PARTS.prometheus);
const alertmanager = findPart(PARTS.alertmanager);

describe.skipIf(chromium === undefined || prometheus === undefined || alertmanager === undefined)('a toast', () => {
  let host: ScreenFleet;
  let stack: AlertingStack;
  let workbench: Workbench;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    host = await startScreenFleet();
    host.tally.stream('news', { title: 'News', kind: 'live' }).up();
    stack = await startAlertingStack(
      { prometheus: prometheus as string, alertmanager: alertmanager as string },
      // Both are refused by nobody here: the host serves direct requests of its own machine, tokens or not.
      { servers: [host.url], tokens: { 'tallylight-scraper-token': 'unused', 'tallylight-reporter-token': 'unused' } },
    );
    workbench = await startWorkbench({ port: 0, target: host.url });
    browser = await openChromium(chromium as string);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  });
  afterAll(async () => {
    await browser?.close();
    await workbench?.close();
    await stack?.close();
    await host?.close();
  });

  test('tells once of a stream that the board and Prometheus both see going down', async () => {
    await page.goto(`${workbench.url}/d/health`, { waitUntil: 'commit' });
    await page.getByText('News').first().waitFor();
    // Every toast that was ever there: one that came twice must not hide behind one that went.
    await page.evaluate(() => {
      const told: string[] = [];
      Object.assign(globalThis, { told });
      const stackOf = document.querySelector('[data-testid="workbench-toasts"]');
      if (stackOf === null) throw new Error('the workbench has no place for toasts');
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
          for (const node of Array.from(addedNodes)) told.push(node.textContent ?? '');
      }).observe(stackOf, { childList: true, subtree: true });
    });
    host.tally.stream('news').down('source_lost');

    const entry = async (): Promise<{ key: string; sources: string[] }[]> => {
      const answer = await fetch(`${host.url}/tallylight/v1/alerts`);
      return ((await answer.json()) as { alerts: { key: string; sources: string[] }[] }).alerts;
    };
    await waitFor('both to tell of it', async () => (await entry())[0]?.sources.length === 2, { limitMs: 100_000 });
    expect(await entry()).toMatchObject([{ key: 'stream-down:news', sources: ['board', 'alertmanager'] }]);
    const toasts = (): Promise<readonly string[]> =>
      page.evaluate(() =>
        (globalThis as unknown as { told: string[] }).told.filter((text) => text.includes('is down')),
      );
    await waitFor('the toast', async () => (await toasts()).length > 0);
    // Ticks go on after the entry has both sources; none of them may tell it anew.
    const { nowMs } = (await (await fetch(`${host.url}/tallylight/v1/alerts`)).json()) as { nowMs: number };
    await waitFor('four more ticks', async () => {
      const body = (await (await fetch(`${host.url}/tallylight/v1/alerts`)).json()) as { nowMs: number };
      return body.nowMs - nowMs > 2000;
    });
    expect(await toasts()).toHaveLength(1);
  });
});
