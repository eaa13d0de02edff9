// Installs Debian packages without starting a daemon. A maintainer script asks policy-rc.d before it starts one;
// ours says no (101) while apt-get runs and is removed afterwards, however the run ends. One that is there already
// belongs to the machine and stays as it is.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const policyFile = '/usr/sbin/policy-rc.d';
const mark = '# Written by the Tallylight test run; removed when it ends.';
const limitMs = 10 * 60_000;

/**
 * @param {import('./install.mjs').Context} context
 * @param {readonly string[]} packages
 * @returns {Promise<boolean>} whether apt-get succeeded
 */
export async function installDebianPackages({ root, children, say, tools }, packages) {
  say(`Installing ${packages.join(', ')} from Debian's packages (apt-get, nothing recommended, no daemon started) …`);
  const env = { ...tools.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-q', '-y', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120'];
  const release = forbidDaemons(policyFile);
  try {
    // An update that fails in part may still leave lists that are good enough.
    await children.command('apt', ['apt-get', ...options, 'update'], { cwd: root, env, limitMs });
    const { code } = await children.command(
      'apt',
      ['apt-get', ...options, 'install', '--no-install-recommends', ...packages],
      { cwd: root, env, limitMs },
    );
    return code === 0;
  } finally {
    release();
  }
}

/**
 * Puts a policy-rc.d there that forbids starting daemons, unless someone else's stands there.
 * @param {string} file
 * @returns {() => void} takes it away again; also done when the process exits
 */
export function forbidDaemons(file) {
  const present = read(file);
  // Ours from a run that was killed is taken over and so removed at last.
  if (present !== undefined && !present.includes(mark)) return () => {};
  writeFileSync(file, `#!/bin/sh\n${mark}\nexit 101\n`, { mode: 0o755 });
  const release = () => {
    process.off('exit', release);
    rmSync(file, { force: true });
  };
  process.on('exit', release);
  return release;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
