/** `pnpm verify`: holds a built plugin against the rules again. `node verify-plugin.mjs [folder]`, by default dist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findCatalogueFaults } from './catalogue-rules.mjs';
import { findFaults } from './dist-rules.mjs';

const dist = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, 'dist'));
if (!existsSync(path.join(dist, 'plugin.json'))) {
  console.error(`${dist}: expected a built plugin, found none`);
  process.exit(1);
}
const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, 'package.json'), 'utf8'));
const folders = readdirSync(dist, { recursive: true })
  .filter((file) => path.basename(file) === 'plugin.json')
  .map((file) => path.dirname(file));
const faults = [...findFaults(dist, folders, version), ...findCatalogueFaults(dist, folders)];
for (const fault of faults) console.error(fault);
if (faults.length === 0) console.log(`${folders.length} plugins, version ${version}: no rule is broken`);
process.exit(faults.length === 0 ? 0 : 1);
