import { ZerothError } from '../errors.js';
import type { AsyncOracle } from '../query/types.js';
import { decode, encode } from '../run/journal/index.js';
import type { CoreKind, CoreQueryOf, Unchanging } from './core-kinds.js';
import { linked } from './linked.js';
import { remoteOracle } from './remote-oracle.js';
import { shaped } from './shaped.js';

/** Options of {@link httpOracle}. */
export interface HttpOptions<K extends string> {
  /** the kinds that the server answers */
  readonly kinds: readonly K[];
  /** Headers of each request, an `authorization` say. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until an attempt fails; such a question is not asked again. Default Infinity. */
  readonly timeout?: number;
  /** How often a question is asked again after the network or the server (status 5xx) failed. Default 2. */
  readonly retries?: number;
  /** Milliseconds before the first of these; each later one waits twice as long. Default 100. */
  readonly delay?: number;
  /** Sends the requests. Default the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * An oracle behind a URL. Each question is a POST of `{ query }`, which is answered by `{ answer }` or by `{ error }`,
 * in the JSON of `encode` and `decode`; answers with lists of plain numbers for vectors are good too. Kinds that are
 * not zeroth's own are named by the type argument: `httpOracle<Taste>(url, { kinds: ['taste'] })`.
 *
 * The failures are ZerothErrors: `http-network`, `http-timeout`, `http-status`, `http-answer`, `answer-shape`.
 */
export function httpOracle<const K extends CoreKind>(
  url: string | URL,
  options: HttpOptions<K>,
): AsyncOracle<CoreQueryOf<K>>;
export function httpOracle<Y extends Unchanging>(url: string | URL, options: HttpOptions<Y['kind']>): AsyncOracle<Y>;
export function httpOracle(url: string | URL, options: HttpOptions<string>): object {
  const { kinds, retries = 2, delay = 100 } = options;
  if (!(Number.isInteger(retries) && retries >= 0))
    throw new ZerothError('retries-range', 'retries must be an integer from 0', retries);
  return remoteOracle<Unchanging>(kinds, async (query, signal) => {
    const body = encode({ query });
    for (let attempt = 0; ; attempt++) {
      const reply = await post(String(url), body, options, signal);
      if (!('failure' in reply)) return shaped(query, reply.answer);
      if (!reply.again || attempt >= retries) throw reply.failure;
      await pause(delay * 2 ** attempt, signal);
    }
  });
}

type Reply = { readonly answer: unknown } | { readonly failure: ZerothError; readonly again: boolean };

async function post(
  url: string,
  body: string,
  { headers, timeout = Infinity, fetch = globalThis.fetch }: HttpOptions<string>,
  signal: AbortSignal,
): Promise<Reply> {
  signal.throwIfAborted();
  return linked(signal, async (attempt) => {
    const tooLate = new ZerothError('http-timeout', `${url} did not answer within ${timeout} milliseconds`);
    const timer = timeout === Infinity ? undefined : setTimeout(() => attempt.abort(tooLate), timeout);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
        body,
        signal: attempt.signal,
      });
      return replyOf(url, response.status, await response.text());
    } catch (error) {
      signal.throwIfAborted();
      if (attempt.signal.aborted) return { failure: tooLate, again: false };
      const message = `${url} cannot be reached (${reasonOf(error)}): see that the server runs`;
      return { failure: new ZerothError('http-network', message, url, { cause: error }), again: true };
    } finally {
      clearTimeout(timer);
    }
  });
}

function replyOf(url: string, status: number, text: string): Reply {
  const again = status >= 500;
  const content = contentOf(text);
  if (content !== undefined && 'error' in content) {
    const message = `${url} failed with status ${status}: ${String(content.error)}`;
    return { failure: new ZerothError('http-status', message, status), again };
  }
  if (status < 200 || status > 299)
    return { failure: new ZerothError('http-status', `${url} failed with status ${status}`, status), again };
  if (content === undefined || !('answer' in content)) {
    const message = `${url} answered neither { answer } nor { error }: see that it serves an oracle`;
    return { failure: new ZerothError('http-answer', message, text.slice(0, 200)), again: false };
  }
  return { answer: content.answer };
}

function contentOf(text: string): Readonly<Record<string, unknown>> | undefined {
  let content: unknown;
  try {
    content = decode(text);
  } catch {
    return undefined;
  }
  return typeof content === 'object' && content !== null ? { ...content } : undefined;
}

/* `fetch` hides why it failed in its cause. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return reason instanceof Error ? reason.message : String(reason);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', abort, { once: true });
  });
}
