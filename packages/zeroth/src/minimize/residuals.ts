import { ZerothError } from '../errors.js';
import { centralStep } from '../estimators/central-step.js';
import type { Estimator } from '../estimators/index.js';
import type { LeastSquaresReport } from '../optimize/leastsquares/least-squares-method.js';
import type { Bounds } from '../optimize/minimizer.js';
import {
  ask,
  type Jacobian,
  type JacobianAnswer,
  type Method,
  type Query,
  type Residuals,
  residualsAt,
  through,
  type Vector,
} from '../query/index.js';
import { centralMoves, forwardMove, type Moved, parabolaSlope } from './difference-points.js';
import { numbersIn } from './numbers.js';
import { pointsOf, type Recognised } from './objective.js';
import { type Observations, reportsIn } from './observed.js';
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

function isOracle(f: object): boolean {
  return 'replayed' in f || 'hessian' in f || 'jet' in f;
}

function plain(residuals: (x: Vector) => unknown, jacobian: ((x: Vector) => unknown) | undefined): Recognised {
  // A Jacobian is asked for where the residuals were asked for last: one call answers both.
  let last: { readonly x: Vector; readonly r: Vector } | undefined;
  const measured = sameLength();
  const at = (x: Vector): Vector => {
    if (last?.x.every((v, i) => Object.is(v, x[i]))) return last.r.slice();
    const r = measured(residuals(x));
    last = { x: x.slice(), r };
    return r.slice();
  };
  return {
    kinds: new Set(jacobian === undefined ? ['residuals'] : ['residuals', 'jacobian']),
    answer: (query) => {
      if (query.kind === 'residuals') return Array.from(pointsOf(query) as readonly Vector[], at);
      const x = pointOf(query);
      const r = at(x);
      return jacobianAnswer(r, Float64Array.from(numbersIn(jacobian!(x))), x.length);
    },
  };
}

/** Residuals from what a function gave: at least one number, and as many each time. */
function sameLength(): (answer: unknown) => Vector {
  let m: number | undefined;
  return (answer) => {
    const r = Float64Array.from(numbersIn(answer));
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

function pointOf(query: Query): Vector {
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
  const call = async (name: string, x: Vector): Promise<readonly number[]> =>
    numbersIn(await Reflect.apply(Reflect.get(pair as object, name), pair, [nested(x), given]));
  return {
    kinds,
    answer: async (query) => {
      if (query.kind === 'residuals')
        return Promise.all(
          (pointsOf(query) as readonly Vector[]).map(async (x) => measured(await call('residuals', x))),
        );
      const x = pointOf(query);
      const [r, slopes] = await Promise.all([call('residuals', x), call('jacobian', x)]);
      return jacobianAnswer(measured(r), Float64Array.from(slopes), x.length);
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
  if (query.kind !== 'residuals') return { kind: 'jacobian', point: variables.expand(pointOf(query)) } as Query;
  const points = (pointsOf(query) as readonly Vector[]).map((z) => variables.expand(z));
  return { kind: 'residuals', points } as Query;
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
  seen.badStart = !Number.isFinite(r.reduce((sum, v) => sum + v * v, 0));
  if (seen.badStart) throw new ZerothError('not-finite-at-start', 'The residuals are not finite at x0.', r);
}

/** Costs that differ by less, relatively, may differ by the rounding of residuals that are differences of larger numbers. */
const tied = 2 ** -36;

/**
 * As `observing` for values: the best point by its cost, those that a journal replays included. Of points whose costs
 * rounding cannot tell apart it is the last that the method reported, which knows slopes.
 */
export function observingResiduals<Y extends Query, R>(
  method: Method<Y, R>,
  variables: Variables,
  seen: Observations,
  cost: (r: Vector) => number,
): Method<Y, R> {
  interface Point {
    readonly z: Vector;
    readonly r: Vector;
    readonly value: number;
  }
  let alone: Point | undefined;
  const take = ({ z, r, value }: Point): void => {
    seen.value = value;
    seen.x = variables.expand(z).slice();
    seen.residuals = r.slice();
  };
  const note = (z: Vector, r: Vector): Point => {
    seen.evaluations++;
    const point = { z: z.slice(), r: r.slice(), value: cost(r) };
    if (Number.isFinite(point.value) && !(seen.value <= point.value)) take(point);
    return point;
  };
  function* observed(query: Query): Method<Query, unknown> {
    const answer: unknown = yield query;
    seen.asked = true;
    if (query.kind === 'residuals') {
      const points = pointsOf(query) as readonly Vector[];
      const notes = points.map((z, i) => note(z, (answer as readonly Vector[])[i]!));
      // Questions about many points are of differences, which may be lower by rounding alone.
      if (notes.length === 1) alone = notes[0];
    } else alone = note(pointOf(query), (answer as JacobianAnswer).residuals);
    return answer;
  }
  const translate = (query: Query): Query | Method<Query, unknown> =>
    query.kind === 'residuals' || query.kind === 'jacobian' ? observed(query) : query;
  const expanded = reportsIn(variables);
  const reported = (report: unknown): unknown => {
    const { x } = report as LeastSquaresReport; // what every method for residuals reports
    if (alone !== undefined && alone.value <= seen.value * (1 + tied) && x.every((v, i) => v === alone?.z[i]))
      take(alone);
    return expanded === undefined ? report : expanded(report);
  };
  return through(method as Method<Query, R>, translate, undefined, reported) as Method<Y, R>;
}

/** The size that is taken for a component of which only 0 has been seen. */
const unknownSize = 1e-2;

/** Components that have come near 0 are moved as if they had kept this share of their largest size. */
const keptShare = 2 ** -10;

/** The slope from both sides of x: a parabola's, or with two more points that of a polynomial of degree 4. */
type Stencil = 'forward' | 'central' | 'fourth';

const finer: Readonly<Record<Stencil, Stencil>> = { forward: 'central', central: 'fourth', fourth: 'fourth' };

/** A third of ε^(1/5), where error and rounding balance for what varies on the scale of x: much varies faster. */
const fourthStep = 2 ** -12;

/**
 * Jacobians by differences within bounds: forward ones, until the residuals hardly fall from one Jacobian to the next;
 * then central ones, whose error of about ε^(2/3) lets the last digits settle; then, where the method still goes on, ones
 * of fourth order with an error of about ε^(4/5).
 */
export function residualDifferences(bounds: Bounds | undefined): Estimator<Jacobian, Residuals> {
  return {
    begin: () => {
      let before = Infinity;
      let stencil: Stencil = 'forward';
      let largest: Vector = new Float64Array();
      return {
        *jacobian({ point }): Method<Residuals, JacobianAnswer> {
          const residuals = yield* residualsAt(point);
          const size = residuals.reduce((sum, r) => sum + r * r, 0);
          // A rise is another method's start: its steps are long again.
          if (size > before * (1 + tied)) stencil = 'forward';
          else if (size > 0 && size >= before * (1 - 1e-10)) stencil = finer[stencil];
          before = size;
          const sizes = point.map((xj, j) => Math.max(Math.abs(xj), keptShare * (largest[j] ?? 0)) || unknownSize);
          largest = point.map((xj, j) => Math.max(Math.abs(xj), largest[j] ?? 0));
          const columns = Array.from(point, (_, j) => movesOf(stencil, point, j, sizes[j]!, bounds));
          // All in one question, so that an oracle may answer them side by side.
          const points = columns.flatMap((moves) => moves.map((move) => move.point));
          const answers = yield* ask<Residuals>({ kind: 'residuals', points });
          const jacobian = new Float64Array(residuals.length * point.length);
          let next = 0;
          for (const [j, moves] of columns.entries()) {
            const given = answers.slice(next, next + moves.length);
            next += moves.length;
            for (let i = 0; i < residuals.length; i++)
              jacobian[i * point.length + j] = slopeOf(
                moves,
                residuals[i]!,
                given.map((r) => r[i]!),
              );
          }
          return { residuals, jacobian };
        },
        kept: {
          save: () => ({ before, stencil, largest: largest.slice() }),
          load: (saved) => {
            ({ before, stencil, largest } = saved as { before: number; stencil: Stencil; largest: Vector }); // what `save` gave
          },
        },
      };
    },
  };
}

/** The points of a stencil along one component; a central one where there is no room for more within the bounds. */
function movesOf(stencil: Stencil, x: Vector, j: number, size: number, bounds: Bounds | undefined): readonly Moved[] {
  if (stencil === 'forward') return [forwardMove(x, j, size, bounds)];
  if (stencil === 'central') return centralMoves(x, j, centralStep * size, bounds);
  const near = centralMoves(x, j, fourthStep * size, bounds);
  const far = centralMoves(x, j, 2 * fourthStep * size, bounds);
  const isSymmetric = [near, far].every(([a, b]) => a.h > 0 && b.h < 0);
  return isSymmetric ? [...near, ...far] : centralMoves(x, j, centralStep * size, bounds);
}

/** The slope at x from the values at the points of a stencil. */
function slopeOf(moves: readonly Moved[], zero: number, values: readonly number[]): number {
  const [a, b, c, d] = moves;
  if (a === undefined || b === undefined) return a === undefined || a.h === 0 ? 0 : (values[0]! - zero) / a.h;
  const near = parabolaSlope(zero, values[0]!, values[1]!, a.h, b.h);
  if (c === undefined || d === undefined) return near;
  // Extrapolation to h = 0 of slopes whose errors grow as h².
  return near + (near - parabolaSlope(zero, values[2]!, values[3]!, c.h, d.h)) / 3;
}
