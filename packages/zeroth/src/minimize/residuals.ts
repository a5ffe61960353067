import { ZerothError } from '../errors.js';
import { half } from '../optimize/leastsquares/linearisation.js';
import { copyVector } from '../query/copy-vector.js';
import type { JacobianAnswer, Query, Residuals, Vector } from '../query/index.js';
import { vectorIn } from './numbers.js';
import { pointsOf, type Recognised } from './objective.js';
import type { Observations } from './observed.js';
import type { Variables } from './variables.js';

/** Residuals and their Jacobian from two functions. */
export interface ResidualsWithJacobian<X = Float64Array> {
  readonly residuals: (x: X) => ArrayLike<number>;
  /** m rows of n numbers, or all in row-major order. */
  readonly jacobian: (x: X) => ArrayLike<number> | readonly ArrayLike<number>[];
}

/**
 * What the residuals of a user can answer: `residuals`, and `jacobian` where there is one.
 *
 * @throws ZerothError `not-residuals`
 */
export function recogniseResiduals(f: unknown, nested: (x: Vector) => unknown): Recognised {
  if (typeof f === 'function') return plain((x) => Reflect.apply(f, undefined, [nested(x)]), undefined);
  if (typeof f !== 'object' || f === null || !('residuals' in f) || typeof f.residuals !== 'function')
    throw new ZerothError(
      'not-residuals',
      'Give a function of x that returns a list of residuals, a pair { residuals, jacobian } of functions, or an oracle ' +
        'such as differentiable(f).',
      f,
    );
  // An oracle answers questions about points; a pair of functions is asked with the parameters themselves.
  if ('values' in f || 'gradients' in f || (f.residuals.length === 1 && isOracle(f))) {
    const kinds = new Set(Object.keys(f).filter((kind) => typeof Reflect.get(f, kind) === 'function'));
    return { kinds, answer: (query) => Reflect.apply(Reflect.get(f, query.kind), f, [query]) };
  }
  const { residuals } = f;
  const jacobian = 'jacobian' in f && typeof f.jacobian === 'function' ? f.jacobian : undefined;
  return plain(
    (x) => Reflect.apply(residuals, f, [nested(x)]),
    jacobian === undefined ? undefined : (x) => Reflect.apply(jacobian, f, [nested(x)]),
  );
}

function residualsInto(query: Query, at: (x: Vector, into?: Vector) => Vector): readonly Vector[] {
  const into = intoOf(query);
  return (pointsOf(query) as readonly Vector[]).map((x, i) => at(x, into?.[i]));
}

/** The buffers of a question about residuals. */
function intoOf(query: Query): readonly Vector[] | undefined {
  return (query as Residuals).into; // it is one
}

/** Whether two vectors of one length hold the same numbers, −0 and 0 being two. */
function isSame(a: Vector, b: Vector): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

function isOracle(f: object): boolean {
  return 'replayed' in f || 'hessian' in f || 'jet' in f;
}

function plain(residuals: (x: Vector) => unknown, jacobian: ((x: Vector) => unknown) | undefined): Recognised {
  // A Jacobian is asked for where the residuals were asked for last: one call answers both.
  let last: { readonly x: Vector; readonly r: Vector } | undefined;
  const measured = sameLength();
  const at = (x: Vector, into?: Vector): Vector => {
    if (last !== undefined && isSame(last.x, x)) return vectorIn(last.r, into);
    const r = measured(residuals(x), into);
    if (last === undefined) last = { x: x.slice(), r: r.slice() };
    else {
      copyVector(x, last.x);
      copyVector(r, last.r);
    }
    return r;
  };
  return {
    kinds: new Set(jacobian === undefined ? ['residuals'] : ['residuals', 'jacobian']),
    answer: (query) => {
      if (query.kind === 'residuals') return residualsInto(query, at);
      const x = pointOf(query);
      const r = at(x);
      return jacobianAnswer(r, vectorIn(jacobian!(x)), x.length);
    },
  };
}

/** Residuals from what a function gave: at least one number, and as many each time. */
function sameLength(): (answer: unknown, into?: Vector) => Vector {
  let m: number | undefined;
  return (answer, into) => {
    const r = vectorIn(answer, into);
    m ??= r.length;
    if (r.length === 0) throw new ZerothError('not-an-answer', 'There must be at least one residual.', answer);
    if (r.length !== m)
      throw new ZerothError(
        'shape-mismatch',
        `There were ${m} residuals before, and now there are ${r.length}.`,
        answer,
      );
    return r;
  };
}

/** The point of a question about one. */
export function pointOf(query: Query): Vector {
  const point: unknown = Reflect.get(query, 'point');
  if (point instanceof Float64Array) return point;
  throw new ZerothError('no-points', `A question of kind ${query.kind} has no point.`, query);
}

/** {@link recogniseResiduals} for functions and oracles that may promise. */
export function recogniseResidualsAsync(
  f: unknown,
  nested: (x: Vector) => unknown,
  signal: AbortSignal | undefined,
): Recognised {
  const given = signal ?? new AbortController().signal;
  if (typeof f === 'object' && f !== null && 'residuals' in f && 'jacobian' in f) {
    if (isOracle(f) || 'values' in f || 'gradients' in f) {
      const kinds = new Set(Object.keys(f).filter((kind) => typeof Reflect.get(f, kind) === 'function'));
      return { kinds, answer: (query) => Reflect.apply(Reflect.get(f, query.kind), f, [query, given]) };
    }
  }
  const pair = typeof f === 'function' ? { residuals: f } : f;
  const { kinds } = recogniseResiduals(pair, nested);
  const measured = sameLength();
  const call = async (name: string, x: Vector): Promise<Vector> =>
    vectorIn(await Reflect.apply(Reflect.get(pair as object, name), pair, [nested(x), given]));
  return {
    kinds,
    answer: async (query) => {
      if (query.kind === 'residuals')
        return Promise.all(
          (pointsOf(query) as readonly Vector[]).map(async (x) => measured(await call('residuals', x))),
        );
      const x = pointOf(query);
      const [r, slopes] = await Promise.all([call('residuals', x), call('jacobian', x)]);
      return jacobianAnswer(measured(r), slopes, x.length);
    },
  };
}

function jacobianAnswer(residuals: Vector, jacobian: Vector, n: number): JacobianAnswer {
  if (jacobian.length !== residuals.length * n)
    throw new ZerothError(
      'shape-mismatch',
      `The Jacobian of ${residuals.length} residuals by ${n} parameters has ${residuals.length * n} entries, not ${jacobian.length}.`,
      jacobian.length,
    );
  return { residuals, jacobian };
}

/** A question of a method about its variables, as one about all parameters. */
export function expandResiduals(query: Query, variables: Variables): Query {
  if (variables.same) return query;
  if (query.kind !== 'residuals') return { kind: 'jacobian', point: variables.expand(pointOf(query)) } as Query;
  const points = (pointsOf(query) as readonly Vector[]).map((z) => variables.expand(z));
  const into = intoOf(query);
  return { kind: 'residuals', points, ...(into === undefined ? undefined : { into }) } as Query;
}

/** The answer about all parameters, for the method's variables; its shape is checked, also that of an oracle. */
export function reduceResiduals(query: Query, answer: unknown, variables: Variables, seen: Observations): unknown {
  if (query.kind === 'residuals') {
    const points = pointsOf(query) as readonly Vector[];
    if (!Array.isArray(answer) || answer.length !== points.length)
      throw new ZerothError(
        'not-an-answer',
        `residuals must be answered by a list of ${points.length} vectors.`,
        answer,
      );
    for (const r of answer) checkResiduals(r, seen);
    checkStart(seen, answer[0]);
    return answer;
  }
  if (!isJacobianAnswer(answer))
    throw new ZerothError(
      'not-an-answer',
      'jacobian must be answered by { residuals, jacobian }, two Float64Arrays.',
      answer,
    );
  const { residuals, jacobian } = answer;
  checkResiduals(residuals, seen);
  const full = variables.expand(variables.x0).length;
  jacobianAnswer(residuals, jacobian, full);
  checkStart(seen, residuals);
  if (variables.same) return answer;
  const n = variables.x0.length;
  const reduced = new Float64Array(residuals.length * n);
  for (let i = 0; i < residuals.length; i++)
    variables.reduceGradient(jacobian.subarray(i * full, (i + 1) * full), reduced.subarray(i * n, (i + 1) * n));
  return { residuals, jacobian: reduced };
}

function isJacobianAnswer(answer: unknown): answer is JacobianAnswer {
  if (typeof answer !== 'object' || answer === null || !('residuals' in answer && 'jacobian' in answer)) return false;
  return answer.jacobian instanceof Float64Array;
}

/** At least one residual, and as many each time. */
function checkResiduals(r: unknown, seen: Observations): void {
  if (!(r instanceof Float64Array) || r.length === 0)
    throw new ZerothError('not-an-answer', 'Residuals must be a Float64Array of at least one number.', r);
  seen.count ??= r.length;
  if (r.length !== seen.count)
    throw new ZerothError(
      'shape-mismatch',
      `There were ${seen.count} residuals before, and now there are ${r.length}.`,
      r,
    );
}

function checkStart(seen: Observations, r: Vector): void {
  if (seen.asked) return;
  // Their squares must be finite too, or no value could be told from another.
  seen.badStart = !Number.isFinite(half(r));
  if (seen.badStart) throw new ZerothError('not-finite-at-start', 'The residuals are not finite at x0.', r);
}
