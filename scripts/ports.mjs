// Ports are checked before anything is installed, built or started, so that the answer is quick and names the option.

import { createServer } from 'node:net';
import { Refusal } from './refusal.mjs';

/**
 * Whether a server could listen there now. Asked by listening, since that is the question.
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = 'code' in error ? error.code : undefined;
      if (code === 'EADDRINUSE' || code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * @param {readonly { option: string, port: number }[]} wanted
 * @returns {Promise<void>}
 * @throws {Refusal} naming the option whose port is taken or asked for twice
 */
export async function requireFreePorts(wanted) {
  /** @type {Map<number, string>} */
  const seen = new Map();
  for (const { option, port } of wanted) {
    const other = seen.get(port);
    if (other) throw new Refusal(`${option}: expected another port than ${other}, received ${port} for both`);
    seen.set(port, option);
    if (await isPortFree(port)) continue;
    throw new Refusal(
      `${option}: expected a free port on 127.0.0.1, received ${port}, which is taken or not allowed; ` +
        `choose another with: npm start -- ${option} <number>`,
    );
  }
}
