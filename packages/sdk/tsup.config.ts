import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', geo: 'src/geo/geo.ts' },
  format: ['esm', 'cjs'],
  target: 'node22',
  platform: 'node',
  dts: true,
  sourcemap: true,
  clean: true,
});
