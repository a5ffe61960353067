import type { LeastSquaresReport } from '../optimize/leastsquares/least-squares-method.js';
import { doubtful } from '../optimize/leastsquares/linearisation.js';
import { asking } from '../query/asking.js';
import { copyVector } from '../query/copy-vector.js';
import { type JacobianAnswer, type Method, type Query, through, type Vector } from '../query/index.js';
import { pointsOf } from './objective.js';
import { type Observations, reportsIn } from './observed.js';
import { pointOf } from './residuals.js';
import type { Variables } from './variables.js';

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
  /** The last point that was asked about alone. Questions about many are of differences, which may be lower by rounding. */
  const alone: Point = { z: new Float64Array(), r: new Float64Array(), value: Number.NaN };
  const take = (z: Vector, r: Vector, value: number): void => {
    seen.value = value;
    const x = variables.expand(z);
    seen.x = kept(x, seen.x);
    seen.residuals = kept(r, seen.residuals);
  };
  const note = (z: Vector, r: Vector): number => {
    seen.evaluations++;
    const value = cost(r);
    if (Number.isFinite(value) && !(seen.value <= value)) take(z, r, value);
    return value;
  };
  const noteAlone = (z: Vector, r: Vector): void => {
    alone.z = kept(z, alone.z);
    alone.r = kept(r, alone.r);
    alone.value = note(z, r);
  };
  const observed = (query: Query): Method<Query, unknown> =>
    asking<Query, unknown>(query, (answer) => {
      seen.asked = true;
      if (query.kind === 'residuals') {
        const points = pointsOf(query) as readonly Vector[];
        const residuals = answer as readonly Vector[];
        if (points.length === 1) noteAlone(points[0]!, residuals[0]!);
        else for (let i = 0; i < points.length; i++) note(points[i]!, residuals[i]!);
      } else noteAlone(pointOf(query), (answer as JacobianAnswer).residuals);
      return answer;
    });
  const translate = (query: Query): Query | Method<Query, unknown> =>
    query.kind === 'residuals' || query.kind === 'jacobian' ? observed(query) : query;
  const expanded = reportsIn(variables);
  const reported = (report: unknown): unknown => {
    const { x } = report as LeastSquaresReport; // what every method for residuals reports
    if (alone.value <= seen.value * (1 + doubtful) && isSame(x, alone.z)) take(alone.z, alone.r, alone.value);
    return expanded === undefined ? report : expanded(report);
  };
  return through(method as Method<Query, R>, translate, undefined, reported) as Method<Y, R>;
}

interface Point {
  z: Vector;
  r: Vector;
  value: number;
}

/** A copy, in the same array as before where that has the length. */
function kept(v: Vector, before: Vector | undefined): Vector {
  return before?.length === v.length ? copyVector(v, before) : v.slice();
}

function isSame(x: Vector, z: Vector): boolean {
  for (let i = 0; i < x.length; i++) if (x[i] !== z[i]) return false;
  return x.length === z.length;
}
