import { delimiter } from 'node:path';
import { expect, it } from 'vitest';
import { toolEnvironment } from './toolchain.mjs';

const paths = { node: '/tools/node/bin/node', pnpm: '/tools/pnpm/pnpm' };

it('tools find the right Node and pnpm before any other', () => {
  const { PATH } = toolEnvironment(paths, { PATH: '/usr/bin' });
  expect(PATH).toBe(['/tools/node/bin', '/tools/pnpm', '/usr/bin'].join(delimiter));
});

it('nothing of npm or of a production shell changes what tools do', () => {
  const own = {
    HOME: '/home',
    NODE_ENV: 'production',
    npm_config_loglevel: 'silent',
    npm_lifecycle_event: 'start',
    npm_config_registry: 'r',
  };
  const env = toolEnvironment(paths, own);
  expect(env).toMatchObject({ HOME: '/home', npm_config_registry: 'r' });
  expect(Object.keys(env)).not.toContain('NODE_ENV');
  expect(Object.keys(env)).not.toContain('npm_config_loglevel');
  expect(Object.keys(env)).not.toContain('npm_lifecycle_event');
});

it('logs carry no colours unless somebody asks for them', () => {
  expect(toolEnvironment(paths, {}).NO_COLOR).toBe('1');
  expect(toolEnvironment(paths, { FORCE_COLOR: '1' }).NO_COLOR).toBeUndefined();
});
