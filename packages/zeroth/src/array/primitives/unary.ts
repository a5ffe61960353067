import { elementwise } from '../elementwise.js';

/*
 * Elementwise primitives of one operand. Each loop is written out: see UnaryLoop.
 */

export const negativePrimitive = elementwise('negative', 1, (x) => -x, {
  domain: 'numeric',
  expression: '-x',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = -x[i + t]!;
    }
  },
});

export const absPrimitive = elementwise('abs', 1, (x) => Math.abs(x), {
  domain: 'numeric',
  expression: 'Math.abs(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.abs(x[i + t]!);
    }
  },
});

export const signPrimitive = elementwise('sign', 1, (x) => Math.sign(x), {
  domain: 'numeric',
  expression: 'Math.sign(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.sign(x[i + t]!);
    }
  },
});

export const expPrimitive = elementwise('exp', 1, (x) => Math.exp(x), {
  expression: 'Math.exp(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.exp(x[i + t]!);
    }
  },
});

export const expm1Primitive = elementwise('expm1', 1, (x) => Math.expm1(x), {
  expression: 'Math.expm1(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.expm1(x[i + t]!);
    }
  },
});

export const logPrimitive = elementwise('log', 1, (x) => Math.log(x), {
  expression: 'Math.log(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.log(x[i + t]!);
    }
  },
});

export const log1pPrimitive = elementwise('log1p', 1, (x) => Math.log1p(x), {
  expression: 'Math.log1p(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.log1p(x[i + t]!);
    }
  },
});

export const log2Primitive = elementwise('log2', 1, (x) => Math.log2(x), {
  expression: 'Math.log2(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.log2(x[i + t]!);
    }
  },
});

export const log10Primitive = elementwise('log10', 1, (x) => Math.log10(x), {
  expression: 'Math.log10(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.log10(x[i + t]!);
    }
  },
});

export const sqrtPrimitive = elementwise('sqrt', 1, (x) => Math.sqrt(x), {
  expression: 'Math.sqrt(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.sqrt(x[i + t]!);
    }
  },
});

export const cbrtPrimitive = elementwise('cbrt', 1, (x) => Math.cbrt(x), {
  expression: 'Math.cbrt(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.cbrt(x[i + t]!);
    }
  },
});

export const sinPrimitive = elementwise('sin', 1, (x) => Math.sin(x), {
  expression: 'Math.sin(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.sin(x[i + t]!);
    }
  },
});

export const cosPrimitive = elementwise('cos', 1, (x) => Math.cos(x), {
  expression: 'Math.cos(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.cos(x[i + t]!);
    }
  },
});

export const tanPrimitive = elementwise('tan', 1, (x) => Math.tan(x), {
  expression: 'Math.tan(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.tan(x[i + t]!);
    }
  },
});

export const asinPrimitive = elementwise('asin', 1, (x) => Math.asin(x), {
  expression: 'Math.asin(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.asin(x[i + t]!);
    }
  },
});

export const acosPrimitive = elementwise('acos', 1, (x) => Math.acos(x), {
  expression: 'Math.acos(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.acos(x[i + t]!);
    }
  },
});

export const atanPrimitive = elementwise('atan', 1, (x) => Math.atan(x), {
  expression: 'Math.atan(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.atan(x[i + t]!);
    }
  },
});

export const sinhPrimitive = elementwise('sinh', 1, (x) => Math.sinh(x), {
  expression: 'Math.sinh(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.sinh(x[i + t]!);
    }
  },
});

export const coshPrimitive = elementwise('cosh', 1, (x) => Math.cosh(x), {
  expression: 'Math.cosh(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.cosh(x[i + t]!);
    }
  },
});

export const tanhPrimitive = elementwise('tanh', 1, (x) => Math.tanh(x), {
  expression: 'Math.tanh(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.tanh(x[i + t]!);
    }
  },
});

export const asinhPrimitive = elementwise('asinh', 1, (x) => Math.asinh(x), {
  expression: 'Math.asinh(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.asinh(x[i + t]!);
    }
  },
});

export const acoshPrimitive = elementwise('acosh', 1, (x) => Math.acosh(x), {
  expression: 'Math.acosh(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.acosh(x[i + t]!);
    }
  },
});

export const atanhPrimitive = elementwise('atanh', 1, (x) => Math.atanh(x), {
  expression: 'Math.atanh(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.atanh(x[i + t]!);
    }
  },
});

export const reciprocalPrimitive = elementwise('reciprocal', 1, (x) => 1 / x, {
  expression: '1 / x',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = 1 / x[i + t]!;
    }
  },
});

export const floorPrimitive = elementwise('floor', 1, (x) => Math.floor(x), {
  domain: 'numeric',
  expression: 'Math.floor(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.floor(x[i + t]!);
    }
  },
});

export const ceilPrimitive = elementwise('ceil', 1, (x) => Math.ceil(x), {
  domain: 'numeric',
  expression: 'Math.ceil(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.ceil(x[i + t]!);
    }
  },
});

export const truncPrimitive = elementwise('trunc', 1, (x) => Math.trunc(x), {
  domain: 'numeric',
  expression: 'Math.trunc(x)',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Math.trunc(x[i + t]!);
    }
  },
});

/** To the nearest integer, halves to the even one. */
export const roundPrimitive = elementwise(
  'round',
  1,
  (x) => (x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  {
    domain: 'numeric',
    expression: 'x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)',
    loop(x, i, out, k, n) {
      for (let t = 0; t < n; t++) {
        const v = x[i + t]!;
        out[k + t] = v - Math.floor(v) === 0.5 ? 2 * Math.round(v / 2) : Math.round(v);
      }
    },
  },
);

export const logicalNotPrimitive = elementwise('logicalNot', 1, (x) => (x === 0 ? 1 : 0), {
  domain: 'bool',
  range: 'bool',
  expression: 'x === 0 ? 1 : 0',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = x[i + t]! === 0 ? 1 : 0;
    }
  },
});

export const isnanPrimitive = elementwise('isnan', 1, (x) => (Number.isNaN(x) ? 1 : 0), {
  domain: 'any',
  range: 'bool',
  expression: 'Number.isNaN(x) ? 1 : 0',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      out[k + t] = Number.isNaN(x[i + t]!) ? 1 : 0;
    }
  },
});

export const isfinitePrimitive = elementwise('isfinite', 1, (x) => (x - x === 0 ? 1 : 0), {
  domain: 'any',
  range: 'bool',
  expression: 'x - x === 0 ? 1 : 0',
  loop(x, i, out, k, n) {
    for (let t = 0; t < n; t++) {
      const v = x[i + t]!;
      out[k + t] = v - v === 0 ? 1 : 0;
    }
  },
});
