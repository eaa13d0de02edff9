/**
 * Programs from the system that whole-path tests need: Chromium, ffmpeg, Prometheus, Redis. A missing one skips its tests on a
 * developer's machine, in words; with CI=true it fails them.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface SystemPart {
  readonly name: string;
  readonly variable: string;
  readonly commands: readonly string[];
  readonly debianPackage: string;
}

export const PARTS = {
  chromium: {
    name: 'Chromium',
    variable: 'CHROMIUM_PATH',
    commands: ['chromium', 'chromium-browser'],
    debianPackage: 'chromium',
  },
  ffmpeg: { name: 'ffmpeg', variable: 'FFMPEG_PATH', commands: ['ffmpeg'], debianPackage: 'ffmpeg' },
  prometheus: {
    name: 'Prometheus',
    variable: 'PROMETHEUS_PATH',
    commands: ['prometheus'],
    debianPackage: 'prometheus',
  },
  promtool: {
    name: 'promtool',
    variable: 'PROMTOOL_PATH',
    commands: ['promtool'],
    debianPackage: 'prometheus',
  },
  alertmanager: {
    name: 'Alertmanager',
    variable: 'ALERTMANAGER_PATH',
    commands: ['prometheus-alertmanager', 'alertmanager'],
    debianPackage: 'prometheus-alertmanager',
  },
  amtool: {
    name: 'amtool',
    variable: 'AMTOOL_PATH',
    commands: ['amtool'],
    debianPackage: 'prometheus-alertmanager',
  },
  nginx: { name: 'nginx', variable: 'NGINX_PATH', commands: ['nginx'], debianPackage: 'nginx' },
  redis: {
    name: 'Redis',
    variable: 'REDIS_SERVER_PATH',
    commands: ['redis-server'],
    debianPackage: 'redis-server',
  },
  dockerCompose: {
    name: 'docker-compose',
    variable: 'DOCKER_COMPOSE_PATH',
    commands: ['docker-compose'],
    debianPackage: 'docker-compose',
  },
} as const satisfies Record<string, SystemPart>;

/** The program's path; `undefined` when it is not there, which fails at once with CI=true. */
export function findPart(part: SystemPart): string | undefined {
  const given = process.env[part.variable];
  if (given !== undefined && existsSync(given)) return given;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const command of part.commands) if (existsSync(join(folder, command))) return join(folder, command);
  }
  const how = `install Debian's package ${part.debianPackage}, or name the program in ${part.variable}`;
  if (process.env.CI === 'true') throw new Error(`${part.name} is missing and CI=true: ${how}`);
  console.warn(`skipped: the tests that need ${part.name}; to have it, ${how}`);
  return undefined;
}
