import { ZerothError } from 'zeroth';
import { type CoreKind, type CoreQueryOf, coreKinds, remoteOracle, shaped, type Unchanging } from 'zeroth/oracles';
import type { AsyncOracle, Query } from 'zeroth/query';
import type { Answers, Closable } from '../elsewhere.js';
import { type End, type LineProcess, lineProcess } from './line-process.js';
import { fromPlainJson, toPlainJson, withVectors } from './plain-json.js';

/** Options of {@link commandOracle}. */
export interface CommandOptions<K extends string> extends Answers<K> {
  /** The folder that the command runs in. Default this process's. */
  readonly cwd?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Characters of the longest line that is read. Default 2²⁸. */
  readonly longestLine?: number;
  /** Milliseconds that `close` waits for the command to end by itself, then again after SIGTERM. Default 2000. */
  readonly grace?: number;
}

interface Outstanding {
  readonly query: Query;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An oracle that another program is. It runs for as long as it likes and speaks JSON lines: it reads
 * `{"id": 1, "query": {"kind": "values", "points": [[0.5, 1]]}}` and writes `{"id": 1, "answer": [2.5]}` or
 * `{"id": 1, "error": "why"}`, in any order, flushing after each line. Vectors are lists of numbers; NaN and the
 * infinities are the texts `"NaN"`, `"Infinity"`, `"-Infinity"` (bare, as Python writes them, they are read too).
 * Gradients are `[{"value": 2.5, "gradient": [1, 2]}]`. In answers to kinds of your own, each list of numbers becomes
 * a vector.
 *
 * The program is started at the first question. Where it ends, what is outstanding fails with ZerothError
 * `command-ended` (its exit code and the end of its standard error); the next question starts it again. A line that is
 * no answer fails what is outstanding with `command-line`, and the program is killed.
 *
 * @param command a program, by path or as found in PATH; no shell is involved
 */
export function commandOracle<const K extends CoreKind>(
  command: string,
  args: readonly string[],
  options: CommandOptions<K>,
): AsyncOracle<CoreQueryOf<K>> & Closable;
export function commandOracle<Y extends Unchanging>(
  command: string,
  args: readonly string[],
  options: CommandOptions<Y['kind']>,
): AsyncOracle<Y> & Closable;
export function commandOracle(command: string, args: readonly string[], options: CommandOptions<string>): object {
  const { kinds, cwd, env, longestLine = 2 ** 28, grace = 2000 } = options;
  let running: Running | undefined;
  let ids = 0;
  let closed = false;
  const oracle = remoteOracle<Unchanging>(kinds, async (query, signal) => {
    if (closed) throw new ZerothError('oracle-closed', `the oracle of ${command} is closed: make another one`);
    signal.throwIfAborted();
    const line = toPlainJson(query);
    if (running === undefined || running.over) running = start({ command, args, cwd, env, longest: longestLine });
    return running.ask(++ids, query, line, signal);
  });
  return {
    ...oracle,
    async close() {
      closed = true;
      await running?.close(grace);
    },
  };
}

interface Running {
  /** whether the program is to be started again */
  readonly over: boolean;
  ask(id: number, query: Query, line: string, signal: AbortSignal): Promise<unknown>;
  close(grace: number): Promise<void>;
}

function start(how: Parameters<typeof lineProcess>[0]): Running {
  const { command } = how;
  const outstanding = new Map<number, Outstanding>();
  const abandoned = new Set<number>();
  let over = false;

  const failAll = (error: ZerothError) => {
    over = true;
    for (const { reject } of outstanding.values()) reject(error);
    outstanding.clear();
  };
  const malformed = (line: string, why: string) => {
    const shown = line.length > 200 ? `${line.slice(0, 200)}…` : line;
    const message = `${command} wrote a line that ${why}: ${shown} (write answers to standard output, all else to standard error)`;
    failAll(new ZerothError('command-line', message, shown));
    child.kill();
  };
  const settled = (id: number) => {
    outstanding.delete(id);
    child.hold(outstanding.size > 0);
  };
  const child: LineProcess = lineProcess(how, {
    line(text) {
      if (over || text.trim() === '') return;
      const reply = replyOf(text);
      if (typeof reply === 'string') {
        malformed(text, reply);
        return;
      }
      const asked = outstanding.get(reply.id);
      if (asked === undefined) {
        if (!abandoned.delete(reply.id)) malformed(text, 'answers a question that is not outstanding');
        return;
      }
      settled(reply.id);
      if ('error' in reply) {
        asked.reject(new ZerothError('command-error', `${command} failed on ${asked.query.kind}: ${reply.error}`));
        return;
      }
      try {
        asked.resolve(read(asked.query, reply.answer));
      } catch (error) {
        asked.reject(error);
      }
    },
    overflow: () => malformed('', `has more than ${how.longest} characters`),
    ended: (end) => failAll(endOf(command, end)),
  });

  return {
    get over() {
      return over;
    },
    ask(id, query, line, signal) {
      return new Promise((resolve, reject) => {
        const abort = () => {
          abandoned.add(id);
          settled(id);
          reject(signal.reason);
        };
        const settle =
          <T>(deliver: (value: T) => void) =>
          (value: T) => {
            signal.removeEventListener('abort', abort);
            deliver(value);
          };
        signal.addEventListener('abort', abort, { once: true });
        outstanding.set(id, { query, resolve: settle(resolve), reject: settle(reject) });
        child.hold(true);
        child.write(`{"id":${id},"query":${line}}`);
      });
    },
    async close(grace) {
      failAll(new ZerothError('oracle-closed', `the oracle of ${command} was closed before it answered`));
      child.hold(true);
      await child.close(grace);
    },
  };
}

type Reply = { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly error: string };

/** What a line says, or what is wrong with it. */
function replyOf(line: string): Reply | string {
  let content: unknown;
  try {
    content = fromPlainJson(line);
  } catch {
    return 'is not JSON';
  }
  if (typeof content !== 'object' || content === null) return 'is not { "id", "answer" }';
  const { id, answer, error }: { id?: unknown; answer?: unknown; error?: unknown } = content;
  if (typeof id !== 'number') return 'has no number "id"';
  if (error !== undefined && error !== null)
    return { id, error: typeof error === 'string' ? error : JSON.stringify(error) };
  return answer === undefined ? 'has neither "answer" nor "error"' : { id, answer };
}

function read(query: Query, answer: unknown): unknown {
  const core: readonly string[] = coreKinds;
  return core.includes(query.kind) ? shaped(query, answer) : withVectors(answer);
}

function endOf(command: string, end: End): ZerothError {
  if ('error' in end) {
    const message = `${command} cannot be started (${end.error.message}): see that it is installed and may be run`;
    return new ZerothError('command-missing', message, command, { cause: end.error });
  }
  const how = end.code === null ? `by ${end.signal}` : `with exit code ${end.code}`;
  const said = end.stderr === '' ? ', and wrote nothing to standard error' : `; it wrote: ${end.stderr}`;
  return new ZerothError('command-ended', `${command} ended ${how} before it answered${said}`, end.code ?? end.signal);
}
