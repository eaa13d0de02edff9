/**
 * Specs for a real Grafana, given by GRAFANA_URL. Without it there is no project at all, so that nothing signs in and nothing
 * is skipped: `pnpm test` then has no tests and passes. How to get a Grafana: docs/real-grafana.md.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig, devices, type PlaywrightTestConfig } from '@playwright/test';

const { GRAFANA_URL, CHROMIUM_PATH } = process.env;
const AUTH = dirname(createRequire(import.meta.url).resolve('@grafana/plugin-e2e'));
const SIGNED_IN = 'playwright/.auth/admin.json';

const browser = {
  ...devices['Desktop Chrome'],
  ...(CHROMIUM_PATH === undefined ? {} : { launchOptions: { executablePath: CHROMIUM_PATH, args: ['--no-sandbox'] } }),
};

const config: PlaywrightTestConfig<PluginOptions> = defineConfig<PluginOptions>({
  testDir: join(import.meta.dirname, 'specs'),
  outputDir: '.output',
  workers: 1,
  timeout: 60_000,
  reporter: 'list',
  use: {
    baseURL: GRAFANA_URL ?? 'http://localhost:3000',
    provisioningRootDir: join(import.meta.dirname, '../../provisioning'),
  },
  projects:
    GRAFANA_URL === undefined
      ? []
      : [
          { name: 'auth', testDir: join(AUTH, 'auth'), testMatch: [/.*\.js/], use: browser },
          { name: 'grafana', dependencies: ['auth'], use: { ...browser, storageState: SIGNED_IN } },
        ],
});

export default config;
