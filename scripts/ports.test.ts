import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isPortFree, requireFreePorts } from './ports.mjs';

let server: Server;
let port: number;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});

afterEach(() => {
  server.close();
});

it('a port is taken while someone listens there and free afterwards', async () => {
  expect(await isPortFree(port)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await isPortFree(port)).toBe(true);
});

it('asking does not take the port', async () => {
  server.close();
  await once(server, 'close');
  expect(await isPortFree(port)).toBe(true);
  expect(await isPortFree(port)).toBe(true);
});

it('the refusal names the option and the port', async () => {
  const refusal = requireFreePorts([{ option: '--workbench-port', port }]);
  await expect(refusal).rejects.toThrow(`--workbench-port: expected a free port on 127.0.0.1, received ${port}`);
});

it('one port for two things is refused with both names', async () => {
  server.close();
  await once(server, 'close');
  const refusal = requireFreePorts([
    { option: '--port', port },
    { option: '--workbench-port', port },
  ]);
  await expect(refusal).rejects.toThrow(
    `--workbench-port: expected another port than --port, received ${port} for both`,
  );
});
