import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    alerts: 'src/alerts.ts',
    geo: 'src/geo/geo.ts',
    'prom-client': 'src/exporters/prom-client.ts',
    otel: 'src/exporters/otel.ts',
  },
  format: ['esm', 'cjs'],
  target: 'node22',
  platform: 'node',
  // geo.ts looks for its data package from where it stands, in both formats.
  shims: true,
  // Of these we need a small part, so that part is built in (see NOTICE): a server starts faster by all the rest.
  noExternal: [/^@svta\//, 'valibot', 'ipaddr.js'],
  dts: true,
  sourcemap: true,
  clean: true,
  // Constants of modules are written into the code: as variables of a bundle they would be read and checked each time.
  esbuildOptions(options) {
    options.minifySyntax = true;
    // And without comments, which would also make the whole text two bytes a character. Names stay, for stack traces.
    options.minifyWhitespace = true;
  },
});
