import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  array,
  bindOne,
  broadcastTo,
  concat,
  definePrimitive,
  floor,
  greater,
  hypot,
  log,
  max,
  maximum,
  multiply,
  type NDArray,
  permuteDims,
  pow,
  prod,
  reciprocal,
  sin,
  slice,
  sort,
  sqrt,
  sum,
  where,
  zeros,
} from '../array/index.js';
import {
  checkpoint,
  forLoop,
  grad,
  hessian,
  hvp,
  jacobian,
  jet,
  jvp,
  scan,
  valueAndGrad,
  vjp,
  vmap,
  whileLoop,
} from './index.js';

const of = (...values: number[]): Float64Array => Float64Array.from(values);

describe('kinks and poles', () => {
  it('have the derivative that the documentation says, in both modes', () => {
    const cases: readonly (readonly [(x: NDArray) => NDArray, number, number])[] = [
      [abs, 0, 0],
      [floor, 1.5, 0],
      [(x) => maximum(x, 0), 0, 0.5],
      [(x) => hypot(x, 0), 0, 0],
      [(x) => pow(x, 0), 0, 0],
      [(x) => pow(x, 1), 0, 1],
      [(x) => pow(x, 2), 0, 0],
      [sqrt, 0, Infinity],
      [log, 0, Infinity],
      [reciprocal, 0, -Infinity],
      [(x) => where(greater(x, 0), sqrt(where(greater(x, 0), x, 1)), 0), 0, 0],
    ];
    for (const [f, x, expected] of cases) {
      expect(grad(f)(x)).toBe(expected);
      expect(jvp(f, [x], [1]).tangent).toBe(expected);
    }
  });
  it('share derivatives between equal elements, and move them with a stable order', () => {
    expect(grad((x) => max(x))(of(2, 1, 2))).toEqual(of(0.5, 0, 0.5));
    expect(grad((x) => sum(multiply(sort(x), [1, 2, 3])))(of(2, 1, 2))).toEqual(of(2, 1, 3));
  });
});

describe('zeros and views', () => {
  it('of no elements have derivatives of no elements', () => {
    const empty = new Float64Array(0);
    const f = (x: NDArray): NDArray => add(sum(sin(x)), prod(x));
    expect(valueAndGrad(f)(empty)).toEqual({ value: 1, gradient: empty });
    expect(jvp(f, [empty], [empty]).tangent).toBe(0);
    expect(hvp(f)(empty, empty)).toEqual(empty);
    expect(hessian(f)(empty).shape).toEqual([0, 0]);
    expect(jacobian((x) => concat([x, x]))(empty).shape).toEqual([0, 0]);
    expect(jet(f, empty, [empty, empty])).toEqual([1, 0, 0]);
    expect(vmap((x: NDArray) => sum(x))(zeros([3, 0])).toArray()).toEqual([0, 0, 0]);
  });
  it('are differentiated as what they show', () => {
    const base = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const f = (x: NDArray): NDArray => sum(multiply(sin(x), x));
    const copies = [base.T, slice(base, [null, null, -1], [0, 3, 2]), broadcastTo(slice(base, 0), [2, 3])];
    for (const view of copies) {
      const copy = array(view.toArray());
      expect(grad(f)(view).toArray()).toEqual(grad(f)(copy).toArray());
      expect(hvp(f)(view, view).toArray()).toEqual(hvp(f)(copy, copy).toArray());
      expect(jvp(f, [view], [view]).tangent).toBe(jvp(f, [copy], [copy]).tangent);
    }
    expect(grad((x) => sum(multiply(permuteDims(x, [1, 0]), base.T)))(base).toArray()).toEqual(base.toArray());
  });
});

describe('derivatives inside of derivatives', () => {
  it('are not confused with each other', () => {
    // d/dx (x · d/dy (x + y)) = 1: a confused derivative would be 2.
    expect(grad((x) => multiply(x, grad((y: NDArray) => add(x, y))(1)))(1)).toBe(1);
    const inner = (x: NDArray): NDArray => multiply(x, jvp((y: NDArray) => multiply(x, y), [2], [1]).tangent);
    expect(grad(inner)(3)).toBe(6);
    expect(jvp(inner, [3], [1]).tangent).toBe(6);
  });
  it('may stand in the body of a scan', () => {
    // Three steps of gradient descent on y⁴ / 4, differentiated by the start.
    const slope = grad((y: NDArray) => multiply(0.25, pow(y, 4)));
    const descend = (x: NDArray): NDArray => forLoop(3, (_, y) => add(y, multiply(-0.1, slope(y))), x);
    let [y, d] = [1.2, 1];
    for (let k = 0; k < 3; k++) [y, d] = [y - 0.1 * y ** 3, d * (1 - 0.3 * y * y)];
    expect(descend(array(1.2)).item()).toBeCloseTo(y, 15);
    expect(grad(descend)(1.2)).toBeCloseTo(d, 15);
    expect(jvp(descend, [1.2], [1]).tangent).toBeCloseTo(d, 15);
    expect(Number(jet(descend, 1.2, [1])[1])).toBeCloseTo(d, 15);
    expect(grad((x) => sum(vmap(slope)(x)))(of(1, 2))).toEqual(of(3, 12));
  });
  it('may use the same function while it is traced', () => {
    const f = (x: NDArray): NDArray => multiply(x, multiply(x, x));
    const slope = grad(f);
    expect(grad((x) => add(slope(x), slope(multiply(2, x))))(1)).toBe(30);
    const both = grad((x) => multiply(grad(slope)(x), f(x)));
    expect(both(2)).toBe(24 * 8);
    expect(slope(2)).toBe(12);
  });
  it('keep two traces apart', () => {
    const outer = grad((x) => {
      const a = grad((y: NDArray) => multiply(x, multiply(y, y)));
      const b = grad((z: NDArray) => multiply(multiply(x, x), z));
      return multiply(a(3), b(5));
    });
    // 6 x · x², so 18 x².
    expect(outer(2)).toBe(72);
  });
});

describe('errors in nested graphs', () => {
  const opaque = definePrimitive<undefined>({ name: 'opaque', shapes: ([x]) => [x!], compute: ([x]) => [x!] });
  const lineHere = (): number =>
    Number(/correctness\.test\.ts:(\d+)/.exec(new Error().stack?.split('\n')[2] ?? '')?.[1]);
  const line = lineHere() + 1;
  const hidden = (x: NDArray): NDArray => bindOne(opaque, [x], undefined);
  /** The message of the error that an action throws. */
  const message = (action: () => unknown): string => {
    try {
      action();
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return '';
  };

  it('name the line of the operation, in loops, checkpoints and beside what is expanded', () => {
    const bodies: Readonly<Record<string, (x: NDArray) => NDArray>> = {
      direct: (x) => hidden(x),
      scan: (x) => scan((s: NDArray, e: NDArray) => [add(s, hidden(e)), e], array(0), broadcastTo(x, [3]))[0],
      loop: (x) => forLoop(2, (_, s) => hidden(s), x),
      checkpoint: (x) => checkpoint((y: NDArray) => hidden(y))(x),
      nested: (x) => forLoop(2, (_, s) => checkpoint((y: NDArray) => hidden(y))(s), x),
      expanded: (x) => multiply(prod(broadcastTo(x, [3])), hidden(x)),
    };
    for (const [name, f] of Object.entries(bodies)) {
      const expected = new RegExp(`opaque has no rule.*correctness\\.test\\.ts:${line}`, 's');
      expect(
        message(() => grad(f)(1)),
        `${name}, reverse`,
      ).toMatch(expected);
      expect(
        message(() => jvp(f, [1], [1])),
        `${name}, forward`,
      ).toMatch(expected);
      expect(
        message(() => jet(f, 1, [1])),
        `${name}, jet`,
      ).toMatch(expected);
      expect(
        message(() => vjp(f, array(1)).pullback(1)),
        `${name}, vjp`,
      ).toMatch(expected);
      expect(
        message(() => hessian(f)(1)),
        `${name}, Hessian`,
      ).toMatch(expected);
    }
  });
  it('name the line of a whileLoop that reverse mode meets', () => {
    const f = (x: NDArray): NDArray =>
      whileLoop(
        (s: NDArray) => s.less(10),
        (s) => multiply(2, s),
        x,
      );
    expect(message(() => grad(f)(1))).toMatch(/whileLoop.*correctness\.test\.ts:\d+/s);
    expect(message(() => grad((x) => forLoop(2, (_, s) => f(s), x))(1))).toMatch(
      /whileLoop.*correctness\.test\.ts:\d+/s,
    );
    expect(message(() => grad((x) => checkpoint((y: NDArray) => f(y))(x))(1))).toMatch(/whileLoop.*correctness\.test/s);
  });
});
