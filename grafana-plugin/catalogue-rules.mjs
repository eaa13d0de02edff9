/**
 * What Grafana's plugin catalogue asks of an archive, as far as it can be told without a network: metadata, pictures, texts,
 * and nothing in it that does not belong there. Written from what the validator says it looks at; each rule returns sentences.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const SEMVER = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** What a scaffold leaves behind, and what has not been filled in. */
const TEMPLATE = /%(VERSION|TODAY|PLUGIN_ID)%|lorem ipsum|TODO|FIXME|Add your plugin|template for building/i;
/** The catalogue's readers run Grafana; how the plugin is built is not for them. */
const JARGON = /\b(yarn|npm (run|install)|pnpm|nodejs|webpack|localhost:3000|docker-compose)\b/i;
const UNSAFE_SVG = /<script|\son\w+\s*=|javascript:|<foreignObject|(href|src)\s*=\s*["'](https?:)?\/\//i;
const TRACKING = /google-analytics|googletagmanager|segment\.(io|com)|mixpanel|hotjar|sentry\.io|plausible\.io/i;
/** Kinds of files that an archive has. */
const WELCOME = /(\.(js|js\.map|json|md|svg|png|txt)|\/LICENSE)$/;
const MOST_PICTURE_BYTES = 300_000;
const LEAST_README_WORDS = 80;

/** Every broken rule of a built app, as sentences; `folders` are the plugins in it, `.` the app. */
export function findCatalogueFaults(dist, folders) {
  return [
    ...findArchiveFaults(dist),
    ...findTextFaults(dist),
    ...folders.flatMap((folder) => findMetaFaults(dist, folder)),
  ];
}

function findArchiveFaults(dist) {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return files.flatMap((file) => {
    const label = path.posix.join('dist', path.relative(dist, file).split(path.sep).join('/'));
    const faults = [];
    if (!WELCOME.test(label)) faults.push(`${label}: expected scripts, metadata, texts and pictures only`);
    if ((statSync(file).mode & 0o111) !== 0) faults.push(`${label}: expected no executable file`);
    if (label.endsWith('.svg') && UNSAFE_SVG.test(readFileSync(file, 'utf8')))
      faults.push(`${label}: holds script, or refers to somewhere else`);
    if (label.endsWith('.js') && TRACKING.test(readFileSync(file, 'utf8'))) faults.push(`${label}: tracks people`);
    if (label.endsWith('.png') && statSync(file).size > MOST_PICTURE_BYTES)
      faults.push(`${label}: expected at most ${MOST_PICTURE_BYTES} bytes, is ${statSync(file).size}`);
    return faults;
  });
}

function findTextFaults(dist) {
  const faults = [];
  const { version } = JSON.parse(readFileSync(path.join(dist, 'plugin.json'), 'utf8')).info;
  const read = (name) => (existsSync(path.join(dist, name)) ? readFileSync(path.join(dist, name), 'utf8') : '');
  const readme = read('README.md');
  const words = readme.split(/\s+/).length;
  if (words < LEAST_README_WORDS)
    faults.push(`dist/README.md: expected ${LEAST_README_WORDS} words or more, has ${words}`);
  for (const [name, rule] of [
    ['text of a template', TEMPLATE],
    ['words of those who build it', JARGON],
  ]) {
    const found = rule.exec(readme)?.[0];
    if (found !== undefined) faults.push(`dist/README.md: holds ${name}: ${found}`);
  }
  for (const [, target = ''] of readme.matchAll(/\]\(([^)\s]+)/g)) {
    if (!/^(https:\/\/|#)/.test(target)) faults.push(`dist/README.md: the catalogue cannot follow the link ${target}`);
  }
  const changes = read('CHANGELOG.md');
  if (!new RegExp(`^## v?${version.replaceAll('.', '\\.')}\\b`, 'm').test(changes))
    faults.push(`dist/CHANGELOG.md: expected a heading for ${version}, found none`);
  if (!/Apache License|MIT License|GNU/.test(read('LICENSE')))
    faults.push('dist/LICENSE: expected a licence, found none');
  return faults;
}

function findMetaFaults(dist, folder) {
  const at = path.join(dist, folder);
  const label = path.posix.join('dist', folder, 'plugin.json');
  const plugin = JSON.parse(readFileSync(path.join(at, 'plugin.json'), 'utf8'));
  const { info = {}, dependencies = {} } = plugin;
  const expect = [
    [typeof plugin.name === 'string' && plugin.name.length > 1, 'a name'],
    [!/\b(plugin|panel|data ?source)\b/i.test(plugin.name), 'a name that does not say what kind of plugin it is'],
    [String(plugin.id).endsWith(plugin.type), `an id that ends in ${plugin.type}`],
    [(info.description ?? '').length >= 30, 'a description of a sentence'],
    [(info.keywords ?? []).length >= 3, 'three keywords or more'],
    [(info.author?.name ?? '') !== '', 'an author'],
    [SEMVER.test(info.version), 'a version of three numbers'],
    [DAY.test(info.updated), 'the day of the update'],
    [info.logos?.small !== undefined && info.logos?.large !== undefined, 'a small and a large logo'],
    [/^>=\d+\.\d+\.\d+$/.test(dependencies.grafanaDependency ?? ''), 'the oldest Grafana that it runs on'],
    [plugin.type !== 'app' || (info.screenshots ?? []).length > 0, 'screenshots'],
    [!TEMPLATE.test(JSON.stringify(plugin)), 'no text of a template'],
  ];
  const pictures = [...Object.values(info.logos ?? {}), ...(info.screenshots ?? []).map((one) => one.path)];
  return [
    ...expect.filter(([holds]) => !holds).map(([, what]) => `${label}: expected ${what}`),
    ...pictures.filter((file) => !existsSync(path.join(at, file))).map((file) => `${label}: ${file} is not there`),
  ];
}
