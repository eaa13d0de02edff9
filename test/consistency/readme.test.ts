/** What the front page quotes is what the code says. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, read } from './project.ts';

/** The lines between two marks, less their common indentation. */
function regionOf(source: string, name: string): string {
  const found = new RegExp(`// #region ${name}\\n(.*?)\\n[ \\t]*// #endregion`, 's').exec(source)?.[1];
  if (found === undefined) throw new Error(`there is no region ${name}`);
  const indent = Math.min(...found.split('\n').flatMap((line) => (line.trim() === '' ? [] : line.search(/\S/))));
  return found.replaceAll(new RegExp(`^ {${indent}}`, 'gm'), '');
}

test('the lines that instrument a server are those of the demo, and few', async () => {
  const source = regionOf(await read('examples/hls-origin/src/server.ts'), 'instrument');
  const quoted = [...(await read('README.md')).matchAll(/```ts\n(.*?)\n```/gs)].map(([, code]) => code);
  expect(quoted).toEqual([source]);
  expect(source.split('\n').length).toBeLessThanOrEqual(12);
});

test.each(['README.md', 'CONTRIBUTING.md', 'docs/features.md', 'docs/metrics.md'])(
  'every link of %s within the project leads somewhere',
  async (page) => {
    const text = await read(page);
    const targets = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)|(?:src|srcset)="([^"]+)"/g)].map(
      ([, link, image]) => link ?? image ?? '',
    );
    for (const target of targets.filter((one) => !/^[a-z]+:/.test(one))) {
      await expect(access(join(ROOT, page, '..', target)), target).resolves.toBeUndefined();
    }
  },
);
