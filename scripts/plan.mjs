// What there is to install, build and run, as lists. Everything else in this folder is told by them:
// a new package with a `build` script is one line in `builds`, a new demo program one entry in `programs`.

/** @typedef {{ name: string, folder: string, after: readonly string[], except?: readonly string[], also?: readonly string[], demo: boolean }} Build */

/** In an order in which each comes after what it needs. Inputs: its folder and `also`, without `except`. */
export const builds = /** @type {readonly Build[]} */ ([
  { name: 'protocol', folder: 'packages/protocol', after: [], demo: true },
  { name: 'client', folder: 'packages/client', after: ['protocol'], demo: true },
  { name: 'sdk', folder: 'packages/sdk', after: ['protocol'], demo: true },
  { name: 'cli', folder: 'packages/cli', after: ['client', 'sdk'], demo: false },
  {
    name: 'plugin',
    folder: 'grafana-plugin',
    except: ['grafana-plugin/workbench'],
    also: ['packages/cli/src/provision/dashboards'],
    after: ['protocol', 'client'],
    demo: true,
  },
  {
    name: 'host-13',
    folder: 'grafana-plugin/workbench/host-13',
    also: ['grafana-plugin/workbench/src', 'grafana-plugin/workbench/build-host.mjs'],
    after: ['protocol', 'client', 'plugin'],
    demo: true,
  },
  {
    name: 'host-12',
    folder: 'grafana-plugin/workbench/host-12',
    also: ['grafana-plugin/workbench/src', 'grafana-plugin/workbench/build-host.mjs'],
    after: ['protocol', 'client', 'plugin'],
    demo: false,
  },
]);

/** What the demo installs, with the workspace packages these need. */
export const demoFolders = /** @type {const} */ ([
  'examples/hls-origin',
  'examples/signage',
  'grafana-plugin',
  'grafana-plugin/workbench',
  'grafana-plugin/workbench/host-13',
]);

/**
 * Measured on Linux x64 with an empty store. Only told to the reader, so that nobody is surprised; nothing checks them.
 */
export const installSizes = {
  demo: { downloadMb: 175, diskMb: 865 },
  all: { downloadMb: 195, diskMb: 945 },
};

/** @typedef {import('./options.mjs').StartOptions} StartOptions */
/** @typedef {{ name: string, folder: string, file: string, args: (options: StartOptions) => string[], url?: (options: StartOptions) => string }} Program */

/** The demo, in the order of starting. One with a `url` has to answer there before the next is started. */
export const programs = /** @type {readonly Program[]} */ ([
  {
    name: 'origin',
    folder: 'examples/hls-origin',
    file: 'src/server.ts',
    args: ({ port }) => ['--port', String(port)],
    url: ({ port }) => `http://127.0.0.1:${port}/`,
  },
  {
    name: 'workbench',
    folder: 'grafana-plugin/workbench',
    file: 'server.ts',
    args: ({ port, workbenchPort }) => ['--port', String(workbenchPort), '--target', `http://127.0.0.1:${port}`],
    url: ({ workbenchPort }) => `http://127.0.0.1:${workbenchPort}/`,
  },
  {
    name: 'players',
    folder: 'examples/hls-origin',
    file: 'src/players.ts',
    args: ({ port, viewers }) => ['--origin', `http://127.0.0.1:${port}`, '--viewers', String(viewers)],
  },
  {
    name: 'shop',
    folder: 'examples/hls-origin',
    file: 'src/shop.ts',
    args: ({ port }) => ['--origin', `http://127.0.0.1:${port}`],
  },
  {
    name: 'fleet',
    folder: 'examples/signage',
    file: 'src/fleet.ts',
    args: ({ port }) => ['--origin', `http://127.0.0.1:${port}`],
  },
]);
