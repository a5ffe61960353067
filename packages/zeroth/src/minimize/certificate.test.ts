import { describe, expect, it } from 'vitest';
import {
  fista,
  gradientDescent,
  heavyBall,
  iterations,
  l1,
  type Minimizer,
  minimize,
  nelderMead,
  nesterov,
  plot,
  polyakStep,
  sgd,
} from '../index.js';
import { diagonalQuadratic } from '../optimize/subjects.js';
import type { Gradients } from '../query/index.js';

const x0 = [1, -2, 3];
const curvatures = [0.5, 1, 4];
const known = { lowerBound: 0, minimizer: [0, 0, 0], smoothness: 4, convexity: 0.5, polyakLojasiewicz: 0.5 };

function certified(method: Minimizer<Gradients>, constants: object = known) {
  return minimize(diagonalQuadratic(curvatures), x0, {
    method,
    certify: true,
    constants,
    trace: true,
    tolerance: 0,
    stop: iterations(40),
  });
}

describe('certify', () => {
  it('gives the bound of every theorem that the constants allow, at each report, none exceeded', () => {
    const { certificate, trace } = certified(gradientDescent({ step: 0.25 }));
    expect(certificate?.map(({ name }) => name)).toEqual([
      'convex and smooth',
      'strongly convex and smooth',
      'Polyak-Łojasiewicz and smooth',
      'smooth',
    ]);
    for (const { bounds, measured, violations } of certificate ?? []) {
      expect(bounds).toHaveLength(trace?.length ?? 0);
      expect(measured).toHaveLength(bounds.length);
      expect(violations).toEqual([]);
    }
  });

  it('measures what the theorem is on, and bounds it by its formula', () => {
    const { certificate, trace } = certified(gradientDescent({ step: 0.25 }));
    const [gap, distance, , gradient] = certificate!;
    trace!.forEach(({ x, value }, k) => {
      expect(gap!.measured[k]).toBe(value);
      expect(gap!.bounds[k]).toBeCloseTo(14 / (2 * 0.25 * k), 12);
      expect(distance!.measured[k]).toBeCloseTo(
        x.reduce((sum, v) => sum + v * v, 0),
        12,
      );
      expect(distance!.bounds[k]).toBeCloseTo((1 - 0.25 * 0.5) ** k * 14, 12);
    });
    expect(gradient!.measured[1]).toBeCloseTo(0.25 + 4 + 144, 12);
    expect(gradient!.bounds[1]).toBeCloseTo((2 * trace![0]!.value) / 0.25, 12);
  });

  it('is tight: the worst quadratic meets the bound on the distance exactly', () => {
    const { certificate } = minimize(diagonalQuadratic([1]), [2], {
      method: gradientDescent({ step: 0.5 }),
      certify: true,
      constants: { minimizer: [0], smoothness: 1, convexity: 1 },
      stop: iterations(10),
    });
    // (1 − η μ)^2k of the run against (1 − η μ)^k of the theorem, whose square root it is.
    expect([...certificate![0]!.measured]).toEqual([...certificate![0]!.bounds].map((bound) => bound ** 2 / 4));
  });

  it('reports where constants are wrong', () => {
    const { certificate } = certified(gradientDescent({ step: 0.1 }), {
      minimizer: [0, 0, 0],
      smoothness: 4,
      convexity: 3,
    });
    expect(certificate?.find(({ quantity }) => quantity === 'squared distance')?.violations.length).toBeGreaterThan(0);
  });

  it.each([
    [nesterov({ smoothness: 4, restart: 'never' }), 1],
    [nesterov({ smoothness: 4, convexity: 0.5, restart: 'never' }), 1],
    // 0 minimises f + ‖x‖₁ as it does f.
    [fista(l1(1), { smoothness: 4, convexity: 0.5, restart: 'never' }), 1],
    [heavyBall({ step: 0.1, momentum: 0.5 }), 1],
    [polyakStep({ lowerBound: 0 }), 1],
  ])('holds for %o', (method, count) => {
    const { certificate } = certified(method);
    expect(certificate).toHaveLength(count);
    for (const { violations } of certificate ?? []) expect(violations).toEqual([]);
  });

  it('says which theorems there are where the constants allow none, or that there is none', () => {
    expect(() => certified(gradientDescent({ step: 10 }))).toThrow(/convex and smooth: f\(x_k\) − f\* ≤/);
    expect(() => certified(gradientDescent())).toThrow('no theorem to certify it by');
    expect(() => certified(nesterov())).toThrow('no theorem');
    expect(() => minimize((x: Float64Array) => x[0]! ** 2, [1], { method: nelderMead(), certify: true })).toThrow(
      'no theorem',
    );
  });

  it('refuses a minimiser of another length, and scales, in whose units steps would be', () => {
    const method = gradientDescent({ step: 0.25 });
    expect(() => certified(method, { ...known, minimizer: [0, 0] })).toThrow(
      'constants.minimizer must have length 3, not 2',
    );
    const f = diagonalQuadratic(curvatures);
    expect(() => minimize(f, x0, { method, certify: true, constants: known, scales: [1, 10, 1] })).toThrow(
      'leave out scales',
    );
  });

  it('has theorems on the mean for stochastic gradients of independent samples only', () => {
    const options = { rate: 0.01, terms: 4, reportEvery: 1 } as const;
    expect(sgd(options).theorems).toBeUndefined();
    expect(sgd({ ...options, sampling: 'independent' }).theorems?.map(({ inMean }) => inMean)).toEqual([
      true,
      true,
      true,
    ]);
    expect(sgd({ ...options, sampling: 'independent', momentum: 0.5 }).theorems).toHaveLength(1);
    expect(sgd({ ...options, sampling: 'independent', momentum: 0.5, nesterov: true }).theorems).toBeUndefined();
  });

  it('is drawn over the run, bounds in dashes', () => {
    const svg = plot(certified(gradientDescent({ step: 0.25 })));
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(4);
    expect(svg).toContain('bound, strongly convex and smooth');
  });
});
