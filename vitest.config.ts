import { defineConfig } from 'vitest/config';

// Tests run on the sources of the packages, not on what was built last.
// Without 'import' and 'default': vitest hands the list to Node too, and CommonJS packages would be given ESM files.
const sources = { conditions: ['@tallylight/source', 'module', 'node'] };
const onSources = { resolve: sources, ssr: { resolve: sources } };

/** Suites that start servers, browsers and engines run one after another: the machine has few cores. */
const wholePath = { pool: 'forks', fileParallelism: false, testTimeout: 120_000, hookTimeout: 180_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        ...onSources,
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'grafana-plugin/src/**/*.test.ts',
            'grafana-plugin/workbench/**/*.test.ts',
            'examples/*/src/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
        },
      },
      { ...onSources, test: { name: 'consistency', include: ['test/consistency/**/*.test.ts'] } },
      { ...onSources, test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...wholePath } },
      // One process for all of them: what they cost is mostly the start of the packages.
      { ...onSources, test: { name: 'faults', include: ['test/faults/**/*.test.ts'], ...wholePath, isolate: false } },
      { ...onSources, test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...wholePath } },
    ],
  },
});
