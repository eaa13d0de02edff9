// `npm run setup`: install and build everything; nothing to do when fresh. `npm start` does it for the demo's part.

import { build } from './build.mjs';
import { install } from './install.mjs';

/**
 * @param {import('./install.mjs').Context} context
 * @param {'demo' | 'all'} scope
 */
export async function setUp(context, scope) {
  const installed = await install(context, scope);
  const built = await build(context, scope);
  if (!installed && built.length === 0) context.say('Installed and built already; nothing to do.');
}
