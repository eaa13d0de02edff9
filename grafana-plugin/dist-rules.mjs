/**
 * What must hold for a built plugin, found out before Grafana does: each rule returns a sentence when it is broken.
 * Nested plugins are served under their own id, so a lazy chunk (emitted at the root of dist) would be a 404 there.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const PANEL_LIMIT_BYTES = 150_000;
/** With the shapes of the whole world in it. */
const HEATMAP_LIMIT_BYTES = 300_000;
const PLUGIN_ID = /^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$/;
const REACT_COPY =
  /react\.transitional\.element|Symbol\.for\("react\.element"\)|__SECRET_INTERNALS|__CLIENT_INTERNALS_DO_NOT_USE/;
const CHUNK_LOADER = /webpackChunk|\bimport\(|ChunkLoadError/;

/** Every broken rule of the plugins in `dist`, as sentences; empty when all is well. */
export function findFaults(dist, folders, version) {
  const faults = [];
  const ids = new Map();
  for (const folder of folders) {
    const at = path.join(dist, folder);
    const label = path.posix.join('dist', folder);
    const script = path.join(at, 'module.js');
    if (!existsSync(script)) {
      faults.push(`${label}/module.js: expected, not there`);
      continue;
    }
    const code = readFileSync(script, 'utf8');
    if (!/^define\(/.test(code))
      faults.push(`${label}/module.js: expected an AMD module, starts with ${code.slice(0, 20)}`);
    if (REACT_COPY.test(code)) faults.push(`${label}/module.js: holds a copy of React`);
    if (folder !== '.' && CHUNK_LOADER.test(code))
      faults.push(`${label}/module.js: loads chunks, which a nested plugin cannot`);
    if (!existsSync(`${script}.map`)) faults.push(`${label}/module.js.map: expected, not there`);
    const bytes = statSync(script).size;
    const limitBytes = folder === 'panels/heatmap' ? HEATMAP_LIMIT_BYTES : PANEL_LIMIT_BYTES;
    if (folder.startsWith('panels/') && bytes > limitBytes) {
      faults.push(`${label}/module.js: expected at most ${limitBytes} bytes, is ${bytes}`);
    }
    const plugin = JSON.parse(readFileSync(path.join(at, 'plugin.json'), 'utf8'));
    ids.set(plugin.id, folder);
    if (!PLUGIN_ID.test(plugin.id)) faults.push(`${label}/plugin.json: Grafana refuses the id ${plugin.id}`);
    if (plugin.info.version !== version)
      faults.push(`${label}/plugin.json: expected version ${version}, is ${plugin.info.version}`);
    for (const logo of Object.values(plugin.info.logos)) {
      if (!existsSync(path.join(at, logo))) faults.push(`${label}/${logo}: the logo is not there`);
    }
  }
  return [...faults, ...findMissingIncludes(dist, folders), ...findDashboardFaults(dist)];
}

/** Nested plugins must be listed by the app, and what is listed must exist. */
function findMissingIncludes(dist, folders) {
  const app = JSON.parse(readFileSync(path.join(dist, 'plugin.json'), 'utf8'));
  const listed = app.includes
    .filter((entry) => entry.type === 'panel' || entry.type === 'datasource')
    .map((entry) => path.dirname(entry.path));
  const nested = folders.filter((folder) => folder !== '.');
  return [
    ...nested
      .filter((folder) => !listed.includes(folder))
      .map((folder) => `dist/plugin.json: includes does not list ${folder}`),
    ...listed
      .filter((folder) => !nested.includes(folder))
      .map((folder) => `dist/plugin.json: includes lists ${folder}, which is not there`),
  ];
}

/** Grafana imports the dashboards that the app lists: each must be there, be named alike, and keep its uid to itself. */
function findDashboardFaults(dist) {
  const app = JSON.parse(readFileSync(path.join(dist, 'plugin.json'), 'utf8'));
  const listed = app.includes.filter((entry) => entry.type === 'dashboard');
  const written = readdirSync(path.join(dist, 'dashboards')).map((name) => `dashboards/${name}`);
  const uids = new Set();
  const faults = written
    .filter((file) => !listed.some((entry) => entry.path === file))
    .map((file) => `dist/plugin.json: includes does not list ${file}`);
  for (const { name, path: file } of listed) {
    if (!written.includes(file)) {
      faults.push(`dist/plugin.json: includes lists ${file}, which is not there`);
      continue;
    }
    const { title, uid, id } = JSON.parse(readFileSync(path.join(dist, file), 'utf8'));
    if (title !== name) faults.push(`dist/${file}: expected the title ${name}, is ${title}`);
    if (uids.has(uid)) faults.push(`dist/${file}: another dashboard has the uid ${uid}`);
    if (id !== null) faults.push(`dist/${file}: expected no id, is ${id}`);
    uids.add(uid);
  }
  return faults;
}
