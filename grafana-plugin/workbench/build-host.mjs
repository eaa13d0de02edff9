/**
 * Builds the page of a host: the shared source in `src` with the libraries of one Grafana line. The source lies outside of the
 * host's folder, so its bare imports are resolved from there; what came in is then checked, because a second React, or one
 * from a neighbour's node_modules, breaks every hook in ways that are hard to see.
 */
import { realpathSync } from 'node:fs';
import { cp, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';

const source = join(import.meta.dirname, 'src');

/** What a host needs and the packages do not export: the file inside each package. */
const INTERNALS = {
  'grafana-internal/plugin-page': '@grafana/runtime/dist/esm/components/PluginPage.mjs',
  'grafana-internal/panel-data-error-view': '@grafana/runtime/dist/esm/components/PanelDataErrorView.mjs',
  'grafana-internal/i18n': '@grafana/i18n/dist/esm/i18n.mjs',
};

/** Font files that Grafana's styles name; one variable font serves both weights. */
const FONTS = {
  'inter/Inter-Regular.woff2': 'inter-latin-wght-normal.woff2',
  'inter/Inter-Medium.woff2': 'inter-latin-wght-normal.woff2',
  'inter/Inter-Italic.woff2': 'inter-latin-wght-italic.woff2',
  'inter/Inter-MediumItalic.woff2': 'inter-latin-wght-italic.woff2',
};

/** moment-timezone adds zones to the one moment it imports; its range would let a newer one in beside Grafana's. */
const ONE_FOR_ALL = new Set(['moment']);

/**
 * Builds `<folder>/dist`. `esbuild` is the host's own; `react` the expected start of React's version.
 * Returns sizes for the log.
 */
export async function buildHost({ folder, esbuild, react }) {
  const require = createRequire(join(folder, 'package.json'));
  const packageRoot = (name) => realpath(join(folder, 'node_modules', name));
  const { dependencies } = require('./package.json');
  const dist = join(folder, 'dist');
  const publicDir = join(dist, 'public');
  await rm(dist, { recursive: true, force: true });

  const shared = {
    absWorkingDir: folder,
    bundle: true,
    minify: true,
    outdir: join(publicDir, 'build'),
    target: 'es2022',
    logLevel: 'warning',
    logOverride: { 'package.json': 'silent' },
    define: { 'process.env.NODE_ENV': '"production"' },
  };
  await esbuild.build({ ...shared, entryPoints: { boot: join(source, 'boot.ts') }, format: 'iife' });
  const { metafile } = await esbuild.build({
    ...shared,
    entryPoints: { main: join(source, 'main.tsx') },
    format: 'esm',
    splitting: true,
    publicPath: '/public/build/',
    jsx: 'automatic',
    mainFields: ['browser', 'module', 'main'],
    loader: { '.svg': 'dataurl', '.ttf': 'file', '.woff2': 'file' },
    metafile: true,
    plugins: [fromHost(folder)],
  });

  const roots = await checkInputs({
    inputs: Object.keys(metafile.inputs),
    folder,
    names: Object.keys(dependencies),
    packageRoot,
  });
  const version = async (name) =>
    JSON.parse(await readFile(join(await packageRoot(name), 'package.json'), 'utf8')).version;
  const built = { grafana: await version('@grafana/ui'), react: await version('react') };
  if (!built.react.startsWith(react)) throw new Error(`react must be ${react}x in ${folder}, received ${built.react}`);

  await cp(join(source, 'index.html'), join(dist, 'index.html'));
  await writeFile(join(dist, 'host.json'), `${JSON.stringify(built)}\n`);
  const icons = join(publicDir, 'build', 'img', 'icons');
  await cp(join(source, 'icons'), icons, { recursive: true });
  await cp(join(await packageRoot('@grafana/ui'), 'dist', 'public', 'img', 'icons'), icons, { recursive: true });
  const fonts = join(await packageRoot('@fontsource-variable/inter'), 'files');
  await mkdir(join(publicDir, 'fonts', 'inter'), { recursive: true });
  for (const [to, from] of Object.entries(FONTS)) await cp(join(fonts, from), join(publicDir, 'fonts', to));

  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  const main = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint?.endsWith('main.tsx'));
  return {
    ...built,
    files: Object.keys(metafile.outputs).length,
    bytes,
    mainBytes: main?.bytes ?? 0,
    packages: roots.size,
  };
}

/** Bare imports of the shared source, and the internal files, are looked up from the host's folder. */
function fromHost(folder) {
  const marked = Symbol('resolved from the host');
  return {
    name: 'from-host',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, (found) => {
        const internal = INTERNALS[found.path];
        if (internal !== undefined) return { path: realpathSync(join(folder, 'node_modules', internal)) };
        const isHosts = found.importer.startsWith(source + sep) || ONE_FOR_ALL.has(found.path);
        if (found.pluginData === marked || !isHosts) return undefined;
        return build.resolve(found.path, { kind: found.kind, resolveDir: folder, pluginData: marked });
      });
    },
  };
}

/** Each of the host's own dependencies is in the bundle at most once, and it is the host's. Returns all package folders. */
async function checkInputs({ inputs, folder, names, packageRoot }) {
  const roots = new Map();
  for (const input of inputs) {
    const path = resolve(folder, input.replace(/^[a-z-]+:/, ''));
    const match = /^(?<root>.*[\\/]node_modules[\\/](?<name>(?:@[^\\/]+[\\/])?[^\\/]+))/.exec(path)?.groups;
    if (match === undefined) continue;
    const plugin = join(dirname(import.meta.dirname), 'node_modules');
    if (path.startsWith(plugin + sep))
      throw new Error(`${relative(folder, path)} must not come from the plugin's node_modules`);
    const name = match.name.replaceAll('\\', '/');
    roots.set(match.root, name);
  }
  for (const name of names) {
    const found = [...roots].filter(([, owner]) => owner === name).map(([root]) => root);
    const own = await packageRoot(name);
    const strangers = found.filter((root) => root !== own);
    if (strangers.length > 0)
      throw new Error(`${name} must come from ${own} only, received also ${strangers.join(', ')}`);
  }
  for (const name of ['react', 'react-dom']) {
    if (![...roots.values()].includes(name)) throw new Error(`${name} must be in the bundle, found none`);
  }
  return roots;
}
