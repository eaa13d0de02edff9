/**
 * Bundles the app and each nested plugin into an AMD `module.js` beside its plugin.json, as Grafana's SystemJS loads it.
 * What Grafana shares (React, @grafana/*, rxjs …) stays outside: a second copy of React would break every hook.
 * Workspace packages are taken from their sources, so that this build waits for no other.
 */
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';

const root = import.meta.dirname;
const src = path.join(root, 'src');

/** Names that Grafana 12.4 and later provide at run time. Exact matches: `rxjs/operators` would be bundled. */
const EXTERNALS = [
  { 'amd-module': 'module' },
  ...['react', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'react-dom', 'react-redux', 'redux', 'react-router'],
  ...['rxjs', 'lodash', 'jquery', 'moment', 'i18next', 'prismjs', 'slate', 'slate-react', '@emotion/css'],
  ...['emotion', '@emotion/react', 'd3', 'angular', /^slate-plain-serializer$/, /^@grafana\/(ui|runtime|data)$/],
];

/** Every folder with a plugin.json is a plugin: `dist/<folder>/module.js`. */
export function findPlugins() {
  return globSync('**/plugin.json', { cwd: src })
    .map((file) => path.dirname(file))
    .sort();
}

function toEntries() {
  const publicPath = path.join(root, 'public-path.js');
  return Object.fromEntries(
    findPlugins().map((folder) => {
      const module = ['module.ts', 'module.tsx']
        .map((name) => path.join(src, folder, name))
        .find((file) => existsSync(file));
      if (module === undefined)
        throw new Error(`src/${folder}: expected a module.ts or module.tsx beside plugin.json, found none`);
      return [path.posix.join(folder, 'module'), { import: [publicPath, module], library: { type: 'amd' } }];
    }),
  );
}

/** @type {import('webpack').Configuration} */
export default {
  mode: 'production',
  context: root,
  target: ['web', 'es2022'],
  devtool: 'source-map',
  entry: toEntries(),
  externals: EXTERNALS,
  externalsType: 'amd',
  output: {
    path: path.join(root, 'dist'),
    filename: '[name].js',
    clean: true,
    publicPath: 'public/plugins/tallylight-app/',
    uniqueName: 'tallylight-app',
    crossOriginLoading: 'anonymous',
    // Source maps name files by their place in the repository, never by the machine's paths.
    devtoolModuleFilenameTemplate: ({ absoluteResourcePath }) =>
      `webpack://tallylight-app/${path.relative(path.dirname(root), absoluteResourcePath).split(path.sep).join('/')}`,
  },
  resolve: {
    extensions: ['.ts', '.tsx', '.js', '.mjs'],
    conditionNames: ['@tallylight/source', '...'],
  },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        use: {
          loader: 'swc-loader',
          options: {
            swcrc: false,
            jsc: {
              parser: { syntax: 'typescript', tsx: true },
              target: 'es2022',
              transform: { react: { runtime: 'automatic' } },
            },
          },
        },
      },
    ],
  },
  performance: { hints: false },
};
