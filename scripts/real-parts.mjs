// The real programs that the tests run against: browser, encoder, Prometheus, Alertmanager, nginx, Redis, docker-compose. Found by
// their environment variable or on PATH; as root on Debian they are installed when missing, otherwise the tests that need
// them are skipped and said so.

import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {{ name: string, variable: string, commands: readonly string[], debian: string }} Part */

export const realParts = /** @type {readonly Part[]} */ ([
  { name: 'chromium', variable: 'CHROMIUM_PATH', commands: ['chromium', 'chromium-browser'], debian: 'chromium' },
  { name: 'ffmpeg', variable: 'FFMPEG_PATH', commands: ['ffmpeg'], debian: 'ffmpeg' },
  { name: 'prometheus', variable: 'PROMETHEUS_PATH', commands: ['prometheus'], debian: 'prometheus' },
  { name: 'promtool', variable: 'PROMTOOL_PATH', commands: ['promtool'], debian: 'prometheus' },
  {
    name: 'alertmanager',
    variable: 'ALERTMANAGER_PATH',
    commands: ['prometheus-alertmanager', 'alertmanager'],
    debian: 'prometheus-alertmanager',
  },
  { name: 'amtool', variable: 'AMTOOL_PATH', commands: ['amtool'], debian: 'prometheus-alertmanager' },
  { name: 'nginx', variable: 'NGINX_PATH', commands: ['nginx'], debian: 'nginx' },
  { name: 'redis', variable: 'REDIS_SERVER_PATH', commands: ['redis-server'], debian: 'redis-server' },
  {
    name: 'docker-compose',
    variable: 'DOCKER_COMPOSE_PATH',
    commands: ['docker-compose'],
    debian: 'docker-compose',
  },
]);

/**
 * Where each part is. A path that was given is taken as it is, or not at all: never replaced by a guess.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ found: Record<string, string>, missing: Part[] }} `found` by environment variable
 */
export function findParts(env) {
  /** @type {Record<string, string>} */
  const found = {};
  /** @type {Part[]} */
  const missing = [];
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const part of realParts) {
    const given = env[part.variable];
    const candidates = given ? [given] : part.commands.flatMap((name) => folders.map((folder) => join(folder, name)));
    const path = candidates.find(isProgram);
    if (path) found[part.variable] = path;
    else missing.push(part);
  }
  return { found, missing };
}

/**
 * How a person gets what is missing.
 * @param {readonly Part[]} missing
 * @returns {string}
 */
export function adviceFor(missing) {
  const names = missing.map(({ name }) => name).join(', ');
  const variables = missing.map(({ variable }) => variable).join(', ');
  const packages = packagesOf(missing).join(' ');
  return (
    `Missing: ${names}. The tests that need them are skipped. ` +
    `Install them (Debian: apt-get install --no-install-recommends ${packages}) or give their paths in ${variables}.`
  );
}

/**
 * What Debian calls them; one package may bring several parts.
 * @param {readonly Part[]} parts
 * @returns {string[]}
 */
export function packagesOf(parts) {
  return [...new Set(parts.map(({ debian }) => debian))];
}

/** Whether packages can be installed here without asking anyone. */
export function isRootOnDebian() {
  try {
    return process.getuid?.() === 0 && /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
