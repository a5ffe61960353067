import {
  type ArrayLike,
  abs,
  asArray,
  expandDims,
  matmul,
  multiply,
  type NDArray,
  onesLike,
  sum,
} from '../../array/index.js';
import { ZerothError } from '../../errors.js';
import { pushForward } from '../jvp.js';
import { trace } from '../trace.js';
import { pullBack } from '../vjp.js';
import {
  addElements,
  asField,
  asValue,
  constantValue,
  type Element,
  type Field,
  type FunctionalValue,
  field,
  made,
} from './field.js';
import { gaussLegendre } from './quadrature.js';

/*
 * Operators on functions, each with its derivative and the transpose of it with respect to ⟨u, v⟩ = ∫ u v dx. They are
 * composed of each other, so that derivatives have derivatives.
 */

function sumOf(parts: readonly (Element | undefined)[]): Element | undefined {
  const present = parts.filter((part) => part !== undefined);
  return present.length === 0 ? undefined : present.reduce(addElements);
}

function checkDomains(fields: readonly Field[]): Field {
  const [first, ...rest] = fields;
  for (const { domain } of rest)
    if (domain[0] !== first!.domain[0] || domain[1] !== first!.domain[1])
      throw new ZerothError(
        'domain-mismatch',
        `Functions are combined on one domain, not on [${first!.domain.join(', ')}] and [${domain.join(', ')}].`,
        domain,
      );
  return first!;
}

/** What a function of arrays gives for changes of one of its inputs, or makes of a change of its output. */
function through(
  f: (...values: NDArray[]) => ArrayLike,
  inputs: readonly NDArray[],
  i: number,
  change: NDArray,
  forward: boolean,
): NDArray {
  const graph = trace((arrays) => [asArray(f(...arrays))], inputs);
  if (!forward) return pullBack(graph, inputs).pullback([change])[i]!;
  return pushForward(
    graph,
    inputs,
    inputs.map((_, j) => (j === i ? change : undefined)),
  ).tangents[0]!;
}

/**
 * x ↦ φ(u₁(x), u₂(x), …), point by point: sums, products and anything else that φ, a function of arrays element by
 * element, does.
 *
 * @throws ZerothError `domain-mismatch`
 */
export function mapFields(phi: (...values: NDArray[]) => ArrayLike, ...fields: readonly Field[]): Field {
  const place = checkDomains(fields);
  const part = (i: number, change: Element, forward: boolean): Element =>
    mapFields((d, ...values) => through(phi, values, i, d!, forward), asField(change), ...fields);
  return made(place, (x) => phi(...fields.map((u) => u.at(x))), {
    inputs: fields,
    jvp: (tangents) => sumOf(tangents.map((change, i) => change && part(i, change, true))),
    vjp: (cotangent, wanted) => wanted.map((is, i) => (is ? part(i, cotangent, false) : undefined)),
  });
}

/** u + v */
export function addFields(u: Field, v: Field): Field {
  checkDomains([u, v]);
  return asField(addElements(u, v));
}

/** u v, point by point. */
export function multiplyFields(u: Field, v: Field): Field {
  return mapFields((a, b) => multiply(a!, b!), u, v);
}

/** c u, for a number or the value of a functional. */
export function scaleField(c: number | FunctionalValue, u: Field): Field {
  const factor = typeof c === 'number' ? constantValue(c) : c;
  return made(u, (x) => multiply(factor.value, u.at(x)), {
    inputs: [factor, u],
    jvp: ([dc, du]) => sumOf([dc && scaleField(asValue(dc), u), du && scaleField(factor, asField(du))]),
    vjp: (cotangent, wanted) => [
      wanted[0] ? integrateField(multiplyFields(asField(cotangent), u)) : undefined,
      wanted[1] ? scaleField(factor, asField(cotangent)) : undefined,
    ],
  });
}

/**
 * du/dx. Its transpose is −d/dx, as partial integration has it where u v vanishes at both ends of the domain: gradients
 * are those by functions that are held fixed there.
 */
export function differentiateField(u: Field): Field {
  const slope = (x: NDArray): NDArray =>
    pushForward(
      trace(([y]) => [u.at(y!)], [x]),
      [x],
      [onesLike(x)],
    ).tangents[0]!;
  return made(u, slope, {
    inputs: [u],
    jvp: ([du]) => du && differentiateField(asField(du)),
    vjp: (cotangent) => [scaleField(-1, differentiateField(asField(cotangent)))],
  });
}

/** ∫ u dx over the domain, by Gauss-Legendre quadrature: a functional's value. */
export function integrateField(u: Field): FunctionalValue {
  const { points, weights } = gaussLegendre(u.nodes, u.domain);
  return {
    kind: 'value',
    value: sum(multiply(u.at(asArray(points)), weights)),
    origin: {
      inputs: [u],
      jvp: ([du]) => du && integrateField(asField(du)),
      vjp: (cotangent) => [
        scaleField(
          asValue(cotangent),
          field(() => 1, u),
        ),
      ],
    },
  };
}

/** φ(s₁, s₂, …) of functionals' values. */
export function mapValues(
  phi: (...values: NDArray[]) => ArrayLike,
  ...values: readonly FunctionalValue[]
): FunctionalValue {
  const part = (i: number, change: Element, forward: boolean): Element =>
    mapValues((d, ...rest) => through(phi, rest, i, d!, forward), asValue(change), ...values);
  return {
    kind: 'value',
    value: asArray(phi(...values.map(({ value }) => value))),
    origin: {
      inputs: values,
      jvp: (tangents) => sumOf(tangents.map((change, i) => change && part(i, change, true))),
      vjp: (cotangent, wanted) => wanted.map((is, i) => (is ? part(i, cotangent, false) : undefined)),
    },
  };
}

/**
 * x ↦ u(g(x)), on the domain of g, whose values must lie in that of u. Linear in u; its transpose, v ↦ v(g⁻¹) |dg⁻¹/dx|,
 * needs the inverse of g where a gradient by u is asked for.
 *
 * @throws ZerothError `no-inverse` in a gradient by u without it
 */
export function composeFields(u: Field, g: Field, inverse?: Field): Field {
  return made(g, (x) => u.at(g.at(x)), {
    inputs: [u, g],
    jvp: ([du, dg]) =>
      sumOf([
        du && composeFields(asField(du), g, inverse),
        dg && multiplyFields(composeFields(differentiateField(u), g, inverse), asField(dg)),
      ]),
    vjp: (cotangent, wanted) => [
      wanted[0] ? moved(asField(cotangent), g, u, inverse) : undefined,
      wanted[1] ? multiplyFields(composeFields(differentiateField(u), g, inverse), asField(cotangent)) : undefined,
    ],
  });
}

function moved(v: Field, g: Field, { domain, nodes }: Field, inverse: Field | undefined): Field {
  if (inverse === undefined)
    throw new ZerothError(
      'no-inverse',
      'The gradient of u(g(x)) by u needs the inverse of g: give it to composeFields as the third argument.',
    );
  const place = made({ domain, nodes }, (x) => inverse.at(x), inverse.origin);
  const stretch = mapFields((slope) => abs(slope!), differentiateField(place));
  return multiplyFields(composeFields(v, place, g), stretch);
}

/** Where the result of an integral operator lives, if not where its argument does. */
export interface IntegralOperatorOptions {
  readonly domain?: readonly [number, number];
}

/** y ↦ ∫ k(y, x) u(x) dx, for a kernel that is a function of two arrays element by element. Its transpose swaps y and x. */
export function integralOperator(
  kernel: (y: NDArray, x: NDArray) => NDArray,
  u: Field,
  { domain = u.domain }: IntegralOperatorOptions = {},
): Field {
  const { points, weights } = gaussLegendre(u.nodes, u.domain);
  const x = asArray(points);
  const values = (y: NDArray): NDArray => matmul(kernel(expandDims(y, -1), x), multiply(u.at(x), weights));
  return made({ domain, nodes: u.nodes }, values, {
    inputs: [u],
    jvp: ([du]) => du && integralOperator(kernel, asField(du), { domain }),
    vjp: (cotangent) => [integralOperator((a, b) => kernel(b, a), asField(cotangent), { domain: u.domain })],
  });
}
