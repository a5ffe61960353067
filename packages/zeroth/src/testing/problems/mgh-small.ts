import { problemOf, type ResidualProblem } from './problem.js';

const { exp, log, sqrt, PI } = Math;

const beale = [1.5, 2.25, 2.625];
const bard = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39];
const half = [0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521];
const gaussian = [...half, 0.3989, ...half.toReversed()];
const meyer = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872];

/** Problems 1 to 12 of Moré, Garbow and Hillstrom: two and three variables. */
export const smallProblems: readonly ResidualProblem[] = [
  problemOf({
    number: 1,
    name: 'Rosenbrock',
    n: 2,
    m: 2,
    minima: [0],
    start: [-1.2, 1],
    fill: ([a, b], r, slopes) => {
      r.set([10 * (b! - a! * a!), 1 - a!]);
      slopes.set([-20 * a!, 10, -1, 0]);
    },
  }),
  problemOf({
    number: 2,
    name: 'Freudenstein and Roth',
    n: 2,
    m: 2,
    minima: [0, 48.98425],
    start: [0.5, -2],
    fill: ([a, b], r, slopes) => {
      r.set([-13 + a! + ((5 - b!) * b! - 2) * b!, -29 + a! + ((b! + 1) * b! - 14) * b!]);
      slopes.set([1, (10 - 3 * b!) * b! - 2, 1, (3 * b! + 2) * b! - 14]);
    },
  }),
  problemOf({
    number: 3,
    name: 'Powell badly scaled',
    n: 2,
    m: 2,
    minima: [0],
    start: [0, 1],
    fill: ([a, b], r, slopes) => {
      r.set([1e4 * a! * b! - 1, exp(-a!) + exp(-b!) - 1.0001]);
      slopes.set([1e4 * b!, 1e4 * a!, -exp(-a!), -exp(-b!)]);
    },
  }),
  problemOf({
    number: 4,
    name: 'Brown badly scaled',
    n: 2,
    m: 3,
    minima: [0],
    start: [1, 1],
    fill: ([a, b], r, slopes) => {
      r.set([a! - 1e6, b! - 2e-6, a! * b! - 2]);
      slopes.set([1, 0, 0, 1, b!, a!]);
    },
  }),
  problemOf({
    number: 5,
    name: 'Beale',
    n: 2,
    m: 3,
    // The other is approached as x₁ → −∞ and x₂ → 1.
    // As x₁ → −∞ with x₁ (1 − x₂) = c·a / a·a, a = (1, 2, 3), it falls to c·c − (c·a)² / 14 for c = (1.5, 2.25, 2.625).
    minima: [0, 0.4520089],
    start: [1, 1],
    fill: ([a, b], r, slopes) => {
      for (let i = 1; i <= 3; i++) {
        r[i - 1] = beale[i - 1]! - a! * (1 - b! ** i);
        slopes[2 * i - 2] = b! ** i - 1;
        slopes[2 * i - 1] = i * a! * b! ** (i - 1);
      }
    },
  }),
  problemOf({
    number: 6,
    name: 'Jennrich and Sampson',
    n: 2,
    m: 10,
    // The other is at x₁ = −∞ or x₂ = −∞, and at both: Σ (2 + 2i)² = 2020.
    minima: [124.3622, 259.58, 2020],
    start: [0.3, 0.4],
    fill: ([a, b], r, slopes) => {
      for (let i = 1; i <= 10; i++) {
        r[i - 1] = 2 + 2 * i - (exp(i * a!) + exp(i * b!));
        slopes[2 * i - 2] = -i * exp(i * a!);
        slopes[2 * i - 1] = -i * exp(i * b!);
      }
    },
  }),
  problemOf({
    number: 7,
    name: 'Helical valley',
    n: 3,
    m: 3,
    minima: [0],
    start: [-1, 0, 0],
    fill: ([a, b, c], r, slopes) => {
      const turn = a! === 0 ? (b! >= 0 ? 0.25 : -0.25) : Math.atan(b! / a!) / (2 * PI) + (a! < 0 ? 0.5 : 0);
      const square = a! * a! + b! * b!;
      const length = sqrt(square);
      r.set([10 * (c! - 10 * turn), 10 * (length - 1), c!]);
      slopes.set([(50 * b!) / (PI * square), (-50 * a!) / (PI * square), 10]);
      slopes.set([(10 * a!) / length, (10 * b!) / length, 0, 0, 0, 1], 3);
    },
  }),
  problemOf({
    number: 8,
    name: 'Bard',
    n: 3,
    m: 15,
    minima: [8.214877e-3, 17.42869],
    start: [1, 1, 1],
    fill: ([a, b, c], r, slopes) => {
      for (let i = 1; i <= 15; i++) {
        const v = 16 - i;
        const w = Math.min(i, v);
        const d = v * b! + w * c!;
        r[i - 1] = bard[i - 1]! - (a! + i / d);
        slopes.set([-1, (i * v) / (d * d), (i * w) / (d * d)], 3 * i - 3);
      }
    },
  }),
  problemOf({
    number: 9,
    name: 'Gaussian',
    n: 3,
    m: 15,
    minima: [1.127933e-8],
    start: [0.4, 1, 0],
    fill: ([a, b, c], r, slopes) => {
      for (let i = 1; i <= 15; i++) {
        const d = (8 - i) / 2 - c!;
        const e = exp((-b! * d * d) / 2);
        r[i - 1] = a! * e - gaussian[i - 1]!;
        slopes.set([e, (-a! * e * d * d) / 2, a! * e * b! * d], 3 * i - 3);
      }
    },
  }),
  problemOf({
    number: 10,
    name: 'Meyer',
    n: 3,
    m: 16,
    minima: [87.94586],
    start: [0.02, 4000, 250],
    fill: ([a, b, c], r, slopes) => {
      for (let i = 1; i <= 16; i++) {
        const d = 45 + 5 * i + c!;
        const e = exp(b! / d);
        r[i - 1] = a! * e - meyer[i - 1]!;
        slopes.set([e, (a! * e) / d, (-a! * e * b!) / (d * d)], 3 * i - 3);
      }
    },
  }),
  problemOf({
    number: 11,
    name: 'Gulf research and development',
    n: 3,
    m: 99,
    minima: [0],
    start: [5, 2.5, 0.15],
    fill: ([a, b, c], r, slopes) => {
      for (let i = 1; i <= 99; i++) {
        const t = i / 100;
        const y = 25 + (-50 * log(t)) ** (2 / 3);
        const distance = Math.abs(y - b!);
        const power = distance ** c!;
        const e = exp(-power / a!);
        r[i - 1] = e - t;
        const s = (e * power) / a!;
        slopes.set([s / a!, (s * c!) / (y - b!), distance > 0 ? -s * log(distance) : 0], 3 * i - 3);
      }
    },
  }),
  problemOf({
    number: 12,
    name: 'Box three-dimensional',
    n: 3,
    m: 10,
    minima: [0, 7.558874e-2],
    start: [0, 10, 20],
    fill: ([a, b, c], r, slopes) => {
      for (let i = 1; i <= 10; i++) {
        const t = i / 10;
        const d = exp(-t) - exp(-10 * t);
        r[i - 1] = exp(-t * a!) - exp(-t * b!) - c! * d;
        slopes.set([-t * exp(-t * a!), t * exp(-t * b!), -d], 3 * i - 3);
      }
    },
  }),
];
