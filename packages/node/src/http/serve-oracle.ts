import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ZerothError } from 'zeroth';
import type { Query } from 'zeroth/query';
import { answer, decode, encode } from 'zeroth/run';
import { codeOf } from '../lock/owner.js';
import { checkBody } from './check-query.js';
import { readBody } from './read-body.js';

/** Options of {@link serveOracle}. */
export interface ServeOptions {
  /** Default 0: any that is free. */
  readonly port?: number;
  /** The kinds that may be asked. Default all the functions of the oracle and its class, but `replayed` and `close`. */
  readonly kinds?: readonly string[];
  /** The address to listen on. Default 127.0.0.1, which only this machine reaches; there is no authentication. */
  readonly host?: string;
  /** Bytes of the largest request. Default 2²⁶ (64 MiB). */
  readonly maxBytes?: number;
  /** Numbers that the points of a cloud may come to, which its bytes do not bound. Default 2²⁷ (1 GiB). */
  readonly maxNumbers?: number;
}

/** A server that answers for an oracle. */
export interface OracleServer {
  readonly url: string;
  /** Ends the server; the oracle's signals abort. */
  close(): Promise<void>;
}

/**
 * Serves an oracle over HTTP, as `httpOracle` asks it: POST `{ query }` to `/`. The answer is 200 `{ answer }`, or
 * `{ error }` with 400 (not JSON, no such kind, malformed points), 404 (another path), 405 (another method), 413 (more
 * than `maxBytes`), 415 (not application/json, which keeps web pages out), 422 (the oracle failed), 500 (its answer is
 * not plain data). Oracles with effects are not for serving: nobody could replay to them.
 *
 * @param oracle synchronous or asynchronous; its signal aborts when the client is gone
 * @throws ZerothError `port-taken`
 */
export async function serveOracle(oracle: object, options: ServeOptions = {}): Promise<OracleServer> {
  const { port = 0, host = '127.0.0.1' } = options;
  const server = createServer((request, response) => {
    handle(oracle, request, options).then(
      (reply) => send(response, reply),
      // The client is gone while its request was read.
      () => response.destroy(),
    );
  });
  await listen(server, port, host);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function handle(oracle: object, request: IncomingMessage, options: ServeOptions): Promise<Reply> {
  const { maxBytes = 2 ** 26, maxNumbers = 2 ** 27, kinds } = options;
  if (request.url?.split('?', 1)[0] !== '/') return failure(404, 'ask at /');
  if (request.method !== 'POST') return { ...failure(405, 'ask with POST'), headers: { allow: 'POST' } };
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    return failure(415, 'send application/json');
  const body = await readBody(request, maxBytes);
  // The rest of the body is not read, so the connection cannot be used again.
  if (body === undefined)
    return { ...failure(413, `a request has at most ${maxBytes} bytes`), headers: { connection: 'close' } };
  let query: string | Query;
  try {
    query = checkBody(oracle, decode(body), { kinds, maxNumbers });
  } catch (error) {
    return failure(400, `the body is not JSON: ${messageOf(error)}`);
  }
  return typeof query === 'string' ? failure(400, query) : ask(oracle, query, request);
}

async function ask(oracle: object, query: Query, request: IncomingMessage): Promise<Reply> {
  const gone = new AbortController();
  const abort = () => gone.abort();
  request.socket.once('close', abort);
  let given: unknown;
  try {
    given = await answer(oracle, query, gone.signal);
  } catch (error) {
    return failure(422, messageOf(error));
  } finally {
    request.socket.off('close', abort);
  }
  try {
    return { status: 200, body: encode({ answer: given }) };
  } catch (error) {
    return failure(500, `the answer cannot be sent: ${messageOf(error)}`);
  }
}

function failure(status: number, error: string): Reply {
  return { status, body: encode({ error }) };
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = codeOf(error) === 'EADDRINUSE';
      const message = taken
        ? `port ${port} of ${host} is taken: choose another, or 0 for any that is free`
        : `the server cannot listen on port ${port} of ${host}: ${error.message}`;
      reject(new ZerothError(taken ? 'port-taken' : 'port-refused', message, port, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
