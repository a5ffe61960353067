import { describe, expect, it } from 'vitest';
import { log, type NDArray, sqrt, sum } from '../../array/index.js';
import { differentiable } from '../../autodiff/index.js';
import { minimize } from '../../minimize/index.js';
import { bfgs } from '../first/bfgs.js';
import { lbfgs } from '../first/lbfgs.js';
import { nonlinearCg } from '../first/nonlinear-cg.js';
import { cubicNewton } from '../second/cubic-newton.js';
import { newtonLineSearch } from '../second/newton-line-search.js';
import { truncatedNewton } from '../second/truncated-newton.js';
import { trustRegionNewton } from '../second/trust-region-newton.js';

const falling = {
  '−Σ √x': (x: NDArray) => sum(sqrt(x)).multiply(-1),
  '−Σ log x': (x: NDArray) => sum(log(x)).multiply(-1),
};
const minusInfinity = {
  everywhere: () => -Infinity,
  'from 2 on': (x: Float64Array) => (x[0]! > 2 ? -Infinity : -x[0]!),
};

describe('functions that fall without a limit', () => {
  const curved = [newtonLineSearch(), trustRegionNewton(), cubicNewton(), truncatedNewton()];
  for (const method of [bfgs(), lbfgs(), nonlinearCg(), ...curved])
    it.each(Object.entries(falling))(`are unbounded to ${method.name}: %s`, (_, f) => {
      for (const x0 of [[1], [1, 3]])
        expect(minimize(differentiable(f), x0, { method })).toMatchObject({ status: 'failed', reason: 'unbounded' });
    });
  for (const method of [bfgs(), lbfgs(), nonlinearCg()])
    it.each(Object.entries(minusInfinity))(`are unbounded to ${method.name}: −∞ %s`, (_, f) => {
      expect(minimize(f, [1], { method })).toMatchObject({ status: 'failed', reason: 'unbounded' });
    });
});
