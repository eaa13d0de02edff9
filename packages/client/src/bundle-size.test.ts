import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const BUDGET_BYTES = 6 * 1024;

it.each([
  ['the client with its three transports', './index.ts'],
  ['the client of a player', './device.ts'],
])('%s and the protocol inside weighs less than 6 KiB gzipped and needs nothing else', async (_, entry) => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    conditions: ['@tallylight/source'],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
  });
  const [bundle] = outputFiles;
  expect(gzipSync(bundle?.contents ?? '', { level: 9 }).length).toBeLessThan(BUDGET_BYTES);
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.length).toBeGreaterThan(10);
  expect(inputs.filter((path) => path.includes('node_modules'))).toEqual([]);
});
