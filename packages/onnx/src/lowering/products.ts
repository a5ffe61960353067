import type { Shape } from 'zeroth/array';
import {
  applies,
  type ContractionParams,
  type Equation,
  type EquationOf,
  type Graph,
  primitives as p,
  typeOf,
} from 'zeroth/graph';
import type { Value, Writer } from './writer.js';

const size = (lengths: readonly number[]): number => lengths.reduce((total, length) => total * length, 1);
const range = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, i) => from + i);
const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i]);

/** A factor as a batch of matrices. */
interface Matrices {
  readonly value: Value;
  readonly rows: number;
  readonly columns: number;
  /** Whether it holds the transposes. */
  readonly transposed: boolean;
}

/** Brings axes into the order batch, rows, columns, or batch, columns, rows where they lie so. */
function matrices(
  writer: Writer,
  given: Value,
  batch: readonly number[],
  rows: readonly number[],
  columns: readonly number[],
): Matrices {
  const { shape, dtype } = given;
  const lengths = (axes: readonly number[]) => axes.map((axis) => shape[axis]!);
  const [m, n] = [size(lengths(rows)), size(lengths(columns))];
  const natural = range(0, shape.length);
  const transposed = !same([...batch, ...rows, ...columns], natural) && same([...batch, ...columns, ...rows], natural);
  const order = transposed ? natural : [...batch, ...rows, ...columns];
  const placed = same(order, natural)
    ? given
    : writer.emit('Transpose', [given.name], { shape: lengths(order), dtype }, { perm: order });
  const lead = batch.length === 0 ? [] : [size(lengths(batch))];
  return {
    value: reshaped(writer, placed, [...lead, ...(transposed ? [n, m] : [m, n])]),
    rows: m,
    columns: n,
    transposed,
  };
}

export function reshaped(writer: Writer, value: Value, shape: Shape): Value {
  if (same(value.shape, shape)) return value;
  return writer.emit('Reshape', [value.name, writer.integers(shape)], { shape, dtype: value.dtype }, { allowzero: 1 });
}

/** Sums of products, as products of matrices: Gemm, which transposes as it reads, or MatMul for batches. */
export function lowerContraction(
  writer: Writer,
  { inputs, params: { contract, batch }, outputs }: EquationOf<ContractionParams>,
): Value {
  const [x, y] = inputs.map((operand) => writer.whole(operand));
  const free = (value: Value, side: 0 | 1) =>
    range(0, value.shape.length).filter((axis) => !contract[side].includes(axis) && !batch[side].includes(axis));
  const { shape, dtype } = outputs[0]!;
  const a = matrices(writer, x!, batch[0], free(x!, 0), contract[0]);
  const b = matrices(writer, y!, batch[1], contract[1], free(y!, 1));
  if (batch[0].length === 0 && dtype !== 'int32') {
    const attributes = { transA: a.transposed ? 1 : 0, transB: b.transposed ? 1 : 0 };
    const product = writer.emit(
      'Gemm',
      [a.value.name, b.value.name],
      { shape: [a.rows, b.columns], dtype },
      attributes,
    );
    return reshaped(writer, product, shape);
  }
  const lead = a.value.shape.slice(0, -2);
  const product = writer.emit('MatMul', [straight(writer, a).name, straight(writer, b).name], {
    shape: [...lead, a.rows, b.columns],
    dtype,
  });
  return reshaped(writer, product, shape);
}

/** The matrices themselves. The runtime joins the transposition with the product. */
function straight(writer: Writer, { value, transposed, rows, columns }: Matrices): Value {
  if (!transposed) return value;
  const rank = value.shape.length;
  const perm = [...range(0, rank - 2), rank - 1, rank - 2];
  return writer.emit(
    'Transpose',
    [value.name],
    { shape: [...value.shape.slice(0, -2), rows, columns], dtype: value.dtype },
    { perm },
  );
}

/** Products whose transpose is all that is used, turned round: (A B)ᵀ = Bᵀ Aᵀ. */
export function turnProducts(graph: Graph): Graph {
  const uses = new Map<number, number>();
  const use = (id: number) => uses.set(id, (uses.get(id) ?? 0) + 1);
  for (const { inputs } of graph.equations)
    for (const operand of inputs) if (operand.kind === 'variable') use(operand.id);
  for (const operand of graph.outputs) if (operand.kind === 'variable') use(operand.id);
  const products = new Map<number, EquationOf<ContractionParams>>();
  for (const equation of graph.equations)
    if (applies(equation, p.dotGeneralPrimitive) && uses.get(equation.outputs[0]!.id) === 1)
      products.set(equation.outputs[0]!.id, equation);
  const gone = new Set<Equation>();
  const equations = graph.equations.map((equation) => {
    const [operand] = equation.inputs;
    const product = operand?.kind === 'variable' ? products.get(operand.id) : undefined;
    if (product === undefined || !applies(equation, p.permutePrimitive)) return equation;
    const { contract, batch } = product.params;
    const lead = batch[0].length;
    const left = typeOf(product.inputs[0]!).shape.length - lead - contract[0].length;
    const right = typeOf(product.inputs[1]!).shape.length - lead - contract[1].length;
    const turned = [...range(0, lead), ...range(lead + left, right), ...range(lead, left)];
    if (!same(equation.params.axes, turned)) return equation;
    gone.add(product);
    return {
      ...product,
      inputs: [product.inputs[1]!, product.inputs[0]!],
      params: { contract: [contract[1], contract[0]], batch: [batch[1], batch[0]] } satisfies ContractionParams,
      outputs: equation.outputs,
    };
  });
  return { ...graph, equations: equations.filter((equation) => !gone.has(equation)) };
}
