import { describe, expect, expectTypeOf, it } from 'vitest';
import { type AsyncOracle, type Gradients, gradientAt, type Query, type Values, valueAt } from '../query/index.js';
import { decode, encode, runAsync } from '../run/index.js';
import { httpOracle } from './index.js';

/** A server at the other end of `fetch`, which answers with what the list says, one request after the other. */
function scripted(...replies: (() => Response | Promise<Response>)[]) {
  const requests: { readonly url: string; readonly init: RequestInit }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init = {}) => {
    requests.push({ url: String(url), init });
    init.signal?.throwIfAborted();
    return replies[Math.min(requests.length, replies.length) - 1]!();
  };
  return { fetch, requests };
}

const answering = (answer: unknown) => () => new Response(encode({ answer }));
const failing = (status: number, error: string) => () => new Response(encode({ error }), { status });
const unreachable = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }));
const kinds = ['values'] as const;
const x = Float64Array.of(1, -0);
const ask = (oracle: AsyncOracle<Values>) => runAsync(valueAt(x), oracle);

describe('an oracle behind a URL', () => {
  it('is typed by its kinds, or by the type argument', () => {
    interface Taste extends Query<'taste', string> {}
    expectTypeOf(httpOracle('http://a', { kinds: ['values', 'gradients'] })).toEqualTypeOf<
      AsyncOracle<Values | Gradients>
    >();
    expectTypeOf(httpOracle<Taste>('http://a', { kinds: ['taste'] })).toEqualTypeOf<AsyncOracle<Taste>>();
    // @ts-expect-error gradients are not among the kinds
    () => runAsync(gradientAt(x), httpOracle('http://a', { kinds: ['values'] }));
    // @ts-expect-error an effect could not be replayed there
    httpOracle<Query<'push', number> & { effect: true }>('http://a', { kinds: ['push'] });
  });

  it('posts the question, every bit of it but the buffers, and reads the answer', async () => {
    const gradient = Float64Array.of(0.1, -0);
    const { fetch, requests } = scripted(answering([{ value: 5e-324, gradient }]));
    const oracle = httpOracle('http://a/b', { kinds: ['gradients'], headers: { authorization: 'Bearer t' }, fetch });
    const into = new Float64Array(2);
    const outcome = await runAsync(gradientAt(x, into, { sample: 3 }), oracle);
    expect(outcome).toMatchObject({ result: { value: 5e-324, gradient } });
    expect(into).toEqual(gradient);
    expect(requests).toHaveLength(1);
    const { url, init } = requests[0]!;
    expect([url, init.method]).toEqual(['http://a/b', 'POST']);
    expect(init.headers).toMatchObject({ authorization: 'Bearer t', 'content-type': 'application/json' });
    expect(decode(String(init.body))).toStrictEqual({ query: { kind: 'gradients', points: [x], sample: 3 } });
  });

  it('takes lists of plain numbers for vectors', async () => {
    const { fetch } = scripted(() => new Response('{"answer":[2.5]}'));
    expect(await ask(httpOracle('http://a', { kinds, fetch }))).toMatchObject({ result: 2.5 });
  });

  it.each([
    ['the network', unreachable],
    ['the server', failing(503, 'busy')],
  ])('asks again when %s fails', async (_, failure) => {
    const { fetch, requests } = scripted(failure, failure, answering(Float64Array.of(2)));
    expect(await ask(httpOracle('http://a', { kinds, fetch, delay: 1 }))).toMatchObject({ result: 2 });
    expect(requests).toHaveLength(3);
  });

  it('gives up after `retries`, with the reason', async () => {
    const down = scripted(unreachable);
    expect(await ask(httpOracle('http://a', { kinds, ...down, retries: 1, delay: 1 }))).toMatchObject({
      status: 'failed',
      error: { code: 'http-network', message: expect.stringContaining('ECONNREFUSED') },
    });
    expect(down.requests).toHaveLength(2);
    const busy = scripted(failing(500, 'out of memory'));
    expect(await ask(httpOracle('http://a', { kinds, ...busy, retries: 3, delay: 1 }))).toMatchObject({
      error: { code: 'http-status', value: 500, message: expect.stringContaining('out of memory') },
    });
    expect(busy.requests).toHaveLength(4);
  });

  it.each([
    ['a refusal', failing(422, 'no such part'), 'http-status', 'no such part'],
    ['an error with status 200', failing(200, 'no such part'), 'http-status', 'no such part'],
    ['a status without JSON', () => new Response('<h1>', { status: 404 }), 'http-status', '404'],
    ['a page', () => new Response('<h1>hello</h1>'), 'http-answer', 'neither'],
    ['an empty object', () => new Response('{}'), 'http-answer', 'neither'],
    ['an answer of another shape', answering(Float64Array.of(1, 2)), 'answer-shape', '1 in all, not 2'],
  ])('does not ask again after %s', async (_, reply, code, text) => {
    const { fetch, requests } = scripted(reply);
    const outcome = await ask(httpOracle('http://a', { kinds, fetch, delay: 1 }));
    expect(outcome).toMatchObject({ status: 'failed', error: { code, message: expect.stringContaining(text) } });
    expect(requests).toHaveLength(1);
  });

  it('fails after `timeout`, once', async () => {
    let requests = 0;
    const fetch: typeof globalThis.fetch = (_, init) => {
      requests++;
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    };
    const outcome = await ask(httpOracle('http://a', { kinds, fetch, timeout: 5, delay: 1 }));
    expect(outcome).toMatchObject({ error: { code: 'http-timeout' } });
    expect(requests).toBe(1);
  });

  it.each([
    ['while it is asked', () => new Promise<Response>(() => undefined), 1],
    ['while it waits to ask again', unreachable, 1],
  ])('stops when the run is aborted %s', async (_, reply, expected) => {
    const controller = new AbortController();
    const { fetch, requests } = scripted(reply);
    const oracle = httpOracle('http://a', { kinds, fetch, delay: 20 });
    setTimeout(() => controller.abort(), 5);
    const outcome = await runAsync(valueAt(x), oracle, { signal: controller.signal });
    expect(outcome.status).toBe('aborted');
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(requests).toHaveLength(expected);
    expect(requests.every(({ init }) => init.signal !== undefined)).toBe(true);
  });
});
