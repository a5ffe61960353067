import type { DType } from '../../array/dtype.js';
import * as p from '../../array/primitives/index.js';
import { rowMajorStrides, type Shape, sameShape } from '../../array/shape.js';
import { type Equation, type Graph, type Operand, typeOf, type Variable } from '../graph.js';
import { type Affine, combined, identity, isIdentity, isView, linear, loopsOf, sourceOf } from './access.js';
import { assemblePrimitive } from './assemble.js';
import { applies, copyPrimitive, isElementwise } from './elementwise.js';
import { type Fold, foldOf } from './fold.js';
import { uniformValue } from './uniform.js';

/** What an item of a loop reads. */
export type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'local'; readonly id: number }
  | { readonly kind: 'load'; readonly root: Operand; readonly at: Affine };

/** What is done for each element of a loop nest. */
export type Item =
  | { readonly kind: 'compute'; readonly equation: Equation; readonly out: Variable; readonly terms: readonly Term[] }
  | {
      readonly kind: 'reduce';
      readonly fold: Fold;
      readonly out: Variable;
      readonly term: Term;
      /** Loops that are reduced. */
      readonly loops: readonly number[];
      readonly at: Affine;
    }
  | { readonly kind: 'place'; readonly out: Variable; readonly term: Term; readonly add: boolean; readonly at: Affine };

/** Loops over one space, and what is done in them. */
export interface Kernel {
  readonly kind: 'kernel';
  readonly space: Shape;
  readonly items: Item[];
  /** Values of these are kept in memory. */
  readonly stored: Set<number>;
  /** Memory that is filled before the loops. */
  readonly fills: { readonly out: Variable; readonly value: number }[];
}

/** A primitive that is called with arrays. */
export interface Call {
  readonly kind: 'call';
  readonly equation: Equation;
}

export type Step = Kernel | Call;

/** A graph as loops and calls, one after another. */
export interface Schedule {
  readonly graph: Graph;
  readonly steps: readonly Step[];
  /** The roots whose memory the outputs are, distinct, none of them an input. */
  readonly results: readonly Variable[];
  readonly definition: (variable: Variable) => Equation | undefined;
}

/** Items in a loop: more make functions that engines take long to optimise, or do not. */
const mostItems = 120;

/** Puts the equations of a simplified graph into as few loops as their dependences allow. */
export function schedule(given: Graph): Schedule {
  const { graph, results } = withOwnOutputs(given);
  const definitions = definitionsOf(graph);
  const definition = ({ id }: Variable): Equation | undefined => definitions.get(id);
  const steps: Step[] = [];
  /** The step that a variable is computed in. */
  const made = new Map<number, number>();
  /** Values that a kernel has for each element of its space. */
  const elementwise = new Set<number>();

  const joins = (operand: Operand, space: Shape, shape: Shape): { readonly from: number; readonly local: boolean } => {
    const source = sourceOf(operand, identity(shape), definition);
    const { root } = source;
    if (root.kind === 'constant') return { from: 0, local: false };
    const at = made.get(root.id);
    if (at === undefined) return { from: 0, local: false };
    const local =
      elementwise.has(root.id) &&
      sameShape(loopsOf(root.shape), space) &&
      sameShape(loopsOf(source.shape), space) &&
      isIdentity(source.access, source.shape);
    return { from: local ? at : at + 1, local };
  };
  const kernelFor = (operands: readonly Operand[], shape: Shape): { readonly kernel: Kernel; readonly at: number } => {
    const space = loopsOf(shape);
    const from = Math.max(0, ...operands.map((operand) => joins(operand, space, shape).from));
    for (let at = from; at < steps.length; at++) {
      const step = steps[at]!;
      if (step.kind === 'kernel' && sameShape(step.space, space) && step.items.length < mostItems)
        return { kernel: step, at };
    }
    const kernel: Kernel = { kind: 'kernel', space, items: [], stored: new Set(), fills: [] };
    steps.push(kernel);
    return { kernel, at: steps.length - 1 };
  };
  const term = (operand: Operand, shape: Shape, at: number): Term => {
    const space = loopsOf(shape);
    const value = uniformValue(operand);
    if (value !== undefined) return { kind: 'number', value };
    const source = sourceOf(operand, identity(shape), definition);
    const { root } = source;
    const number = uniformValue(root);
    if (number !== undefined) return { kind: 'number', value: number };
    if (root.kind === 'variable') {
      if (joins(operand, space, shape).local && made.get(root.id) === at) return { kind: 'local', id: root.id };
      store(root);
    }
    return { kind: 'load', root, at: linear(source, space.length) };
  };
  const store = (root: Variable): void => {
    const step = steps[made.get(root.id) ?? -1];
    if (step?.kind === 'kernel' && elementwise.has(root.id)) step.stored.add(root.id);
  };

  for (const equation of graph.equations) {
    const [out] = equation.outputs;
    if (out === undefined || (isView(equation, definition) && equation.outputs.length === 1)) continue;
    const { inputs, primitive } = equation;
    const shape = typeOf(inputs[0] ?? out).shape;
    const fold = inputs.length === 1 ? foldOf(primitive, typeOf(inputs[0]!).dtype) : undefined;
    if (isElementwise(primitive) || isCheap(equation)) {
      const { kernel, at } = kernelFor(inputs, shape);
      made.set(out.id, at);
      elementwise.add(out.id);
      kernel.items.push({ kind: 'compute', equation, out, terms: inputs.map((input) => term(input, shape, at)) });
      // A reshape that copies keeps its elements in order; what reads it sees them in the other shape.
      if (primitive === p.reshapePrimitive) {
        kernel.stored.add(out.id);
        elementwise.delete(out.id);
      }
    } else if (fold !== undefined && isReduction(equation) && foldable(equation, fold, out.dtype)) {
      const { kernel, at } = kernelFor(inputs, shape);
      made.set(out.id, at);
      const { axes } = equation.params;
      const kept = rowMajorStrides(out.shape);
      let next = 0;
      const strides = shape.map((_, axis) => (axes.includes(axis) ? 0 : kept[next++]!));
      const at0 = combined(identity(shape), strides, 0, kernel.space.length);
      const loops = reducedLoops(shape, axes);
      kernel.items.push({ kind: 'reduce', fold, out, term: term(inputs[0]!, shape, at), loops, at: at0 });
      if (!isSuffix(loops, kernel.space.length)) kernel.fills.push({ out, value: fold.start });
    } else if (applies(equation, assemblePrimitive)) {
      const { places, value, disjoint, complete } = equation.params;
      const strides = rowMajorStrides(out.shape);
      let first = Number.POSITIVE_INFINITY;
      let last = 0;
      inputs.forEach((input, i) => {
        const part = typeOf(input).shape;
        const { kernel, at } = kernelFor([input], part);
        first = Math.min(first, at);
        last = Math.max(last, at);
        const { starts, steps: by } = places[i]!;
        const access = identity(part).map(({ steps: own }, axis) => ({
          start: starts[axis]!,
          steps: own.map((step) => step * by[axis]!),
        }));
        const target = combined(access, strides, 0, kernel.space.length);
        kernel.items.push({ kind: 'place', out, term: term(input, part, at), add: !disjoint, at: target });
      });
      const begin = steps[first];
      if (begin?.kind === 'kernel' && (!complete || !disjoint)) begin.fills.push({ out, value });
      made.set(out.id, last);
    } else {
      for (const input of inputs) {
        const { root } = sourceOf(input, identity(typeOf(input).shape), definition);
        if (root.kind === 'variable') store(root);
      }
      steps.push({ kind: 'call', equation });
      for (const { id } of equation.outputs) made.set(id, steps.length - 1);
    }
  }
  results.forEach(store);
  return { graph, steps, results, definition };
}

function isCheap({ primitive }: Equation): boolean {
  return primitive === p.selectPrimitive || primitive === p.astypePrimitive || primitive === p.reshapePrimitive;
}

function isReduction(
  equation: Equation,
): equation is Equation & { readonly params: { readonly axes: readonly number[] } } {
  return applies(equation, p.sumPrimitive) || foldOf(equation.primitive, 'bool') !== undefined;
}

function reducedLoops(shape: Shape, axes: readonly number[]): readonly number[] {
  const loops: number[] = [];
  let loop = 0;
  shape.forEach((length, axis) => {
    if (length === 1) return;
    if (axes.includes(axis)) loops.push(loop);
    loop++;
  });
  return loops;
}

/** Whether the reduced loops are the innermost ones. */
export function isSuffix(loops: readonly number[], count: number): boolean {
  return loops.every((loop, i) => loop === count - loops.length + i);
}

/** Reductions over outer loops are made in the memory of the result, which must hold what they begin with, and not round. */
function foldable(
  equation: Equation & { readonly params: { readonly axes: readonly number[] } },
  fold: Fold,
  dtype: DType,
): boolean {
  const { shape } = typeOf(equation.inputs[0]!);
  const suffix = isSuffix(reducedLoops(shape, equation.params.axes), loopsOf(shape).length);
  return suffix || dtype === 'float64' || (dtype === 'bool' && Number.isFinite(fold.start));
}

/**
 * A graph whose outputs are distinct roots, computed by it: inputs, constants, views and repeated outputs are copied, so
 * that no result shares memory with anything.
 */
function withOwnOutputs(graph: Graph): { readonly graph: Graph; readonly results: readonly Variable[] } {
  const definitions = definitionsOf(graph);
  const definition = ({ id }: Variable): Equation | undefined => definitions.get(id);
  const equations = [...graph.equations];
  const claimed = new Set<number>();
  let next = 1 + Math.max(-1, ...graph.inputs.map(({ id }) => id), ...definitions.keys());
  const results: Variable[] = [];
  const outputs = graph.outputs.map((output): Operand => {
    if (output.kind === 'variable') {
      const { root, shape, access } = sourceOf(output, identity(output.shape), definition);
      const whole =
        isIdentity(access, shape) && sameShape(loopsOf(shape), loopsOf(output.shape)) && isWhole(root, output);
      if (whole && root.kind === 'variable' && definition(root) !== undefined && !claimed.has(root.id)) {
        claimed.add(root.id);
        results.push(root);
        return output;
      }
    }
    const { shape, dtype } = typeOf(output);
    const out: Variable = { kind: 'variable', id: next++, shape, dtype };
    equations.push({ primitive: copyPrimitive, inputs: [output], params: undefined, outputs: [out] });
    results.push(out);
    return out;
  });
  return { graph: { inputs: graph.inputs, equations, outputs }, results };
}

function isWhole(root: Operand, output: Variable): boolean {
  const elements = (shape: Shape): number => shape.reduce((size, length) => size * length, 1);
  return elements(typeOf(root).shape) === elements(output.shape);
}

function definitionsOf(graph: Graph): ReadonlyMap<number, Equation> {
  const found = new Map<number, Equation>();
  for (const equation of graph.equations) for (const { id } of equation.outputs) found.set(id, equation);
  return found;
}
