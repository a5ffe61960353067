import {
  add,
  bindOne,
  cos,
  cosh,
  divide,
  equal,
  exp,
  floor,
  greater,
  hypot,
  less,
  log,
  logicalAnd,
  multiply,
  type NDArray,
  negative,
  pow,
  reciprocal,
  sign,
  sin,
  sinh,
  sqrt,
  subtract,
  where,
} from '../../array/index.js';
import * as p from '../../array/primitives/index.js';
import { elementwiseRule } from './elementwise-rule.js';
import { type Change, constant, type RuleEntry, rule } from './rule.js';

const square = (x: NDArray): NDArray => multiply(x, x);

/** 1 where a is chosen, ½ where both are, else 0. */
function share(a: NDArray, b: NDArray, better: (a: NDArray, b: NDArray) => NDArray): NDArray {
  return where(better(a, b), 1, where(equal(a, b), 0.5, 0));
}

/*
 * Partial derivatives of the elementwise primitives. At kinks: |x|, sign and rounding have the derivative 0 where they
 * jump or break; maximum and minimum share it between equal operands, as the subgradient of smallest norm does.
 */
export const elementwiseRules: readonly RuleEntry[] = [
  linearRule(p.addPrimitive, [1, 1]),
  linearRule(p.subtractPrimitive, [1, -1]),
  productRule(),
  elementwiseRule(p.negativePrimitive, [() => -1]),
  elementwiseRule(p.absPrimitive, [([x]) => sign(x!)]),
  elementwiseRule(p.signPrimitive, [() => 0]),
  elementwiseRule(p.floorPrimitive, [() => 0]),
  elementwiseRule(p.ceilPrimitive, [() => 0]),
  elementwiseRule(p.truncPrimitive, [() => 0]),
  elementwiseRule(p.roundPrimitive, [() => 0]),
  elementwiseRule(p.expPrimitive, [(_, y) => y]),
  // Not y + 1, which loses all of exp(x) for x far below 0.
  elementwiseRule(p.expm1Primitive, [([x]) => exp(x!)]),
  elementwiseRule(p.logPrimitive, [([x]) => reciprocal(x!)]),
  elementwiseRule(p.log1pPrimitive, [([x]) => reciprocal(add(x!, 1))]),
  elementwiseRule(p.log2Primitive, [([x]) => divide(Math.LOG2E, x!)]),
  elementwiseRule(p.log10Primitive, [([x]) => divide(Math.LOG10E, x!)]),
  elementwiseRule(p.sqrtPrimitive, [(_, y) => divide(0.5, y)]),
  elementwiseRule(p.cbrtPrimitive, [(_, y) => divide(1 / 3, square(y))]),
  elementwiseRule(p.sinPrimitive, [([x]) => cos(x!)]),
  elementwiseRule(p.cosPrimitive, [([x]) => negative(sin(x!))]),
  elementwiseRule(p.tanPrimitive, [(_, y) => add(square(y), 1)]),
  elementwiseRule(p.asinPrimitive, [([x]) => reciprocal(sqrt(subtract(1, square(x!))))]),
  elementwiseRule(p.acosPrimitive, [([x]) => negative(reciprocal(sqrt(subtract(1, square(x!)))))]),
  elementwiseRule(p.atanPrimitive, [([x]) => reciprocal(add(square(x!), 1))]),
  elementwiseRule(p.sinhPrimitive, [([x]) => cosh(x!)]),
  elementwiseRule(p.coshPrimitive, [([x]) => sinh(x!)]),
  elementwiseRule(p.tanhPrimitive, [(_, y) => subtract(1, square(y))]),
  elementwiseRule(p.asinhPrimitive, [([x]) => reciprocal(hypot(x!, 1))]),
  // As a product of roots, x near 1 is not squared away.
  elementwiseRule(p.acoshPrimitive, [([x]) => reciprocal(multiply(sqrt(subtract(x!, 1)), sqrt(add(x!, 1))))]),
  elementwiseRule(p.atanhPrimitive, [([x]) => reciprocal(multiply(subtract(1, x!), add(x!, 1)))]),
  elementwiseRule(p.reciprocalPrimitive, [(_, y) => negative(square(y))]),
  elementwiseRule(p.dividePrimitive, [([, b]) => reciprocal(b!), ([, b], y) => negative(multiply(y, reciprocal(b!)))]),
  elementwiseRule(p.powerPrimitive, [
    // At x = 0 and exponent 0 the factor 0 · ∞ would be NaN; the derivative of x⁰ is 0.
    ([x, e]) => where(equal(e!, 0), 0, multiply(e!, pow(x!, subtract(e!, 1)))),
    // x^e log x tends to 0 at x = 0 for e > 0, and 0^e = 0 does not move with e.
    ([x, e], y) => where(logicalAnd(equal(x!, 0), greater(e!, 0)), 0, multiply(y, log(where(equal(x!, 0), 1, x!)))),
  ]),
  elementwiseRule(p.atan2Primitive, [
    // Divided twice, so that squares neither overflow nor underflow.
    ([a, b]) => divide(divide(b!, hypot(a!, b!)), hypot(a!, b!)),
    ([a, b]) => negative(divide(divide(a!, hypot(a!, b!)), hypot(a!, b!))),
  ]),
  // At the origin the norm has a kink: 0 there, as |x| has.
  elementwiseRule(p.hypotPrimitive, [
    ([a], y) => where(equal(y, 0), 0, divide(a!, where(equal(y, 0), 1, y))),
    ([, b], y) => where(equal(y, 0), 0, divide(b!, where(equal(y, 0), 1, y))),
  ]),
  // ±|x|: the sign of the result over that of x, which is 0 where x is.
  elementwiseRule(p.copysignPrimitive, [([x], y) => multiply(sign(x!), sign(y)), () => 0]),
  elementwiseRule(p.maximumPrimitive, [([a, b]) => share(a!, b!, greater), ([a, b]) => share(b!, a!, greater)]),
  elementwiseRule(p.minimumPrimitive, [([a, b]) => share(a!, b!, less), ([a, b]) => share(b!, a!, less)]),
  constant(p.equalPrimitive),
  constant(p.notEqualPrimitive),
  constant(p.lessPrimitive),
  constant(p.lessEqualPrimitive),
  constant(p.greaterPrimitive),
  constant(p.greaterEqualPrimitive),
  constant(p.logicalAndPrimitive),
  constant(p.logicalOrPrimitive),
  constant(p.logicalXorPrimitive),
  constant(p.logicalNotPrimitive),
  constant(p.isnanPrimitive),
  constant(p.isfinitePrimitive),
  elementwiseRule(p.remainderPrimitive, [() => 1, ([a, b]) => negative(floor(divide(a!, b!)))]),
];

/** a x + b y with a, b = ±1 */
function linearRule(primitive: typeof p.addPrimitive, signs: readonly (1 | -1)[]): RuleEntry {
  const signed = (change: Change, i: number): Change =>
    change === undefined || signs[i] === 1 ? change : negative(change);
  return rule(primitive, {
    form: 'linear',
    jvp: (_, [dx, dy]) => [
      dx === undefined || dy === undefined ? (dx ?? signed(dy, 1)) : bindOne(primitive, [dx, dy], undefined),
    ],
    vjp: (_, [cotangent], wanted) => signs.map((_sign, i) => (wanted[i] ? signed(cotangent, i) : undefined)),
  });
}

function productRule(): RuleEntry {
  return rule(p.multiplyPrimitive, {
    form: 'bilinear',
    jvp: ({ inputs: [x, y] }, [dx, dy]) => {
      const left = dx === undefined ? undefined : multiply(dx, y!);
      const right = dy === undefined ? undefined : multiply(x!, dy);
      return [left === undefined || right === undefined ? (left ?? right) : add(left, right)];
    },
    vjp: ({ inputs: [x, y] }, [cotangent], wanted) => [
      wanted[0] ? multiply(cotangent!, y!) : undefined,
      wanted[1] ? multiply(cotangent!, x!) : undefined,
    ],
  });
}
