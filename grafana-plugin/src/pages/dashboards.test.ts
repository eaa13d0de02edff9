import { expect, it } from 'vitest';
import { dashboardFiles } from '../../../packages/cli/src/provision/dashboards/files.ts';
import plugin from '../plugin.json';
import { DASHBOARDS } from './dashboards.ts';

it('links to every dashboard that the app brings, in the same words', () => {
  const written = dashboardFiles(0.995).map(({ name, text }) => {
    const { uid, title, description } = JSON.parse(text) as Record<string, string>;
    return { name, board: { uid, title, question: description } };
  });
  const listed = plugin.includes
    .filter(({ type }) => type === 'dashboard')
    .map(({ path }) => written.find(({ name }) => `dashboards/${name}` === path)?.board);
  expect(DASHBOARDS).toEqual(listed);
});
