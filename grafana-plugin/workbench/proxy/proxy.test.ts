import { afterEach, describe, expect, test } from 'vitest';
import { buildTarget, buildWorkbench, Closing, PROXY, send } from '../testing/builders.ts';

const closing = new Closing();
afterEach(() => closing.close());

const secrets = { token: 'viewer-token', operatorToken: 'operator-token' };

describe('a request through the proxy', () => {
  test('loses what names the page and the user, and gains what Grafana adds', async () => {
    const target = await buildTarget(closing);
    const { url } = await buildWorkbench(closing, { target: target.url, secrets });
    await send(`${url}${PROXY}/tallylight/v1/info?a=%20b`, {
      headers: {
        origin: url,
        referer: `${url}/d/bandwidth`,
        cookie: 'grafana_session=x',
        authorization: 'Basic grafana',
        'x-forwarded-for': '203.0.113.7',
        'x-forwarded-host': 'grafana.example',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
        'user-agent': 'Browser',
        'x-own': 'kept',
        connection: 'keep-alive, x-hop',
        'x-hop': 'dropped',
      },
    });
    const received = target.received[0];
    expect(received?.url).toBe('/tallylight/v1/info?a=%20b');
    const { connection: _, ...headers } = received?.headers ?? {};
    expect(headers).toEqual({
      host: new URL(target.url).host,
      authorization: 'Bearer viewer-token',
      'user-agent': 'Grafana/13.2.2',
      'x-forwarded-for': '203.0.113.7, 127.0.0.1, 127.0.0.1',
      'x-grafana-referer': `${url}/d/bandwidth`,
      'x-own': 'kept',
    });
  });

  test('carries the operator token below actions only, and only for an editor', async () => {
    const target = await buildTarget(closing);
    const editor = await buildWorkbench(closing, { target: target.url, secrets, role: 'Editor' });
    const viewer = await buildWorkbench(closing, { target: target.url, secrets, role: 'Viewer' });
    const action = `${PROXY}/tallylight/v1/actions/restart`;
    expect(await send(`${editor.url}${action}`, { method: 'POST', body: '{"a":1}' })).toMatchObject({ status: 200 });
    expect(await send(`${viewer.url}${action}`, { method: 'POST', body: '{}' })).toMatchObject({ status: 403 });
    expect(await send(`${viewer.url}${PROXY}/tallylight/v1/health`)).toMatchObject({ status: 200 });
    expect(target.received.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ['POST', 'Bearer operator-token'],
      ['GET', 'Bearer viewer-token'],
    ]);
  });

  test('outside of every route reaches the target without a token', async () => {
    const target = await buildTarget(closing);
    const { url } = await buildWorkbench(closing, { target: target.url, secrets });
    const headers = { authorization: 'Basic grafana' };
    expect(await send(`${url}${PROXY}/metrics`, { headers })).toMatchObject({ status: 200, body: 'ok' });
    expect(target.received[0]?.headers.authorization).toBeUndefined();
  });

  test('carries a missing token as Go renders it', async () => {
    const target = await buildTarget(closing);
    const { url } = await buildWorkbench(closing, { target: target.url });
    await send(`${url}${PROXY}/tallylight/v1/health`);
    expect(target.received[0]?.headers.authorization).toBe('Bearer <no value>');
  });

  test('to a data source that does not exist is 404', async () => {
    const { url } = await buildWorkbench(closing);
    expect(await send(`${url}/api/datasources/proxy/uid/other/x`)).toMatchObject({ status: 404 });
  });
});

describe('an answer through the proxy', () => {
  test('of 401 becomes a bare 400', async () => {
    const target = await buildTarget(closing, (_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Bearer', 'content-type': 'application/json' });
      response.end('{"code":"bad-token"}');
    });
    const { url } = await buildWorkbench(closing, { target: target.url });
    const answer = await send(`${url}${PROXY}/tallylight/v1/health`);
    expect(answer).toMatchObject({ status: 400, body: 'Authentication to data source failed' });
    expect(answer.headers['www-authenticate']).toBeUndefined();
  });

  test('keeps status and body, loses cookies, is sandboxed', async () => {
    const target = await buildTarget(closing, (_request, response) => {
      response.writeHead(422, { 'set-cookie': 'a=b', 'content-type': 'application/problem+json' });
      response.end('{"status":422}');
    });
    const { url } = await buildWorkbench(closing, { target: target.url });
    const answer = await send(`${url}${PROXY}/tallylight/v1/streams`);
    expect(answer).toMatchObject({ status: 422, body: '{"status":422}' });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['content-security-policy']).toBe('sandbox');
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  test('of a megabyte with a length arrives whole', async () => {
    const body = 'x'.repeat(1 << 20);
    const target = await buildTarget(closing, (_request, response) => {
      response.setHeader('content-length', body.length);
      response.end(body);
    });
    const { url } = await buildWorkbench(closing, { target: target.url });
    expect((await send(`${url}${PROXY}/tallylight/v1/geo`)).body.length).toBe(body.length);
  });

  test('of known length arrives in part while the target still works on the rest', async () => {
    let finish = (): void => {};
    const target = await buildTarget(closing, (_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('first');
      finish = () => response.end('other');
    });
    const { url } = await buildWorkbench(closing, { target: target.url });
    const answer = await fetch(`${url}${PROXY}/tallylight/v1/geo`);
    const parts = (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    expect((await parts.read()).value).toBe('first');
    finish();
    expect((await parts.read()).value).toBe('other');
  });

  test('that is an event stream arrives event by event', async () => {
    let tell = (_text: string): unknown => undefined;
    const target = await buildTarget(closing, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).flushHeaders();
      tell = (text) => response.write(text);
    });
    const { url } = await buildWorkbench(closing, { target: target.url });
    const leave = new AbortController();
    const answer = await fetch(`${url}${PROXY}/tallylight/v1/live/sse`, { signal: leave.signal });
    const events = (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      tell(event);
      expect((await events.read()).value).toBe(event);
    }
    leave.abort();
  });

  test('is 502 when the target is gone', async () => {
    const target = await buildTarget(closing);
    const { url } = await buildWorkbench(closing, { target: target.url });
    await target.kill();
    expect(await send(`${url}${PROXY}/tallylight/v1/health`)).toMatchObject({ status: 502, body: '' });
  });

  test('that breaks off in the middle breaks off for the browser too', async () => {
    const target = await buildTarget(closing, (_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    });
    const { url } = await buildWorkbench(closing, { target: target.url });
    await expect(send(`${url}${PROXY}/tallylight/v1/geo`)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });
});
