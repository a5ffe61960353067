import { createServer, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { combine, functionOracle, gradientOracle, httpOracle } from 'zeroth/oracles';
import { type Cloud, type Query, type Values, valueAt, valuesAt } from 'zeroth/query';
import { decode, encode, evaluations, memoryJournal, run, runAsync } from 'zeroth/run';
import { descend, quadratic, start } from '../fixtures/method.js';
import { wave } from '../fixtures/oracle.js';
import { type OracleServer, type ServeOptions, serveOracle } from './serve-oracle.js';

const open: OracleServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});
async function served(oracle: object, options?: ServeOptions): Promise<string> {
  const server = await serveOracle(oracle, options);
  open.push(server);
  return server.url;
}

const single = combine(functionOracle(wave), gradientOracle(quadratic));
const json = { 'content-type': 'application/json' };
const post = (url: string, body: string, headers: Readonly<Record<string, string>> = json) =>
  fetch(url, { method: 'POST', headers, body });
const errorOf = async (response: Response) => (decode(await response.text()) as { error: string }).error;

describe('an oracle that is served', () => {
  it('equals the oracle here, bit for bit', async () => {
    const oracle = httpOracle(await served(single), { kinds: ['values', 'gradients'] });
    const cloud: Cloud = { law: 'sphere', center: start(5), scale: start(5), seed: 3, length: 20 };
    expect(await runAsync(valuesAt(cloud), oracle)).toEqual(run(valuesAt(cloud), single));
    const [local, remote] = [memoryJournal(), memoryJournal()];
    const stop = evaluations(20);
    const expected = run(descend(start(30)), single, { stop, journal: local });
    expect(await runAsync(descend(start(30)), oracle, { stop, journal: remote })).toEqual(expected);
    expect(remote.text()).toBe(local.text());
  });

  it('carries NaN, infinities and −0 both ways', async () => {
    const oracle = httpOracle(await served(functionOracle((x) => x[0]!)), { kinds: ['values'] });
    for (const value of [-0, Number.NaN, Infinity, -Infinity, 5e-324]) {
      const outcome = await runAsync(valueAt(Float64Array.of(value), {}), oracle, { checkFinite: false });
      expect(Object.is(outcome.status === 'returned' ? outcome.result : undefined, value)).toBe(true);
    }
  });

  it('fails a question on which its handler throws, with 422, which is not asked again', async () => {
    let asked = 0;
    const url = await served({
      values: () => {
        asked++;
        throw new Error('sensor off');
      },
    });
    const outcome = await runAsync(valueAt(start(1)), httpOracle(url, { kinds: ['values'] }));
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'http-status', value: 422, message: expect.stringContaining('sensor off') },
    });
    expect(asked).toBe(1);
  });

  it('answers 500 where its answer is not plain data', async () => {
    const response = await post(await served({ taste: () => ({ f: () => 1 }) }), encode({ query: { kind: 'taste' } }));
    expect([response.status, await errorOf(response)]).toEqual([500, expect.stringContaining('not plain data')]);
  });

  it('has sub-oracles at their addresses', async () => {
    const url = await served({ clients: [functionOracle(() => 1), functionOracle(() => 2)] });
    const query = (address: string | number) =>
      encode({
        query: {
          kind: 'at',
          address: 'clients',
          query: { kind: 'at', address, query: { kind: 'values', points: [start(1)] } },
        },
      });
    expect(decode(await (await post(url, query(1))).text())).toEqual({ answer: Float64Array.of(2) });
    for (const address of [2, 'length', 'push', '__proto__', 'constructor'])
      expect((await post(url, query(address))).status).toBe(400);
  });

  it('tells its handler when the client is gone', async () => {
    let told = false;
    let asked = () => {};
    const begun = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const url = await served({
      values: (_: Query, signal: AbortSignal) =>
        new Promise((_resolve, reject) => {
          asked();
          signal.addEventListener('abort', () => {
            told = true;
            reject(signal.reason);
          });
        }),
    });
    const controller = new AbortController();
    const outcome = runAsync(valueAt(start(1)), httpOracle(url, { kinds: ['values'] }), { signal: controller.signal });
    await begun;
    controller.abort();
    expect((await outcome).status).toBe('aborted');
    await expect.poll(() => told).toBe(true);
  });

  it('ends what is outstanding when it is closed, and frees its port', async () => {
    const server = await serveOracle({ values: () => new Promise(() => {}) });
    const oracle = httpOracle(server.url, { kinds: ['values'], retries: 0 });
    const outcome = runAsync(valueAt(start(1)), oracle);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close();
    expect(await outcome).toMatchObject({ status: 'failed', error: { code: 'http-network' } });
    expect(await runAsync(valueAt(start(1)), oracle)).toMatchObject({
      error: { code: 'http-network', message: expect.stringContaining('ECONNREFUSED') },
    });
    const again = await serveOracle(single, { port: Number(new URL(server.url).port) });
    await again.close();
  });

  it('says that its port is taken', async () => {
    const port = Number(new URL(await served(single)).port);
    await expect(serveOracle(single, { port })).rejects.toMatchObject({ code: 'port-taken', value: port });
  });

  it('listens on this machine only, unless told otherwise', async () => {
    expect(await served(single)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await served(single, { host: '::1' })).toMatch(/^http:\/\/\[::1\]:\d+\/$/);
  });
});

describe('hostile requests', () => {
  const question = encode({ query: { kind: 'values', points: [start(2)] } });

  it.each([
    [404, 'POST', 'x', json],
    [404, 'GET', 'x/../..//y', {}],
    [404, 'POST', '/', json],
    [405, 'GET', '', {}],
    [405, 'PUT', '', json],
    [405, 'OPTIONS', '', { origin: 'http://evil', 'access-control-request-method': 'POST' }],
    [415, 'POST', '', {}],
    [415, 'POST', '', { 'content-type': 'text/plain' }],
    [415, 'POST', '', { 'content-type': 'application/jsonp' }],
    [200, 'POST', '?a=1', { 'content-type': 'application/JSON; charset=utf-8' }],
  ])('get %d for %s /%s', async (status, method, path, headers) => {
    const url = await served(single);
    const body = method === 'POST' || method === 'PUT' ? { body: question } : {};
    const response = await fetch(`${url}${path}`, { method, headers, ...body });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('access-control-allow-origin')).toBe(null);
    const content = decode(await response.text());
    expect(content).toEqual(status === 200 ? { answer: expect.any(Float64Array) } : { error: expect.any(String) });
  });

  const cloud = { law: 'gaussian', center: start(1000), scale: start(1000), seed: 1, length: 1e9 };
  const bodies: readonly [string, string][] = [
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['[]', 'must be { "query"'],
    ['null', 'must be { "query"'],
    ['5', 'must be { "query"'],
    ['{"query":5}', 'must be { "query"'],
    ['{"query":{}}', 'must have a kind'],
    ['{"query":{"kind":5}}', 'must have a kind'],
    ['{"query":{"kind":"hessian"}}', 'cannot answer hessian; it answers values, gradients'],
    ['{"query":{"kind":"constructor"}}', 'cannot answer'],
    ['{"query":{"kind":"__proto__"}}', 'cannot answer'],
    ['{"query":{"kind":"toString"}}', 'cannot answer'],
    ['{"query":{"kind":"__defineGetter__"}}', 'cannot answer'],
    ['{"query":{"kind":"at"}}', 'must have an address'],
    ['{"query":{"kind":"at","address":"__proto__","query":{"kind":"toString"}}}', 'no oracle at __proto__'],
    ['{"query":{"kind":"values"}}', 'must have points'],
    ['{"query":{"kind":"values","points":5}}', 'points must be vectors'],
    ['{"query":{"kind":"values","points":[[1]]}}', 'points must be vectors'],
    ['{"query":{"kind":"values","points":{"length":1e9}}}', 'points must be vectors'],
    ['{"query":{"kind":"values","points":[{"$f64":"AAA"}]}}', 'not JSON'],
    ['{"query":{"kind":"values","points":[{"$evil":"x"}]}}', 'not JSON'],
    [encode({ query: { kind: 'values', points: [start(2), start(3)] } }), 'of one length'],
    [encode({ query: { kind: 'values', points: cloud } }), 'at most 134217728 numbers'],
    [encode({ query: { kind: 'values', points: { ...cloud, center: start(0), scale: start(0) } } }), 'at most'],
    [encode({ query: { kind: 'values', points: { ...cloud, length: -1 } } }), 'points must be vectors'],
    [encode({ query: { kind: 'values', points: { ...cloud, scale: start(3) } } }), 'points must be vectors'],
    [`{"query":${'['.repeat(1e6)}`, 'not JSON'],
    [`{"query":${'['.repeat(1e5)}${']'.repeat(1e5)}}`, 'not JSON'],
  ];
  it.each(bodies.map(([body, text]) => [body.slice(0, 70), text, body]))(
    'get 400 for the body %s: %s',
    async (_, text, body) => {
      const response = await post(await served(single), body);
      expect([response.status, await errorOf(response)]).toEqual([400, expect.stringContaining(text)]);
    },
  );

  it('cannot reach a prototype, nor what is no kind', async () => {
    let closed = false;
    class Guarded {
      values(_: Values) {
        return Float64Array.of(1);
      }
      replayed() {
        closed = true;
      }
      close() {
        closed = true;
      }
    }
    const url = await served(new Guarded());
    for (const kind of ['close', 'replayed', 'constructor', 'hasOwnProperty'])
      expect((await post(url, encode({ query: { kind } }))).status).toBe(400);
    const polluting = '{"query":{"kind":"values","points":[],"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}';
    expect((await post(url, polluting)).status).toBe(200);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(closed).toBe(false);
  });

  it('are answered for the kinds only that are served', async () => {
    const url = await served(single, { kinds: ['values'] });
    expect((await post(url, question)).status).toBe(200);
    expect((await post(url, encode({ query: { kind: 'gradients', points: [start(2)] } }))).status).toBe(400);
  });

  it('get 413 for more bytes than allowed, whether they say so or not, and the server goes on', async () => {
    let asked = 0;
    const url = await served({ values: () => Float64Array.of(++asked) }, { maxBytes: 1000 });
    expect((await post(url, ' '.repeat(1000))).status).toBe(400);
    expect((await post(url, ' '.repeat(1001))).status).toBe(413);
    expect(await status(url, 20_000_000)).toBe(413);
    expect(asked).toBe(0);
    expect((await post(url, question)).status).toBe(200);
  });

  it('that end in the middle, or are no HTTP, leave the server as it was', async () => {
    const url = await served(single);
    const { port } = new URL(url);
    for (const text of [
      `POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query"`,
      'POST // HTTP/1.1\r\nhost: a\r\n\r\n',
      '\u0000\u0001\r\n\r\n',
      'GET http://[ HTTP/1.1\r\nhost: a\r\n\r\n',
    ])
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write(text);
          setTimeout(() => socket.destroy(), 20);
        });
        socket.on('error', () => undefined).on('close', () => resolve());
      });
    expect((await post(url, question)).status).toBe(200);
  });
});

describe('a server that fails', () => {
  it('is asked again until it is there', async () => {
    let answered = 0;
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(answered++ < 2 ? 503 : 200, json).end(encode({ answer: Float64Array.of(4) }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const outcome = await runAsync(valueAt(start(1)), httpOracle(url, { kinds: ['values'], delay: 1 }));
    expect(outcome).toMatchObject({ result: 4 });
    expect(answered).toBe(3);
    server.closeAllConnections();
    server.close();
  });
});

/** The status of a request that sends its bytes in chunks, without telling how many. */
function status(url: string, bytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers: json }, (response) => {
      resolve(response.statusCode);
      request.destroy();
    });
    // The server may hang up while this still sends; what counts is what it said.
    request.on('error', (error) => setTimeout(() => reject(error), 100));
    const chunk = Buffer.alloc(1 << 16, ' ');
    for (let sent = 0; sent < bytes; sent += chunk.length) request.write(chunk);
    request.end();
  });
}
