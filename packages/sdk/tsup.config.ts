import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', geo: 'src/geo/geo.ts' },
  format: ['esm', 'cjs'],
  target: 'node22',
  platform: 'node',
  // geo.ts looks for its data package from where it stands, in both formats.
  shims: true,
  dts: true,
  sourcemap: true,
  clean: true,
});
