/** The app in a Grafana: enabled with all its parts, signed or allowed, its pages at their addresses, its dashboards imported. */
import { expect, test } from '@grafana/plugin-e2e';
import { APP, BOARDS, LIVE, PANELS } from './names.ts';

test('the app and its five nested plugins are loaded, and the app is enabled', async ({ request }) => {
  for (const id of [APP, LIVE.type, ...PANELS.map((panel) => panel.id)]) {
    const answer = await request.get(`/api/plugins/${id}/settings`);
    expect(answer.status(), id).toBe(200);
  }
  expect(await (await request.get(`/api/plugins/${APP}/settings`)).json()).toMatchObject({ enabled: true });
});

test('every file that a nested plugin needs lies under its own id', async ({ request }) => {
  for (const { id } of PANELS) {
    expect((await request.get(`/public/plugins/${id}/module.js`)).status(), id).toBe(200);
    expect((await request.get(`/public/plugins/${id}/img/logo.svg`)).status(), id).toBe(200);
  }
});

test('the checklist tests itself to the end', async ({ gotoAppPage, page }) => {
  await gotoAppPage({ pluginId: APP });
  await expect(page.getByTestId(`tallylight-check-socket-${LIVE.uid}`)).toHaveAttribute('data-state', 'live', {
    timeout: 30_000,
  });
  await expect(page.getByTestId('tallylight-check-prometheus')).toHaveAttribute('data-state', 'live');
  await expect(page.getByTestId('tallylight-check-rules')).toHaveAttribute('data-state', /live|stale/);
});

test('the live wall is live', async ({ gotoAppPage, page }) => {
  await gotoAppPage({ pluginId: APP, path: '/wall' });
  const lamp = page.getByTestId('tallylight-wall').getByTestId('tallylight-lamp').first();
  await expect(lamp).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
});

test('every dashboard was imported, and none of its panels has an error', async ({ request, page }) => {
  for (const uid of BOARDS) {
    expect((await request.get(`/api/dashboards/uid/${uid}`)).status(), uid).toBe(200);
    await page.goto(`/d/${uid}`);
    await expect(page.locator('[data-testid^="data-testid Panel header"]').first()).toBeVisible({ timeout: 30_000 });
    await expect(page.locator('[data-testid="data-testid Panel status error"]')).toHaveCount(0);
  }
});

test('alert rules are there, in Grafana or in Prometheus', async ({ request }) => {
  const counts = await Promise.all(
    ['grafana', 'tallylight-prometheus'].map(async (uid) => {
      const answer = await request.get(`/api/prometheus/${uid}/api/v1/rules`);
      const { data } = (await answer.json()) as { data: { groups: { name: string; rules: unknown[] }[] } };
      return data.groups.filter(({ name }) => name.startsWith('tallylight')).flatMap(({ rules }) => rules).length;
    }),
  );
  expect(Math.max(...counts)).toBeGreaterThan(0);
});
