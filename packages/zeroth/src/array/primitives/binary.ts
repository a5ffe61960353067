import { elementwise } from '../elementwise.js';

/*
 * Elementwise primitives of two operands. Each loop is written out: see BinaryLoop.
 */

/** The remainder of x / y that has the sign of y. */
function remainder(x: number, y: number): number {
  const r = x % y;
  if (r === 0) return y < 0 ? -0 : 0;
  return r < 0 !== y < 0 ? r + y : r;
}

export const addPrimitive = elementwise('add', 2, (x, y) => x + y, {
  domain: 'numeric',
  expression: 'x + y',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! + y[j + t]!;
    }
  },
});

export const subtractPrimitive = elementwise('subtract', 2, (x, y) => x - y, {
  domain: 'numeric',
  expression: 'x - y',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! - y[j + t]!;
    }
  },
});

export const multiplyPrimitive = elementwise('multiply', 2, (x, y) => x * y, {
  domain: 'numeric',
  expression: 'x * y',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! * y[j + t]!;
    }
  },
});

export const dividePrimitive = elementwise('divide', 2, (x, y) => x / y, {
  expression: 'x / y',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! / y[j + t]!;
    }
  },
});

/** x to the power y; 1 for x = 1 whatever y is, as IEEE 754 has it and JavaScript does not. */
export const powerPrimitive = elementwise('power', 2, (x, y) => (x === 1 ? 1 : x ** y), {
  domain: 'numeric',
  expression: 'x === 1 ? 1 : x ** y',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      const v = x[i + t]!;
      const w = y[j + t]!;
      out[k + t] = v === 1 ? 1 : v ** w;
    }
  },
});

export const atan2Primitive = elementwise('atan2', 2, (x, y) => Math.atan2(x, y), {
  expression: 'Math.atan2(x, y)',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.atan2(x[i + t]!, y[j + t]!);
    }
  },
});

export const maximumPrimitive = elementwise('maximum', 2, (x, y) => Math.max(x, y), {
  domain: 'any',
  expression: 'Math.max(x, y)',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.max(x[i + t]!, y[j + t]!);
    }
  },
});

export const minimumPrimitive = elementwise('minimum', 2, (x, y) => Math.min(x, y), {
  domain: 'any',
  expression: 'Math.min(x, y)',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.min(x[i + t]!, y[j + t]!);
    }
  },
});

/** x − floor(x / y) y: the remainder with the sign of y. */
export const remainderPrimitive = elementwise('remainder', 2, (x, y) => remainder(x, y), {
  domain: 'numeric',
  expression: 'x % y === 0 ? (y < 0 ? -0 : 0) : x % y < 0 !== y < 0 ? (x % y) + y : x % y',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = remainder(x[i + t]!, y[j + t]!);
    }
  },
});

export const hypotPrimitive = elementwise('hypot', 2, (x, y) => Math.hypot(x, y), {
  expression: 'Math.hypot(x, y)',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.hypot(x[i + t]!, y[j + t]!);
    }
  },
});

export const copysignPrimitive = elementwise(
  'copysign',
  2,
  (x, y) => (y < 0 || 1 / y < 0 ? -Math.abs(x) : Math.abs(x)),
  {
    expression: 'y < 0 || 1 / y < 0 ? -Math.abs(x) : Math.abs(x)',
    loop(x, i, y, j, out, k, n) {
      for (let t = 0; t < n; t++) {
        const v = x[i + t]!;
        const w = y[j + t]!;
        out[k + t] = w < 0 || 1 / w < 0 ? -Math.abs(v) : Math.abs(v);
      }
    },
  },
);

export const equalPrimitive = elementwise('equal', 2, (x, y) => (x === y ? 1 : 0), {
  domain: 'any',
  range: 'bool',
  expression: 'x === y ? 1 : 0',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! === y[j + t]! ? 1 : 0;
    }
  },
});

export const notEqualPrimitive = elementwise('notEqual', 2, (x, y) => (x !== y ? 1 : 0), {
  domain: 'any',
  range: 'bool',
  expression: 'x !== y ? 1 : 0',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! !== y[j + t]! ? 1 : 0;
    }
  },
});

export const lessPrimitive = elementwise('less', 2, (x, y) => (x < y ? 1 : 0), {
  domain: 'any',
  range: 'bool',
  expression: 'x < y ? 1 : 0',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! < y[j + t]! ? 1 : 0;
    }
  },
});

export const lessEqualPrimitive = elementwise('lessEqual', 2, (x, y) => (x <= y ? 1 : 0), {
  domain: 'any',
  range: 'bool',
  expression: 'x <= y ? 1 : 0',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! <= y[j + t]! ? 1 : 0;
    }
  },
});

export const greaterPrimitive = elementwise('greater', 2, (x, y) => (x > y ? 1 : 0), {
  domain: 'any',
  range: 'bool',
  expression: 'x > y ? 1 : 0',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! > y[j + t]! ? 1 : 0;
    }
  },
});

export const greaterEqualPrimitive = elementwise('greaterEqual', 2, (x, y) => (x >= y ? 1 : 0), {
  domain: 'any',
  range: 'bool',
  expression: 'x >= y ? 1 : 0',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! >= y[j + t]! ? 1 : 0;
    }
  },
});

export const logicalAndPrimitive = elementwise('logicalAnd', 2, (x, y) => (x !== 0 && y !== 0 ? 1 : 0), {
  domain: 'bool',
  range: 'bool',
  expression: 'x !== 0 && y !== 0 ? 1 : 0',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! !== 0 && y[j + t]! !== 0 ? 1 : 0;
    }
  },
});

export const logicalOrPrimitive = elementwise('logicalOr', 2, (x, y) => (x !== 0 || y !== 0 ? 1 : 0), {
  domain: 'bool',
  range: 'bool',
  expression: 'x !== 0 || y !== 0 ? 1 : 0',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! !== 0 || y[j + t]! !== 0 ? 1 : 0;
    }
  },
});

export const logicalXorPrimitive = elementwise('logicalXor', 2, (x, y) => ((x !== 0) !== (y !== 0) ? 1 : 0), {
  domain: 'bool',
  range: 'bool',
  expression: '(x !== 0) !== (y !== 0) ? 1 : 0',
  loop(x, i, y, j, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = (x[i + t]! !== 0) !== (y[j + t]! !== 0) ? 1 : 0;
    }
  },
});
