import { problemOf, type ResidualProblem } from './problem.js';

const { exp, sin, cos, sqrt } = Math;

const kowalik = {
  y: [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
  u: [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
};
const osborne1 = [
  0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.58,
  0.558, 0.538, 0.522, 0.506, 0.49, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.42, 0.414, 0.411, 0.406,
];
const osborne2 = [
  1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602,
  0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.5, 0.423, 0.395, 0.375,
  0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591,
  0.559, 0.597, 0.625, 0.739, 0.71, 0.729, 0.72, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
];

/** Problems 13 to 19 of Moré, Garbow and Hillstrom: four to eleven variables. */
export const middleProblems: readonly ResidualProblem[] = [
  problemOf({
    number: 13,
    name: 'Powell singular',
    n: 4,
    m: 4,
    minima: [0],
    start: [3, -1, 0, 1],
    fill: ([a, b, c, d], r, slopes) => {
      const bc = b! - 2 * c!;
      const ad = a! - d!;
      r.set([a! + 10 * b!, sqrt(5) * (c! - d!), bc * bc, sqrt(10) * ad * ad]);
      slopes.set([1, 10, 0, 0, 0, 0, sqrt(5), -sqrt(5), 0, 2 * bc, -4 * bc, 0]);
      slopes.set([2 * sqrt(10) * ad, 0, 0, -2 * sqrt(10) * ad], 12);
    },
  }),
  problemOf({
    number: 14,
    name: 'Wood',
    n: 4,
    m: 6,
    minima: [0],
    start: [-3, -1, -3, -1],
    fill: ([a, b, c, d], r, slopes) => {
      r.set([10 * (b! - a! * a!), 1 - a!, sqrt(90) * (d! - c! * c!), 1 - c!]);
      r.set([sqrt(10) * (b! + d! - 2), (b! - d!) / sqrt(10)], 4);
      slopes.set([-20 * a!, 10, 0, 0, -1, 0, 0, 0, 0, 0, -2 * sqrt(90) * c!, sqrt(90), 0, 0, -1, 0]);
      slopes.set([0, sqrt(10), 0, sqrt(10), 0, 1 / sqrt(10), 0, -1 / sqrt(10)], 16);
    },
  }),
  problemOf({
    number: 15,
    name: 'Kowalik and Osborne',
    n: 4,
    m: 11,
    minima: [3.075056e-4, 1.027342e-3],
    start: [0.25, 0.39, 0.415, 0.39],
    fill: ([a, b, c, d], r, slopes) => {
      for (let i = 0; i < 11; i++) {
        const u = kowalik.u[i]!;
        const top = u * (u + b!);
        const bottom = u * (u + c!) + d!;
        r[i] = kowalik.y[i]! - (a! * top) / bottom;
        const s = (a! * top) / (bottom * bottom);
        slopes.set([-top / bottom, (-a! * u) / bottom, s * u, s], 4 * i);
      }
    },
  }),
  problemOf({
    number: 16,
    name: 'Brown and Dennis',
    n: 4,
    m: 20,
    minima: [85822.2],
    start: [25, 5, -5, -1],
    fill: ([a, b, c, d], r, slopes) => {
      for (let i = 1; i <= 20; i++) {
        const t = i / 5;
        const p = a! + t * b! - exp(t);
        const q = c! + d! * sin(t) - cos(t);
        r[i - 1] = p * p + q * q;
        slopes.set([2 * p, 2 * p * t, 2 * q, 2 * q * sin(t)], 4 * i - 4);
      }
    },
  }),
  problemOf({
    number: 17,
    name: 'Osborne 1',
    n: 5,
    m: 33,
    minima: [5.464895e-5],
    start: [0.5, 1.5, -1, 0.01, 0.02],
    fill: ([a, b, c, d, e], r, slopes) => {
      for (let i = 0; i < 33; i++) {
        const t = 10 * i;
        const p = exp(-t * d!);
        const q = exp(-t * e!);
        r[i] = osborne1[i]! - (a! + b! * p + c! * q);
        slopes.set([-1, -p, -q, b! * t * p, c! * t * q], 5 * i);
      }
    },
  }),
  problemOf({
    number: 18,
    name: 'Biggs EXP6',
    n: 6,
    m: 13,
    minima: [0, 5.65565e-3, 0.3063668],
    start: [1, 2, 1, 1, 1, 1],
    fill: ([a, b, c, d, e, f], r, slopes) => {
      for (let i = 1; i <= 13; i++) {
        const t = i / 10;
        const y = exp(-t) - 5 * exp(-10 * t) + 3 * exp(-4 * t);
        const p = exp(-t * a!);
        const q = exp(-t * b!);
        const s = exp(-t * e!);
        r[i - 1] = c! * p - d! * q + f! * s - y;
        slopes.set([-t * c! * p, t * d! * q, p, -q, -t * f! * s, s], 6 * i - 6);
      }
    },
  }),
  problemOf({
    number: 19,
    name: 'Osborne 2',
    n: 11,
    m: 65,
    minima: [4.013774e-2, 1.789814],
    start: [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5],
    fill: (x, r, slopes) => {
      for (let i = 0; i < 65; i++) {
        const t = i / 10;
        const row = 11 * i;
        const p = exp(-t * x[4]!);
        slopes[row] = -p;
        slopes[row + 4] = t * x[0]! * p;
        let sum = x[0]! * p;
        for (let k = 1; k < 4; k++) {
          const d = t - x[7 + k]!;
          const q = exp(-d * d * x[4 + k]!);
          sum += x[k]! * q;
          slopes[row + k] = -q;
          slopes[row + 4 + k] = d * d * x[k]! * q;
          slopes[row + 7 + k] = -2 * d * x[4 + k]! * x[k]! * q;
        }
        r[i] = osborne2[i]! - sum;
      }
    },
  }),
];
