/** To the first page served, once: ours with attach, or prom-client with express-prom-bundle. Ends by itself. */
import { once } from 'node:events';
import { createServer, get, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpuSince } from '../measure.ts';

const [side = ''] = process.argv.slice(2);
const { default: express } = await import('express');
const loadBegan = process.cpuUsage();
const ours = side === 'ours' ? await import('@tallylight/sdk') : undefined;
const peer = side === 'ours' ? undefined : (await import('express-prom-bundle')).default;
const began = process.cpuUsage();

const app = express();
let server = createServer();
if (ours !== undefined) {
  server = createServer(app as RequestListener);
  ours.createTallylight().attach(server);
} else if (peer !== undefined) {
  app.use(peer({ includeMethod: true, includePath: true, promClient: { collectDefaultMetrics: {} } }));
  server = createServer(app as RequestListener);
}
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const [answer] = await once(get({ host: '127.0.0.1', port, path: '/metrics' }), 'response');
for await (const _ of answer);
if (answer.statusCode !== 200) throw new Error(`${side} answered ${answer.statusCode}`);
const ready = { ready: true, cpuMs: cpuSince(began) / 1000, withLoadMs: cpuSince(loadBegan) / 1000 };
process.send?.(ready, () => process.exit(0));
