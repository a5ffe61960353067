import type { LeastSquaresReport } from '../optimize/leastsquares/least-squares-method.js';
import { doubtful } from '../optimize/leastsquares/linearisation.js';
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
    if (alone !== undefined && alone.value <= seen.value * (1 + doubtful) && x.every((v, i) => v === alone?.z[i]))
      take(alone);
    return expanded === undefined ? report : expanded(report);
  };
  return through(method as Method<Query, R>, translate, undefined, reported) as Method<Y, R>;
}
