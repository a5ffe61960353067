import { type ArrayLike, add, array, asArray, broadcastTo, type NDArray } from '../../array/index.js';
import { ZerothError } from '../../errors.js';
import { isTraced } from '../trace.js';

/** How changes pass through what made a field or a functional's value. */
export interface Origin {
  readonly inputs: readonly Element[];
  jvp(tangents: readonly (Element | undefined)[]): Element | undefined;
  vjp(cotangent: Element, wanted: readonly boolean[]): readonly (Element | undefined)[];
}

/** A function of one variable on an interval, as a value that operators take and give: an element of a space of functions. */
export interface Field {
  /** The values at points: a number for a number, else an array of the points' shape. */
  (x: number): number;
  (x: ArrayLike): NDArray;
  readonly kind: 'field';
  readonly domain: readonly [number, number];
  /** Points of the Gauss-Legendre rule that integrates over the domain. */
  readonly nodes: number;
  /** Values at an array of points. */
  at(x: NDArray): NDArray;
  readonly origin: Origin | undefined;
}

/** What a functional comes to: a number that remembers how. */
export interface FunctionalValue {
  readonly kind: 'value';
  /** The number. */
  readonly value: NDArray;
  readonly origin: Origin | undefined;
}

export type Element = Field | FunctionalValue;

/** Where a field lives. */
export interface FieldOptions {
  /** The interval [a, b], a < b. */
  readonly domain: readonly [number, number];
  /** Points of quadrature over it. Default 64. */
  readonly nodes?: number;
}

/**
 * A function of one variable as a field: f is given arrays of points and gives values of the same shape, composed of
 * functions of zeroth/array; a constant may stand for all of them.
 *
 * @throws ZerothError `option-out-of-range`
 */
export function field(f: (x: NDArray) => ArrayLike, { domain, nodes = 64 }: FieldOptions): Field {
  if (!(domain[0] < domain[1]))
    throw new ZerothError(
      'option-out-of-range',
      `The domain of a field is an interval [a, b] with a < b, not [${domain.join(', ')}].`,
      domain,
    );
  if (!Number.isInteger(nodes) || nodes < 2)
    throw new ZerothError('option-out-of-range', `nodes must be an integer of at least 2, not ${nodes}.`, nodes);
  return made({ domain, nodes }, f, undefined);
}

/** A field that something made. Values at the same points are computed once. */
export function made(
  { domain, nodes }: Pick<Field, 'domain' | 'nodes'>,
  f: (x: NDArray) => ArrayLike,
  origin: Origin | undefined,
): Field {
  const known = new WeakMap<NDArray, NDArray>();
  const at = (x: NDArray): NDArray => {
    const before = known.get(x);
    if (before !== undefined) return before;
    const value = asArray(f(x));
    const full = value.ndim === x.ndim ? value : broadcastTo(value, x.shape);
    known.set(x, full);
    return full;
  };
  function call(x: number): number;
  function call(x: ArrayLike): NDArray;
  function call(x: ArrayLike): number | NDArray {
    // Points of its own, so that values are not those of points that were here before.
    const points = asArray(x);
    const values = at(isTraced(points) ? points : array(points));
    return typeof x === 'number' && !isTraced(values) ? values.item() : values;
  }
  return Object.assign(call, { kind: 'field' as const, domain, nodes, at, origin });
}

/** A number among functionals' values. */
export function constantValue(value: ArrayLike): FunctionalValue {
  return { kind: 'value', value: asArray(value), origin: undefined };
}

export function asField(element: Element): Field {
  if (element.kind === 'field') return element;
  throw new ZerothError('not-a-field', 'A function is needed here, not the value of a functional.');
}

export function asValue(element: Element): FunctionalValue {
  if (element.kind === 'value') return element;
  throw new ZerothError('not-a-functional', 'The value of a functional is needed here, not a function: integrate it.');
}

/** u + v, of fields or of values. */
export function addElements(u: Element, v: Element): Element {
  const origin: Origin = {
    inputs: [u, v],
    jvp: ([du, dv]) => (du === undefined || dv === undefined ? (du ?? dv) : addElements(du, dv)),
    vjp: (cotangent) => [cotangent, cotangent],
  };
  if (u.kind === 'value') return { kind: 'value', value: add(u.value, asValue(v).value), origin };
  const other = asField(v);
  return made(u, (x) => add(u.at(x), other.at(x)), origin);
}
