import { describe, it } from 'vitest';
import { centralDifferences, lift } from '../estimators/index.js';
import { gradientDescent } from '../optimize/index.js';
import { evaluateEach, type Gradients, type Oracle, type Query, type Values, type Vector } from '../query/index.js';
import { conformance, type Subject } from './index.js';

const start: Vector = Float64Array.of(-1.2, 1);

function rosenbrock(x: Vector): number {
  return 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2;
}

function rosenbrockGradient(x: Vector): Vector {
  const a = x[1]! - x[0]! ** 2;
  return Float64Array.of(-400 * a * x[0]! - 2 * (1 - x[0]!), 200 * a);
}

const values = (): Oracle<Values> => ({ values: (query) => evaluateEach(query.points, rosenbrock) });
const gradients = (): Oracle<Gradients> => ({
  gradients: (query) => query.points.map((x) => ({ value: rosenbrock(x), gradient: rosenbrockGradient(x) })),
});

function conforms<Y extends Query, R>(subject: Subject<Y, R>): void {
  describe(subject.name, () => {
    for (const { name, check } of conformance(subject)) it(name, check);
  });
}

conforms({
  name: 'gradientDescent',
  method: () => gradientDescent(start, { step: 1e-3 }),
  oracle: gradients,
  inputs: [start],
});

conforms({
  name: 'gradientDescent under centralDifferences',
  method: () => lift(gradientDescent(start, { step: 1e-3 }), centralDifferences()),
  oracle: values,
  inputs: [start],
});
