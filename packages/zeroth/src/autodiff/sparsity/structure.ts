import { type NDArray, toFloat64Array } from '../../array/index.js';
import type { CsrMatrix } from '../../sparse/index.js';
import { heldArrays, withConstants } from '../constants.js';
import { evaluate } from '../evaluate.js';
import { type Graph, typeOf } from '../graph.js';
import { gradientGraph } from '../second-order.js';
import { trace } from '../trace.js';
import { columnColoring, largestRow, transposedPattern } from './coloring.js';
import { identityPattern, type Pattern } from './pattern.js';
import { propagate } from './propagate.js';
import { type Reach, sizeOf } from './reach.js';
import { starColoring } from './star-coloring.js';

/** Where a derivative can have entries, and by how few products it is found. */
export interface DerivativeStructure {
  /** The entries that can differ from zero, as ones. */
  readonly pattern: CsrMatrix;
  /** Products with the Jacobian (`forward`), its transpose (`reverse`) or the Hessian (`symmetric`). */
  readonly mode: 'forward' | 'reverse' | 'symmetric';
  /** The product that each column (`forward`, `symmetric`) or row (`reverse`) takes part in, from 0. */
  readonly colors: Int32Array;
  /** How many products there are. */
  readonly products: number;
}

/** A structure, and where each of its entries is found among the products. */
export interface DerivativePlan {
  readonly structure: DerivativeStructure;
  /** Product k has this direction: ones in the places of its colour. */
  readonly directions: readonly Float64Array[];
  /** Of each stored entry: its product, and the element of it. */
  readonly product: Int32Array;
  readonly element: Int32Array;
  /** Whether the plan still holds: data that it looked at, indices and zeros, have not changed. */
  holds(leaves: readonly NDArray[]): boolean;
}

/** The entries of a plan's matrix from its products. */
export function recovered(
  { structure, product, element }: DerivativePlan,
  products: readonly Float64Array[],
): CsrMatrix {
  const { pattern } = structure;
  const values = new Float64Array(product.length);
  for (let p = 0; p < values.length; p++) values[p] = products[product[p]!]![element[p]!]!;
  return { ...pattern, values };
}

/** The plan of the Jacobian of a graph's only output by one of its inputs. */
export function jacobianPlan(graph: Graph, leaves: readonly NDArray[], index: number): DerivativePlan {
  const columns = leaves[index]!.size;
  const rows = sizeOf(typeOf(graph.outputs[0]!).shape);
  const held = heldArrays(graph);
  const watched = watch(leaves, held, index);
  const reached = propagate(lifted(graph, held), watched.inputs)[0]!.pattern;
  const byRows = sorted(reached ?? emptyPattern(rows), columns);
  const byColumns = transposedPattern(byRows, columns);
  const forwardBound = largestRow(byRows);
  const reverseBound = largestRow(byColumns);
  // The cheaper bound first; the other colouring only where it can be better.
  const forward = forwardBound <= reverseBound ? columnColoring(byRows, byColumns) : undefined;
  const reverse = (forward?.count ?? Infinity) > reverseBound ? columnColoring(byColumns, byRows) : undefined;
  const second = forward ?? ((reverse?.count ?? 0) >= forwardBound ? columnColoring(byRows, byColumns) : undefined);
  const useForward = second !== undefined && second.count <= (reverse?.count ?? Infinity);
  const { colors, count } = useForward ? second : reverse!;
  const size = byRows.indices.length;
  const product = new Int32Array(size);
  const element = new Int32Array(size);
  for (let i = 0; i < rows; i++)
    for (let p = byRows.pointers[i]!; p < byRows.pointers[i + 1]!; p++) {
      const j = byRows.indices[p]!;
      product[p] = colors[useForward ? j : i]!;
      element[p] = useForward ? i : j;
    }
  return {
    structure: { pattern: ones(byRows, columns), mode: useForward ? 'forward' : 'reverse', colors, products: count },
    directions: directionsOf(colors, count),
    product,
    element,
    holds: watched.holds,
  };
}

/** The plan of the Hessian of a graph's only output, a scalar, by one of its inputs. */
export function hessianPlan(graph: Graph, leaves: readonly NDArray[], index: number): DerivativePlan {
  const n = leaves[index]!.size;
  const held = heldArrays(graph);
  const watched = watch(leaves, held, index);
  const gradient = gradientGraph(lifted(graph, held));
  const reached = propagate({ ...gradient, outputs: [gradient.outputs[index]!] }, watched.inputs);
  const found = reached[0]!.pattern ?? emptyPattern(n);
  // Both halves can be too large, but neither too small: what only one of them has is zero.
  const pattern = sorted(commonPattern(found, transposedPattern(found, n), n), n);
  const { colors, count, rowIsHub } = starColoring(pattern);
  const product = new Int32Array(pattern.indices.length);
  const element = new Int32Array(pattern.indices.length);
  for (let i = 0; i < n; i++)
    for (let p = pattern.pointers[i]!; p < pattern.pointers[i + 1]!; p++) {
      const j = pattern.indices[p]!;
      const hub = i !== j && rowIsHub(i, j) ? i : j;
      product[p] = colors[hub]!;
      element[p] = i + j - hub;
    }
  return {
    structure: {
      pattern: ones(pattern, n),
      mode: 'symmetric',
      colors,
      products: pattern.indices.length === 0 ? 0 : count,
    },
    directions: pattern.indices.length === 0 ? [] : directionsOf(colors, count),
    product,
    element,
    holds: watched.holds,
  };
}

/** The graph with the arrays that it closes over as inputs, so that what follows from them is computed of them. */
function lifted(graph: Graph, held: readonly NDArray[]): Graph {
  const own = graph.inputs.length;
  return trace(
    (values) => {
      const replaced = new Map(held.map((array, i) => [array, values[own + i]!]));
      return evaluate(withConstants(graph, replaced), values.slice(0, own));
    },
    [...graph.inputs, ...held],
  );
}

/** What a graph is given, and a note of the data among it that is looked at. */
function watch(
  leaves: readonly NDArray[],
  held: readonly NDArray[],
  index: number,
): { readonly inputs: readonly Reach[]; holds(now: readonly NDArray[]): boolean } {
  const seen = new Map<number, Float64Array>();
  const all = [...leaves, ...held];
  const inputs = all.map(
    (array, i): Reach =>
      i === index
        ? { pattern: identityPattern(array.size), value: undefined }
        : {
            pattern: undefined,
            value: () => {
              if (!seen.has(i)) seen.set(i, Float64Array.from(toFloat64Array(array)));
              return array;
            },
          },
  );
  return {
    inputs,
    holds: (now) => {
      for (const [i, before] of seen) {
        const after = toFloat64Array(now[i] ?? held[i - leaves.length]!);
        if (!before.every((value, k) => Object.is(value, after[k]))) return false;
      }
      return true;
    },
  };
}

function emptyPattern(size: number): Pattern {
  return { pointers: new Int32Array(size + 1), indices: new Int32Array() };
}

/** With ascending indices: transposed twice. */
function sorted(pattern: Pattern, inputs: number): Pattern {
  return transposedPattern(transposedPattern(pattern, inputs), pattern.pointers.length - 1);
}

function commonPattern(a: Pattern, b: Pattern, n: number): Pattern {
  const pointers = new Int32Array(n + 1);
  const indices = new Int32Array(Math.min(a.indices.length, b.indices.length));
  const seen = new Int32Array(n).fill(-1);
  let length = 0;
  for (let i = 0; i < n; i++) {
    for (let p = a.pointers[i]!; p < a.pointers[i + 1]!; p++) seen[a.indices[p]!] = i;
    for (let p = b.pointers[i]!; p < b.pointers[i + 1]!; p++)
      if (seen[b.indices[p]!] === i) indices[length++] = b.indices[p]!;
    pointers[i + 1] = length;
  }
  return { pointers, indices: indices.slice(0, length) };
}

function ones({ pointers, indices }: Pattern, columns: number): CsrMatrix {
  const values = new Float64Array(indices.length).fill(1);
  return { format: 'csr', rows: pointers.length - 1, columns, pointers, indices, values };
}

function directionsOf(colors: Int32Array, count: number): readonly Float64Array[] {
  return Array.from({ length: count }, (_, color) => Float64Array.from(colors, (own) => (own === color ? 1 : 0)));
}
