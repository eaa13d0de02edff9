/** The data source in a Grafana: saved and tested, its WebSocket through the real proxy, annotations, and each panel drawn. */
import { expect, test } from '@grafana/plugin-e2e';
import { LIVE, PANELS } from './names.ts';

test('the provisioned data source passes its own test', async ({ gotoDataSourceConfigPage }) => {
  const page = await gotoDataSourceConfigPage(LIVE.uid);
  await page.saveAndTest();
  await expect(page).toHaveAlert('success', { hasText: 'HTTP and WebSocket work.' });
});

test('one that points nowhere says so', async ({ createDataSourceConfigPage, page }) => {
  const created = await createDataSourceConfigPage({ type: LIVE.type });
  await page.getByLabel('URL').fill('http://127.0.0.1:9');
  await created.saveAndTest();
  await expect(created).toHaveAlert('error', { hasText: 'HTTP does not work' });
});

test('the proxy lets the WebSocket through, and the browser never has the token', async ({ page }) => {
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  const asked: (string | undefined)[] = [];
  page.on('request', (request) => asked.push(request.headers().authorization));
  await page.goto('/d/tallylight-streams');
  await expect(page.getByTestId('tallylight-lamp').first()).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
  expect(sockets.filter((url) => url.includes(`/api/datasources/proxy/uid/${LIVE.uid}/`))).toHaveLength(1);
  expect(sockets.join()).not.toContain('token');
  expect(asked.filter((header) => header?.startsWith('Bearer'))).toEqual([]);
});

test('annotations of alerts and events answer', async ({ request }) => {
  const answer = await request.get(`/api/datasources/proxy/uid/${LIVE.uid}/tallylight/v1/alerts`);
  expect(answer.status()).toBe(200);
});

for (const { id, topic, part } of PANELS) {
  test(`${id} draws the topic ${topic}`, async ({ page, request }) => {
    const uid = `tallylight-e2e-${topic}`;
    const panel = {
      id: 1,
      type: id,
      title: topic,
      gridPos: { x: 0, y: 0, w: 24, h: 16 },
      datasource: LIVE,
      targets: [{ refId: 'A', datasource: LIVE, topic }],
    };
    const dashboard = {
      id: null,
      uid,
      title: uid,
      schemaVersion: 41,
      time: { from: 'now-5m', to: 'now' },
      panels: [panel],
    };
    const saved = await request.post('/api/dashboards/db', { data: { dashboard, overwrite: true } });
    expect(saved.status()).toBe(200);
    try {
      await page.goto(`/d/${uid}`);
      const lamp = page.getByTestId(part).getByTestId('tallylight-lamp').first();
      await expect(lamp).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
    } finally {
      await request.delete(`/api/dashboards/uid/${uid}`);
    }
  });
}
