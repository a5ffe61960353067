import { describe, expect, it } from 'vitest';
import { float64Data, fromData } from '../../array/index.js';
import { svd } from '../../linalg/index.js';
import { random } from '../../random/index.js';
import {
  adafactorUpdate,
  adaGradUpdate,
  adamUpdate,
  adamWUpdate,
  amsGradUpdate,
  averagedUpdate,
  dAdaptationUpdate,
  lambUpdate,
  lionUpdate,
  nAdamUpdate,
  parameterGroups,
  prodigyUpdate,
  rAdamUpdate,
  rmsPropUpdate,
  scheduleFreeAdamWUpdate,
  scheduleFreeSgdUpdate,
  sgdUpdate,
  shampooUpdate,
  type Tensor,
  type UpdateRule,
} from './index.js';
import * as naive from './naive.js';
import { torchTrajectories } from './torch-trajectories.js';

const x0 = [1, -1, 0.5, 2, -0.3, 0.7];
const curvature = [1, 2, 4, 8, 0.5, 3];
const gradient: naive.Gradient = (x, k) => x.map((v, i) => curvature[i]! * v + Math.sin((k + 1) * (i + 1)));

/** Points after each step, from the tensors' own values. */
function trajectory(
  rule: UpdateRule,
  steps: number,
  rate: number | ((k: number) => number),
  {
    start = x0,
    shape = [start.length],
  }: { readonly start?: readonly number[]; readonly shape?: readonly number[] } = {},
) {
  const tensors: Tensor[] = [{ values: Float64Array.from(start), shape }];
  const state = rule.begin(tensors);
  const used = [new Float64Array(start.length)];
  const averages: number[][] = [];
  const points = Array.from({ length: steps }, (_, k) => {
    const g = Float64Array.from(gradient(Array.from(tensors[0]!.values), k));
    rule.step(tensors, [g], state, typeof rate === 'number' ? rate : rate(k));
    rule.average?.(tensors, state, used);
    averages.push(Array.from(used[0]!));
    return Array.from(tensors[0]!.values);
  });
  return { points, averages };
}

/** The largest relative difference of two trajectories. */
function distance(a: naive.Trajectory, b: naive.Trajectory): number {
  expect(a.length).toBe(b.length);
  return Math.max(...a.flatMap((x, k) => x.map((v, i) => Math.abs(v - b[k]![i]!) / Math.max(1, Math.abs(v)))));
}

/** Rounding of 100 steps, each of a handful of operations, through quadratics that do not amplify. */
const rounding = 100 * 100 * 2 ** -52;

describe("PyTorch 1.13's trajectories", () => {
  const rules = {
    sgd: sgdUpdate,
    adam: adamUpdate,
    adamW: adamWUpdate,
    amsGrad: amsGradUpdate,
    nAdam: nAdamUpdate,
    rAdam: rAdamUpdate,
    rmsProp: rmsPropUpdate,
    adaGrad: adaGradUpdate,
  };
  it.each(torchTrajectories.map(({ rule, options, points }) => ({ rule, options, points })))(
    '$rule $options, over 100 steps',
    ({ rule, options, points }) => {
      const ours = trajectory(rules[rule](options), 100, 0.01, { start: [1, -1, 0.5, 2] }).points;
      const theirs = Object.entries(points);
      expect(theirs).toHaveLength(4);
      // PyTorch 1.13 keeps NAdam's product of momenta in float32; 100 steps of 0.01 move by at most 1.
      const tolerance = rule === 'nAdam' ? 2 ** -24 : rounding;
      for (const [k, x] of theirs) expect(distance([ours[Number(k) - 1]!], [x])).toBeLessThanOrEqual(tolerance);
    },
  );
});

describe('the papers, once more and naively', () => {
  it.each<[string, UpdateRule, naive.Trajectory, number | ((k: number) => number)]>([
    ['adam', adamUpdate(), naive.adam(x0, gradient, 100, 0.01), 0.01],
    ['amsGrad', amsGradUpdate(), naive.amsGrad(x0, gradient, 100, 0.01), 0.01],
    ['nAdam', nAdamUpdate(), naive.nAdam(x0, gradient, 100, 0.01), 0.01],
    ['rAdam', rAdamUpdate(), naive.rAdam(x0, gradient, 100, 0.01), 0.01],
    ['lion', lionUpdate({ weightDecay: 0.1 }), naive.lion(x0, gradient, 100, 0.01, 0.1), 0.01],
    ['lamb', lambUpdate({ weightDecay: 0.1 }), naive.lamb(x0, gradient, 100, 0.01, 0.1), 0.01],
    ['prodigy', prodigyUpdate({ weightDecay: 0.1 }), naive.prodigy(x0, gradient, 100, 0.1), 1],
    ['dAdaptation', dAdaptationUpdate(), naive.dAdaptation(x0, gradient, 100), 1],
  ])('%s', (_, rule, expected, rate) => {
    // Prodigy's d is a quotient that begins with cancellation and multiplies what comes after it.
    const tolerance = rule.name === 'prodigy' ? 100 * rounding : rounding;
    expect(distance(trajectory(rule, 100, rate).points, expected)).toBeLessThanOrEqual(tolerance);
  });

  it('adafactor of a matrix', () => {
    const rule = adafactorUpdate();
    const rate = rule.rate;
    if (typeof rate === 'number') throw new Error('its rate is a schedule');
    const expected = naive.adafactor(x0, gradient, 100, rate, 3);
    expect(distance(trajectory(rule, 100, rate, { shape: [2, 3] }).points, expected)).toBeLessThanOrEqual(rounding);
  });

  it.each([
    { rate: 0.1, beta: 0.9, warmup: 0, power: 0, decay: 0 },
    { rate: 0.1, beta: 0.6, warmup: 20, power: 2, decay: 0.1 },
    { rate: 0.01, beta: 0.9, warmup: 10, power: 0, decay: 0.1, squareDecay: 0.99 },
  ])('schedule-free: the fast form is the reference form, %o', (options) => {
    const { rate, beta: interpolation, warmup, power: weightPower, decay: weightDecay } = options;
    const shared = { interpolation, warmup, weightPower, weightDecay };
    const rule =
      options.squareDecay === undefined
        ? scheduleFreeSgdUpdate(shared)
        : scheduleFreeAdamWUpdate({ ...shared, squareDecay: options.squareDecay });
    const fast = trajectory(rule, 100, rate);
    const reference = naive.scheduleFree(x0, gradient, 100, options);
    // The average is read out of y by a division by β.
    const tolerance = rounding / interpolation;
    expect(
      distance(
        fast.points,
        reference.map(({ y }) => y),
      ),
    ).toBeLessThanOrEqual(tolerance);
    expect(
      distance(
        fast.averages,
        reference.map(({ x }) => x),
      ),
    ).toBeLessThanOrEqual(tolerance);
  });
});

describe('special cases', () => {
  it('Adam without averages is sign descent, bit for bit', () => {
    const rule = adamUpdate({ meanDecay: 0, squareDecay: 0, epsilon: 0 });
    const values = Float64Array.of(3, -2, 0.1, 7, 1);
    const tensors = [{ values, shape: [5] }];
    const state = rule.begin(tensors);
    const draws = random(3);
    for (let k = 0; k < 100; k++) {
      const g = draws.fillNormal(new Float64Array(5));
      g[4] = 0;
      // A power of two, so that 1 / |g| rounds nothing away from a step of its size.
      const expected = values.map((v, i) => v - 0.125 * Math.sign(g[i]!));
      rule.step(tensors, [g], state, 0.125);
      expect(values).toEqual(expected);
    }
  });

  it.each([
    [4, 4],
    [3, 7],
    [6, 2],
  ])('Shampoo without accumulation steps by the polar factor of the gradient, %i x %i', (rows, columns) => {
    const rule = shampooUpdate({ decay: 0, epsilon: 0 });
    const tensors = [{ values: new Float64Array(rows * columns), shape: [rows, columns] }];
    const g = random(5).fillNormal(new Float64Array(rows * columns));
    rule.step(tensors, [g], rule.begin(tensors), 1);
    const { u, vt, s } = svd(fromData(g, [rows, columns]));
    const [U, V, S] = [float64Data(u), float64Data(vt), float64Data(s)];
    const k = S.length;
    const condition = S[0]! / S[k - 1]!;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let polar = 0;
        for (let l = 0; l < k; l++) polar += U[i * k + l]! * V[l * columns + j]!;
        // Eigenvectors of G Gᵀ know the small singular directions to ε cond².
        expect(Math.abs(tensors[0]!.values[i * columns + j]! + polar)).toBeLessThanOrEqual(
          100 * 2 ** -52 * condition ** 2,
        );
      }
  });

  it.each(['sgd', 'adaGrad'] as const)('grafting gives the step the length of %s', (grafting) => {
    const rule = shampooUpdate({ grafting });
    const tensors = [{ values: new Float64Array(6), shape: [2, 3] }];
    const g = Float64Array.from(gradient(x0, 0));
    rule.step(tensors, [g], rule.begin(tensors), 0.5);
    const wanted = grafting === 'sgd' ? Math.hypot(...g) : Math.sqrt(6);
    expect(Math.abs(Math.hypot(...tensors[0]!.values) / (0.5 * wanted) - 1)).toBeLessThanOrEqual(16 * 2 ** -52);
  });

  it('the average of iterates is their mean', () => {
    const { points, averages } = trajectory(averagedUpdate(sgdUpdate()), 50, 0.1);
    const mean = x0.map((_, i) => points.reduce((sum, x) => sum + x[i]!, 0) / 50);
    expect(distance([averages[49]!], [mean])).toBeLessThanOrEqual(50 * 2 ** -52);
  });

  it('groups train tensors by their names, each by its rule and rate', () => {
    const make = () => [
      { values: Float64Array.of(1, 2), shape: [2], name: 'layer.weight' },
      { values: Float64Array.of(3), shape: [1], name: 'layer.bias' },
      { values: Float64Array.of(4), shape: [1], name: 'frozen' },
    ];
    const rule = parameterGroups(
      [
        { names: /bias/, rule: adamWUpdate({ weightDecay: 0 }), rateFactor: 2 },
        { names: /^frozen$/, rateFactor: 0 },
      ],
      adamWUpdate({ weightDecay: 0.5 }),
    );
    const [grouped, apart] = [make(), make()];
    const state = rule.begin(grouped);
    const [first, second] = [adamWUpdate({ weightDecay: 0.5 }), adamWUpdate({ weightDecay: 0 })];
    const states = [first.begin([apart[0]!]), second.begin([apart[1]!])] as const;
    for (let k = 0; k < 10; k++) {
      const gradients = [Float64Array.of(1, -k), Float64Array.of(k - 3), Float64Array.of(1)];
      rule.step(grouped, gradients, state, 0.1);
      first.step([apart[0]!], [gradients[0]!], states[0], 0.1);
      second.step([apart[1]!], [gradients[1]!], states[1], 0.2);
    }
    expect(grouped).toEqual(apart);
  });
});

const everyRule: readonly UpdateRule[] = [
  sgdUpdate({ momentum: 0.9 }),
  adamUpdate(),
  adamWUpdate(),
  amsGradUpdate(),
  nAdamUpdate(),
  rAdamUpdate(),
  rmsPropUpdate({ centered: true, momentum: 0.5 }),
  adaGradUpdate(),
  lionUpdate(),
  lambUpdate(),
  adafactorUpdate(),
  prodigyUpdate(),
  dAdaptationUpdate(),
  scheduleFreeSgdUpdate(),
  scheduleFreeAdamWUpdate(),
  shampooUpdate({ grafting: 'adaGrad', momentum: 0.9 }),
  averagedUpdate(sgdUpdate()),
];

describe.each(everyRule.map((rule, i) => [`${rule.name} (${i})`, rule] as const))('%s', (_, rule) => {
  it('has a state that can be copied and gone on from, bit for bit', () => {
    const tensors = [{ values: Float64Array.from(x0), shape: [2, 3] }];
    let state = rule.begin(tensors);
    const step = (on: readonly Tensor[], k: number) =>
      rule.step(on, [Float64Array.from(gradient(Array.from(on[0]!.values), k))], state, 0.01);
    for (let k = 0; k < 5; k++) step(tensors, k);
    const [keptTensors, kept] = [structuredClone(tensors), structuredClone(state)];
    for (let k = 5; k < 10; k++) step(tensors, k);
    state = kept;
    for (let k = 5; k < 10; k++) step(keptTensors, k);
    expect(keptTensors).toEqual(tensors);
  });

  it('trains float32 as float64 within float32 rounding, and does not write gradients', () => {
    const wide = [{ values: Float64Array.from(x0, Math.fround), shape: [2, 3] }];
    const narrow = [{ values: Float32Array.from(x0), shape: [2, 3] }];
    const states = [rule.begin(wide), rule.begin(narrow)] as const;
    for (let k = 0; k < 10; k++) {
      const g = Float32Array.from(gradient(x0, k));
      rule.step(wide, [Float64Array.from(g)], states[0], 0.01);
      rule.step(narrow, [g], states[1], 0.01);
      expect(g).toEqual(Float32Array.from(gradient(x0, k)));
    }
    // Ten steps, each rounding a handful of numbers of size 3 at most.
    for (const [i, v] of narrow[0]!.values.entries())
      expect(Math.abs(v - wide[0]!.values[i]!)).toBeLessThanOrEqual(10 * 10 * 3 * 2 ** -24);
  });

  it('stays where gradients have always been zero', () => {
    const tensors = [{ values: Float64Array.from(x0), shape: [2, 3] }];
    const noDecay = rule.name === 'adamW' ? adamWUpdate({ weightDecay: 0 }) : rule;
    const state = noDecay.begin(tensors);
    for (let k = 0; k < 3; k++) noDecay.step(tensors, [new Float64Array(6)], state, 0.5);
    expect(distance([Array.from(tensors[0]!.values)], [x0])).toBeLessThanOrEqual(2 ** -50);
  });
});
