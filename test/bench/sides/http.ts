/** A server of one framework with one instrumentation, which tells the CPU it has used. Arguments: framework, instrumentation. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createTallylight, type Tallylight } from '@tallylight/sdk';
import express from 'express';
import { serve } from '../parts/child.ts';

const require = createRequire(import.meta.url);
const [framework = '', instrumentation = ''] = process.argv.slice(2);
const segment = Buffer.alloc(1024, 1);
const type = 'video/iso.segment';
const headers = { 'content-type': type, 'content-length': String(segment.length) };
const streamOf = (url: string | undefined): string => (url ?? '').split('/')[2] ?? '';
const swaggerStats = (): { getMiddleware(options: object): RequestListener } => require('swagger-stats');

const tallylight = (): Tallylight => createTallylight({ trustedProxies: ['127.0.0.0/8'] });

function nodeServer(): Server {
  const answer: RequestListener = (_request, response) => {
    response.writeHead(200, headers);
    response.end(segment);
  };
  if (instrumentation === 'tallylight') {
    const tally = tallylight();
    return createServer((request, response) => {
      tally.observe(request, response, { stream: streamOf(request.url) });
      answer(request, response);
    });
  }
  if (instrumentation === 'swagger-stats') {
    const middleware = swaggerStats().getMiddleware({}) as (...args: unknown[]) => void;
    return createServer((request, response) => middleware(request, response, () => answer(request, response)));
  }
  return createServer(answer);
}

async function expressServer(): Promise<Server> {
  const app = express();
  if (instrumentation === 'tallylight') {
    const tally = tallylight();
    app.use(tally.media({ stream: (request) => streamOf(request.url) }));
  }
  if (instrumentation === 'swagger-stats') app.use(swaggerStats().getMiddleware({}));
  if (instrumentation === 'express-prom-bundle') {
    const { default: bundle } = await import('express-prom-bundle');
    app.use(bundle({ includeMethod: true, includePath: true, normalizePath: [['^/hls/.*', '/hls/#file']] }));
  }
  if (instrumentation === 'prometheus-api-metrics') app.use(require('prometheus-api-metrics')());
  app.get('/hls/:name/:file', (_request, response) => {
    response.writeHead(200, headers);
    response.end(segment);
  });
  return createServer(app as RequestListener);
}

async function fastifyServer(): Promise<Server> {
  const { default: fastify } = await import('fastify');
  const app = fastify();
  if (instrumentation === 'tallylight') {
    const tally = tallylight();
    app.addHook('onRequest', (request, reply, done) => {
      tally.observe(request.raw, reply.raw, { stream: streamOf(request.url) });
      done();
    });
  }
  if (instrumentation === 'fastify-metrics') {
    const { default: metrics } = await import('fastify-metrics');
    await app.register(metrics as never, { endpoint: '/metrics' } as never);
  }
  app.get('/hls/:name/:file', (_request, reply) => reply.headers(headers).send(segment));
  await app.ready();
  return app.server;
}

const servers: Record<string, () => Server | Promise<Server>> = {
  'node:http': nodeServer,
  express: expressServer,
  fastify: fastifyServer,
};
const server = (await servers[framework]?.()) as Server;
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

serve(async () => ({ port, cpuMicroseconds: process.cpuUsage().user + process.cpuUsage().system }));
