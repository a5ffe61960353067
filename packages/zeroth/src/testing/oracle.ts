import { type At, isAt, type Query } from '../query/index.js';
import { answer } from '../run/answer.js';
import { encode, hash } from '../run/index.js';
import { type Check, runChecks } from './check.js';
import { expectSame, expectThat } from './trace.js';

/** An oracle to be checked. */
export interface OracleSubject<O> {
  readonly name: string;
  /** A fresh oracle, always in the same state; it may promise its answers. */
  readonly oracle: () => O;
  /** Questions that it answers, in the order in which they are asked; `at` ones for its parts. */
  readonly queries: readonly Query[];
  /** Plain data that tells the oracle's states apart. Needed where questions are effects. */
  readonly fingerprint?: (oracle: O) => unknown;
}

/**
 * What every oracle owes, as checks for a test runner to list: `for (const { name, check } of conformanceOfOracle(…))
 * test(name, check)`.
 */
export function conformanceOfOracle<O>(subject: OracleSubject<O>): readonly Check[] {
  return [
    { name: 'answers alike when it is fresh', check: () => answersAlike(subject) },
    { name: 'answers alike when asked twice', check: () => answersTwice(subject) },
    { name: 'hands out answers for good', check: () => handsOut(subject) },
    { name: 'fills buffers or lets them be', check: () => fills(subject) },
    { name: 'ignores fields that it does not know', check: () => ignoresUnknownFields(subject) },
    { name: 'leaves questions alone', check: () => leavesQuestions(subject) },
    { name: 'repeats effects in a replay as if it were asked', check: () => repeatsEffects(subject) },
  ];
}

/**
 * Runs all checks of {@link conformanceOfOracle}.
 *
 * @throws Error that lists what does not hold
 */
export async function checkOracle<O>(subject: OracleSubject<O>): Promise<void> {
  await runChecks(subject.name, conformanceOfOracle(subject));
}

async function answersAlike<O>({ oracle, queries }: OracleSubject<O>): Promise<void> {
  const first = await answersOf(oracle(), queries);
  const second = await answersOf(oracle(), queries);
  for (const [i, text] of first.entries()) expectSame(text, second[i], `${described(queries, i)}, to a second oracle`);
}

async function answersTwice<O>({ oracle, queries }: OracleSubject<O>): Promise<void> {
  const asked = oracle();
  for (const [i, query] of queries.entries()) {
    if (isEffect(query)) {
      await answer(asked, query);
      continue;
    }
    const first = encode(await answer(asked, query));
    expectSame(first, encode(await answer(asked, query)), `${described(queries, i)}, when asked again`);
  }
}

/** What was answered does not change later, and does not share memory with a later answer. */
async function handsOut<O>({ oracle, queries }: OracleSubject<O>): Promise<void> {
  const asked = oracle();
  const answers: { readonly value: unknown; readonly text: string }[] = [];
  const buffers = new Map<ArrayBufferLike, number>();
  const plain = queries.map(withoutInto);
  for (const [i, query] of [...plain, ...plain].entries()) {
    const value = await answer(asked, query);
    answers.push({ value, text: encode(value) });
    for (const view of viewsIn(value)) {
      const earlier = buffers.get(view.buffer);
      expectThat(
        earlier === undefined || earlier === i,
        () => `${described(plain, i % plain.length)} is in the memory of an earlier answer`,
      );
      buffers.set(view.buffer, i);
    }
  }
  for (const [i, { value, text }] of answers.entries())
    expectSame(text, encode(value), `${described(plain, i % plain.length)}, after later questions`);
}

/** With buffers in `into` the answer is the same; an array of it is a buffer of the question's or shares none of them. */
async function fills<O>({ oracle, queries }: OracleSubject<O>): Promise<void> {
  const without = oracle();
  const given = oracle();
  for (const [i, query] of queries.entries()) {
    const plain = withoutInto(query);
    const expected = await answer(without, plain);
    const into = buffersFor(plain, expected);
    const answered = await answer(given, into === undefined ? plain : withField(plain, 'into', into));
    expectSame(encode(expected), encode(answered), `${described(queries, i)}, with buffers to fill`);
    for (const view of viewsIn(answered))
      for (const buffer of viewsIn(into))
        expectThat(
          view === buffer || view.buffer !== buffer.buffer,
          () => `${described(queries, i)} is in the memory of a buffer, but not the buffer`,
        );
  }
}

async function ignoresUnknownFields<O>({ oracle, queries }: OracleSubject<O>): Promise<void> {
  const plain = await answersOf(oracle(), queries);
  const odd = await answersOf(
    oracle(),
    queries.map((query) => withField(query, 'aFieldOfTheFuture', 1)),
  );
  for (const [i, text] of plain.entries()) expectSame(text, odd[i], `${described(queries, i)}, with an unknown field`);
}

async function leavesQuestions<O>({ oracle, queries }: OracleSubject<O>): Promise<void> {
  const asked = oracle();
  for (const [i, query] of queries.entries()) {
    const before = hash(query);
    await answer(asked, query);
    expectSame(before, hash(query), `fingerprint of question ${i + 1} (${query.kind}) after it was answered`);
  }
}

/** An oracle that is told of effects and their answers ends in the state of the one that was asked. */
async function repeatsEffects<O>({ oracle, queries, fingerprint }: OracleSubject<O>): Promise<void> {
  if (!queries.some(isEffect)) return;
  if (fingerprint === undefined) throw new Error('questions are effects: give a fingerprint of the state');
  const asked = oracle();
  const told = oracle();
  const initial = encode(fingerprint(told));
  for (const [i, query] of queries.entries()) {
    const recorded = structuredClone(await answer(asked, query));
    tell(told, query, recorded);
    const what = `the state after ${described(queries, i)} was replayed`;
    expectSame(encode(fingerprint(asked)), encode(fingerprint(told)), what);
  }
  expectThat(encode(fingerprint(asked)) !== initial, () => 'the fingerprint does not change by any of the effects');
}

function tell(oracle: unknown, query: Query, recorded: unknown): void {
  const { part, inner } = placeOf(oracle, query);
  const { replayed } = part as { replayed?: (query: Query, answer: unknown) => void };
  if (typeof replayed === 'function') replayed.call(part, inner, recorded);
  else if (isEffect(query)) throw new Error(`${inner.kind} is an effect: the oracle must have a function \`replayed\``);
}

function placeOf(oracle: unknown, query: Query | At): { readonly part: unknown; readonly inner: Query } {
  if (!isAt(query)) return { part: oracle, inner: query };
  return placeOf((oracle as Record<string | number, unknown>)[query.address], query.query);
}

async function answersOf(oracle: unknown, queries: readonly Query[]): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const query of queries) answers.push(encode(await answer(oracle, query)));
  return answers;
}

function isEffect(query: Query | At): boolean {
  return isAt(query) ? isEffect(query.query) : (query as { readonly effect?: boolean }).effect === true;
}

/** A copy of a question, inside its addresses, with one more field. */
function withField(query: Query | At, name: string, value: unknown): Query {
  if (!isAt(query)) return { ...query, [name]: value };
  const placed: At = { ...query, query: withField(query.query, name, value) };
  return placed;
}

function withoutInto(query: Query | At): Query {
  if (isAt(query)) {
    const placed: At = { ...query, query: withoutInto(query.query) };
    return placed;
  }
  const { into: _, ...rest }: Query & { readonly into?: unknown } = query;
  return rest;
}

/** Buffers for the kinds that have them, of the lengths that the answer shows. */
function buffersFor(query: Query | At, expected: unknown): unknown {
  if (isAt(query)) return buffersFor(query.query, expected);
  const fresh = (view: ArrayBufferView): Float64Array => new Float64Array(view.byteLength / 8).fill(0.5);
  switch (query.kind) {
    case 'gradients':
    case 'hessianVectorProducts':
    case 'operator':
      return [...viewsIn(expected)].map(fresh);
    case 'hessian':
      return ArrayBuffer.isView(expected) ? fresh(expected) : undefined;
    default:
      return undefined;
  }
}

function* viewsIn(value: unknown): Iterable<ArrayBufferView> {
  if (ArrayBuffer.isView(value)) yield value;
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* viewsIn(item);
}

function described(queries: readonly Query[], i: number): string {
  return `the answer to question ${i + 1} (${queries[i]!.kind})`;
}
