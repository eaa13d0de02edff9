/** What every dashboard owes to who opens it at night, and what Grafana asks of the file. */
import { describe, expect, test } from 'vitest';
import { queriesOf } from './dashboard.ts';
import { allDashboards } from './dashboards.ts';
import { dashboardFiles } from './files.ts';
import { placePanels } from './grid.ts';

const all = allDashboards(0.995);

interface PanelFile {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly { readonly refId: string; readonly expr?: string; readonly topic?: string }[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string; readonly noValue?: string } };
}
interface DashboardFile {
  readonly uid: string;
  readonly id: null;
  readonly schemaVersion: number;
  readonly panels: readonly PanelFile[];
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly links: readonly { readonly url: string }[];
}

describe.each(all.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_title, dashboard) => {
  const panels = dashboard.rows.flatMap((row) => row.panels);
  const file = JSON.parse(
    dashboardFiles(0.995).find(({ uid }) => uid === dashboard.uid)?.text ?? '{}',
  ) as DashboardFile;

  test('asks a question with every row and every panel, and explains itself', () => {
    for (const { question } of dashboard.rows) expect(question).toMatch(/^[A-Z].*\?$/);
    for (const { title, description, none } of panels) {
      expect(title).toMatch(/^[A-Z].*\?$/);
      expect(description.length, title).toBeGreaterThan(20);
      expect(none.length, title).toBeGreaterThan(5);
    }
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  });

  test('shows a unit with every number', () => {
    for (const panel of panels) {
      if (panel.kind === 'table') for (const { unit } of panel.columns) expect(unit, panel.title).toMatch(/\S/);
      else if ('unit' in panel) expect(panel.unit, panel.title).toMatch(/\S/);
    }
    for (const { type, title, fieldConfig } of file.panels) {
      if (type === 'row' || type === 'alertlist') continue;
      expect(fieldConfig?.defaults.noValue, title).toMatch(/\S/);
    }
  });

  test('lies on the grid, each panel on its own place', () => {
    const taken = new Set<string>();
    for (const { place } of placePanels(dashboard)) {
      expect(place.x + place.w).toBeLessThanOrEqual(24);
      for (let x = place.x; x < place.x + place.w; x += 1) {
        for (let y = place.y; y < place.y + place.h; y += 1) {
          expect(taken.has(`${x},${y}`)).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
  });

  test('is a file that any Grafana can import: no ids of one, data sources as variables', () => {
    expect(file.id).toBe(null);
    expect(file.uid.length).toBeLessThanOrEqual(40);
    expect(new Set(file.panels.map(({ id }) => id)).size).toBe(file.panels.length);
    const names = file.templating.list.map(({ name }) => name);
    for (const { datasource, targets = [] } of file.panels) {
      if (datasource === undefined) continue;
      expect(names.map((name) => `\${${name}}`)).toContain(datasource.uid);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
  });

  test('uses every variable that it offers, and no other', () => {
    const used = new Set(
      panels.flatMap((panel) => [
        ...queriesOf(panel).flatMap((expr) => expr.match(/\$\w+/g) ?? []),
        ...(panel.kind === 'live' ? Object.values(panel.where ?? {}).flat() : []),
      ]),
    );
    used.delete('$__rate_interval');
    expect([...used].sort()).toEqual(dashboard.variables.map(({ name }) => `$${name}`).sort());
  });

  test('leads to dashboards that exist', () => {
    const uids = all.map(({ uid }) => `/d/${uid}`);
    for (const { url } of file.links) expect(uids).toContain(url);
    for (const panel of panels) if (panel.kind === 'table' && panel.opens) expect(uids).toContain(`/d/${panel.opens}`);
  });
});

test('the promise that is set is the promise that is shown', () => {
  const texts = dashboardFiles(0.999).map(({ text }) => text);
  expect(texts.filter((text) => text.includes('99.9 %'))).toHaveLength(2);
  expect(texts.some((text) => text.includes('99.5 %'))).toBe(false);
});
