/*
 * The type checker knows the order. This file has nothing to run: it compiles, and each line under `@ts-expect-error`
 * does not.
 */
import { type Estimator, lift, liftAt } from '../estimators/index.js';
import {
  type AnswerOf,
  type Asked,
  type AsyncOracle,
  ask,
  at,
  type Effect,
  type Gradients,
  gradientAt,
  type Hessian,
  hessianAt,
  type Method,
  type Oracle,
  pool,
  progress,
  type Query,
  type ReportOf,
  rank,
  type Values,
  type Vector,
  valueAt,
  valuesAt,
} from '../query/index.js';
import {
  anyOf,
  askTell,
  evaluations,
  gradientNorm,
  run,
  runAsync,
  seconds,
  stagnation,
  target,
  within,
} from './index.js';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Equal<A, B>): void {}
type YieldOf<G> = G extends Generator<infer Y, unknown, unknown> ? Y : never;

declare const x: Vector;
declare const values: Oracle<Values>;
declare const gradients: Oracle<Gradients>;
declare const both: Oracle<Values | Gradients>;
declare const slow: AsyncOracle<Gradients>;

function* descent(x0: Vector, steps = 3) {
  const point = x0.slice();
  for (let k = 0; k < steps; k++) {
    const { value, gradient } = yield* gradientAt(point);
    yield* progress({ x: point, value, gradient });
  }
  return point;
}
function* endless(x0: Vector): Generator<Gradients | YieldOf<ReturnType<typeof descent>>, never, unknown> {
  for (;;) yield* descent(x0);
}
function* newton(x0: Vector) {
  const { value, gradient } = yield* gradientAt(x0);
  yield* hessianAt(x0);
  yield* progress({ x: x0, value, gradient });
  return x0;
}
function* direct(x0: Vector) {
  const value = yield* valueAt(x0);
  yield* progress({ x: x0, value });
  return x0;
}
declare function differences(): Estimator<Gradients, Values>;
declare function hessians(): Estimator<Hessian, Gradients>;
declare function lazily(): Estimator<Hessian, Hessian>;

export function answersAreTypedWithoutCasts() {
  function* typed() {
    const value = yield* valueAt(x);
    same<typeof value, number>(true);
    const { gradient } = yield* gradientAt(x);
    same<typeof gradient, Vector>(true);
    const several = yield* valuesAt([x]);
    same<typeof several, Vector>(true);
    return value;
  }
  same<Asked<YieldOf<ReturnType<typeof typed>>>, Values | Gradients>(true);
  function* untyped() {
    const answer = yield* ask({ kind: 'mystery' });
    same<typeof answer, unknown>(true);
  }
  void untyped;
}

export function theOrderIsChecked() {
  run(descent(x), gradients);
  run(descent(x), both);
  // @ts-expect-error a value-only oracle cannot answer gradients
  run(descent(x), values);
  run(lift(descent(x), differences()), values);
  // @ts-expect-error a lifted method asks values, not gradients
  run(lift(descent(x), differences()), gradients);
  // @ts-expect-error Newton on gradients alone
  run(newton(x), gradients);
  run(lift(newton(x), hessians()), gradients);
  run(lift(lift(lift(newton(x), lazily()), hessians()), differences()), values);
  // @ts-expect-error the Hessian's gradients come back in above the estimator that removed them
  run(lift(lift(newton(x), differences()), hessians()), values);
  const unchanged = lift(direct(x), differences());
  same<Asked<YieldOf<typeof unchanged>>, Values>(true);
  const annotated: Method<Gradients | Values, Vector> = descent(x) as Method<never, Vector>;
  run(annotated, both);
}

export function aPromiseIsNotAnAnswer() {
  // @ts-expect-error a promise cannot enter the synchronous driver
  run(descent(x), slow);
  void runAsync(descent(x), slow);
  void runAsync(descent(x), gradients);
  // @ts-expect-error the answer's type is checked
  run(descent(x), { gradients: () => 3 });
  run(descent(x), { gradients: (query) => query.points.map((p) => ({ value: p[0] ?? 0, gradient: p })) });
}

export function theOutcomeListsTheWaysARunCanEnd() {
  const stopped = run(endless(x), gradients, { stop: anyOf(gradientNorm(1e-8), evaluations(100), seconds(1)) });
  same<typeof stopped.status, 'stopped' | 'failed'>(true);
  if (stopped.status === 'stopped') same<typeof stopped.rule, 'gradientNorm' | 'evaluations' | 'seconds'>(true);
  const finite = run(descent(x), gradients);
  same<typeof finite.status, 'returned' | 'failed'>(true);
  if (finite.status === 'returned') same<typeof finite.result, Float64Array<ArrayBuffer>>(true);
  const gradient = finite.best?.report.gradient;
  same<typeof gradient, Vector | undefined>(true);
}

export function rulesAreTypedByTheReportsTheyRead() {
  // @ts-expect-error nobody reports a gradient here
  run(direct(x), values, { stop: gradientNorm(1e-8) });
  run(direct(x), values, { stop: anyOf(target(1e-8), stagnation(3)) });
  // @ts-expect-error nor inside anyOf
  run(direct(x), values, { stop: anyOf(evaluations(3), gradientNorm(1e-8)) });
}

interface Move extends Query<'move', number>, Effect {
  readonly by: number;
}
export function anOracleWithEffectsSaysHowToReplay() {
  const moved = () => ask<Move>({ kind: 'move', by: 1, effect: true });
  // @ts-expect-error `replayed` is missing
  run(moved(), { move: () => 1 });
  run(moved(), {
    move: () => 1,
    replayed(query) {
      same<typeof query, Move>(true);
    },
  });
}

export function addresses() {
  function* bilevel() {
    yield* at('upper', gradientAt(x));
    yield* at('lower', gradientAt(x));
  }
  run(bilevel(), { upper: gradients, lower: gradients });
  // @ts-expect-error there is no lower oracle
  run(bilevel(), { upper: gradients });
  // @ts-expect-error the lower oracle has values only
  run(bilevel(), { upper: gradients, lower: values });
  run(liftAt('lower', bilevel(), differences()), { upper: gradients, lower: values });
  run(lift(at('deep', at('er', descent(x))), differences()), { deep: { er: gradients } });
  function* clients() {
    for (let c = 0; c < 3; c++) yield* at('clients', at(c, gradientAt(x)));
  }
  run(clients(), { clients: [gradients, gradients, gradients] });
}

export function spawnedMethodsShowWhatTheyAsk() {
  function* side() {
    const running = yield* pool<{ readonly value: number }>();
    yield* running.start(gradientAt(x));
    const { result } = yield* running.next();
    same<typeof result, { readonly value: number }>(true);
    return result.value;
  }
  run(side(), gradients);
  run(lift(side(), differences()), values);
  // @ts-expect-error the spawned gradients are lifted too
  run(lift(side(), differences()), gradients);
  // @ts-expect-error the spawned question is a gradient
  run(side(), values);
}

export function innerReportsStayInside() {
  function* outer() {
    const inner = yield* within(descent(x), { stop: gradientNorm(1e-3) });
    same<typeof inner.status, 'returned' | 'stopped'>(true);
    const all = yield* within(descent(x), { stop: gradientNorm(1e-3), failures: 'return' });
    same<typeof all.status, 'returned' | 'stopped' | 'failed'>(true);
    return inner.best?.report.value;
  }
  same<ReportOf<YieldOf<ReturnType<typeof outer>>>, never>(true);
  function* restarted<Y extends Query>(start: (from: Vector) => Method<Y, Vector>) {
    const inner = yield* within(start(x), { stop: evaluations(100) });
    const value = yield* valueAt(x);
    yield* progress({ value });
    return inner.status;
  }
  const again = () => restarted((from) => descent(from));
  run(again(), both);
  // @ts-expect-error the outer values are seen
  run(again(), gradients);
  // @ts-expect-error the inner gradients are seen
  run(again(), values);
  run(lift(again(), differences()), values);
}

interface Preference<P> extends Query<'preference', 'left' | 'right'> {
  readonly left: P;
  readonly right: P;
}
export function packagesAddKindsOfTheirOwn() {
  function* duel<P>(left: P, right: P) {
    const winner = yield* ask<Preference<P>>({ kind: 'preference', left, right });
    same<typeof winner, 'left' | 'right'>(true);
    return winner === 'left' ? left : right;
  }
  const outcome = run(duel({ prompt: 'a' }, { prompt: 'b' }), {
    preference: (query) => (query.left.prompt < query.right.prompt ? 'left' : 'right'),
  });
  if (outcome.status === 'returned') same<typeof outcome.result, { prompt: string }>(true);
  same<AnswerOf<Preference<string>>, 'left' | 'right'>(true);
  run(rank(['a', 'b'], 1), {
    ranking: (query) => {
      same<typeof query.points, readonly string[]>(true);
      return [0];
    },
  });
  function* mixed() {
    yield* ask<Preference<string>>({ kind: 'preference', left: 'a', right: 'b' });
    yield* ask<Preference<number>>({ kind: 'preference', left: 1, right: 2 });
  }
  run(mixed(), {
    preference: (query: Preference<string> | Preference<number>) => (query.left < query.right ? 'left' : 'right'),
  });
  // @ts-expect-error strings alone are not enough
  run(mixed(), { preference: (query: Preference<string>) => (query.left.length > 0 ? 'left' : 'right') });
  type Score = Query<'score', number> & { readonly of: string };
  const byScores: Estimator<Preference<string>, Score> = {
    begin: () => ({
      *preference(query) {
        const left = yield* ask<Score>({ kind: 'score', of: query.left });
        const right = yield* ask<Score>({ kind: 'score', of: query.right });
        return left < right ? 'left' : 'right';
      },
    }),
  };
  run(lift(duel('a', 'b'), byScores), { score: (query) => query.of.length });
  const wrong: Estimator<Gradients, Values> = {
    begin: () => ({
      // @ts-expect-error a handler gives the kind's answer
      *gradients() {
        return yield* valueAt(x);
      },
    }),
  };
  void wrong;
}

export function askTellTypesItsQuestions() {
  const session = askTell(descent(x));
  same<ReturnType<typeof session.ask>[number]['query'], Gradients>(true);
}
