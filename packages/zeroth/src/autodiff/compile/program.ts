import { allocate, type TypedArray } from '../../array/dtype.js';
import { NDArray } from '../../array/index.js';
import { sizeOf } from '../../array/shape.js';
import { contiguousData, wrap } from '../../array/storage.js';
import { evaluate } from '../evaluate.js';
import { type Graph, type Operand, typeOf } from '../graph.js';
import { identity, linear, loopsOf, sourceOf } from './access.js';
import { emit } from './emit.js';
import { memoryPlan } from './memory.js';
import { type Call, type Schedule, schedule } from './schedule.js';
import { simplify } from './simplify.js';

/** A graph made ready to run. */
export interface Program {
  /** The simplified graph. */
  readonly graph: Graph;
  /** The generated code, for people; undefined where code may not be generated. */
  readonly source: string | undefined;
  run: Run;
  runData: RunData;
}

/** The outputs for these inputs. */
export type Run = (inputs: readonly NDArray[]) => readonly NDArray[];

/** As {@link Run}, of the elements in row-major order; their number and dtypes are not checked. */
export type RunData = (inputs: readonly TypedArray[]) => readonly TypedArray[];

type KernelFunction = (memory: readonly TypedArray[]) => void;
type Scalar = (...values: number[]) => number;

/** Makes functions of the source of a function body that returns them. */
export type Generate = (source: string, scalars: readonly Scalar[]) => readonly KernelFunction[];

/** The engine's own compiler. It throws where a Content Security Policy forbids it. */
const generateByEngine: Generate = (source, scalars) => Reflect.apply(new Function('f', source), undefined, [scalars]);

/** Options of {@link programOf}. */
export interface ProgramOptions {
  /** Default: the engine's compiler. */
  readonly generate?: Generate | undefined;
  /** Memory of constants that is read at each call; the others are known not to change. Default all. */
  readonly held?: ReadonlySet<ArrayBufferLike> | undefined;
  /** How many leading outputs are read before the next call, so that their memory is used again. Default 0. */
  readonly transient?: number | undefined;
}

/** Simplifies, fuses, plans memory and generates code; where that is forbidden, the program is interpreted. */
export function programOf(
  graph: Graph,
  { generate = generateByEngine, held, transient = 0 }: ProgramOptions = {},
): Program {
  const simple = simplify(graph, held);
  const interpreted: RunData = (inputs) => {
    const arrays = inputs.map((data, i) => wrap(data, simple.inputs[i]!.shape, simple.inputs[i]!.dtype));
    return evaluate(simple, arrays).map((result) => contiguousData(result).slice());
  };
  const run =
    (runData: RunData): Run =>
    (inputs) => {
      const results = runData(inputs.map(contiguousData));
      return results.map((data, i) => wrap(data, types[i]!.shape, types[i]!.dtype));
    };
  const types = simple.outputs.map(typeOf);
  const plan = schedule(simple);
  const { source, scalars, link } = linked(plan);
  let kernels: readonly KernelFunction[];
  try {
    kernels = generate(source, scalars);
  } catch {
    return { graph: simple, source: undefined, run: run(interpreted), runData: interpreted };
  }
  const runData = link(kernels, interpreted, transient);
  return { graph: simple, source, run: run(runData), runData };
}

/** What is in the place of memory that is not held between calls. */
const none = new Float64Array(0);

interface Linked {
  readonly source: string;
  readonly scalars: readonly Scalar[];
  readonly link: (kernels: readonly KernelFunction[], interpreted: RunData, transient: number) => RunData;
}

function linked(plan: Schedule): Linked {
  const { graph, steps, results } = plan;
  const slots = new Map<number | NDArray, number>();
  const slot = (operand: Operand): number => {
    const key = operand.kind === 'variable' ? operand.id : operand.value;
    const found = slots.get(key);
    if (found !== undefined) return found;
    slots.set(key, slots.size);
    return slots.size - 1;
  };
  const scalars: Scalar[] = [];
  const scalar = (f: Scalar): number => {
    if (!scalars.includes(f)) scalars.push(f);
    return scalars.indexOf(f);
  };
  const inputSlots = graph.inputs.map(slot);
  const resultSlots = results.map(slot);
  const texts: string[] = [];
  for (const step of steps)
    if (step.kind === 'kernel') texts.push(emit(step, `kernel${texts.length}`, { slot, scalar }));
  const source = `'use strict';\n${texts.join('\n')}\nreturn [${texts.map((_, i) => `kernel${i}`).join(', ')}];`;

  const link: Linked['link'] = (kernels, interpreted, transient) => {
    const memory: TypedArray[] = [];
    const { buffers, pool } = memoryPlan(plan);
    for (const { variable, data } of buffers) memory[slot(variable)] = data;
    const constants: { readonly slot: number; readonly value: NDArray }[] = [];
    for (const [key, at] of slots) if (typeof key !== 'number') constants.push({ slot: at, value: key });
    for (const { slot: at, value } of constants) memory[at] = value.data;
    let next = 0;
    const actions = steps.map((step): ((memory: TypedArray[]) => void) =>
      step.kind === 'kernel' ? kernels[next++]! : caller(step, plan, slot, pool, resultSlots),
    );
    for (let i = 0; i < slots.size; i++) memory[i] ??= none;
    const types = graph.outputs.map((output) => ({ dtype: typeOf(output).dtype, size: sizeOf(typeOf(output).shape) }));
    const called = new Set(
      steps.flatMap((step) =>
        step.kind === 'call' && step.equation.primitive.write === undefined
          ? step.equation.outputs.map(({ id }) => id)
          : [],
      ),
    );
    // What some calls make is fresh; what loops and other calls make is given to them.
    const makers = results.map(({ id }, i): (() => TypedArray) | undefined => {
      if (called.has(id)) return undefined;
      const { dtype, size } = types[i]!;
      const again = i < transient ? allocate(dtype, size) : undefined;
      return again === undefined ? () => allocate(dtype, size) : () => again;
    });
    let running = false;
    return (inputs) => {
      // A primitive may call back into the function that is running: its memory is in use.
      if (running) return interpreted(inputs);
      running = true;
      try {
        for (let i = 0; i < inputSlots.length; i++) memory[inputSlots[i]!] = inputs[i]!;
        for (let i = 0; i < resultSlots.length; i++) {
          const make = makers[i];
          if (make !== undefined) memory[resultSlots[i]!] = make();
        }
        for (let i = 0; i < actions.length; i++) actions[i]!(memory);
        const made = new Array<TypedArray>(resultSlots.length);
        for (let i = 0; i < made.length; i++) made[i] = memory[resultSlots[i]!]!;
        return made;
      } finally {
        running = false;
        // Held until the next call, big results would outlive the collector's cheap passes.
        for (let i = 0; i < inputSlots.length; i++) memory[inputSlots[i]!] = none;
        for (let i = 0; i < resultSlots.length; i++) memory[resultSlots[i]!] = none;
      }
    };
  };
  return { source, scalars, link };
}

/** A step that calls a primitive with arrays. */
function caller(
  { equation }: Call,
  { definition }: Schedule,
  slot: (operand: Operand) => number,
  pool: ReadonlySet<ArrayBufferLike>,
  results: readonly number[],
): (memory: TypedArray[]) => void {
  const { primitive, params, inputs, outputs } = equation;
  const makers = inputs.map((input) => argument(input, definition, slot));
  const targets = outputs.map(slot);
  if (primitive.write !== undefined) {
    const given: NDArray[] = [];
    const written: TypedArray[] = [];
    return (memory) => {
      for (let i = 0; i < makers.length; i++) given[i] = makers[i]!(memory);
      for (let i = 0; i < targets.length; i++) written[i] = memory[targets[i]!]!;
      primitive.write!(given, params, written);
    };
  }
  return (memory) => {
    const given = makers.map((make) => make(memory));
    const made = primitive.evaluate(given, params);
    for (let i = 0; i < targets.length; i++) {
      const result = made[i]!;
      const data = contiguousData(result);
      // What shares memory with something else would change with it.
      const shared =
        pool.has(data.buffer) ||
        (results.includes(targets[i]!) && memory.some(({ buffer }) => buffer === data.buffer)) ||
        (results.includes(targets[i]!) && given.some((input) => input.data.buffer === data.buffer));
      memory[targets[i]!] = shared ? data.slice() : data;
    }
  };
}

/** An operand of a call as an array: a view of memory. */
function argument(
  operand: Operand,
  definition: Schedule['definition'],
  slot: (operand: Operand) => number,
): (memory: readonly TypedArray[]) => NDArray {
  const { shape, dtype } = typeOf(operand);
  const source = sourceOf(operand, identity(shape), definition);
  if (source.root.kind === 'constant' && source.root === operand) {
    const { value } = operand.kind === 'constant' ? operand : source.root;
    return () => value;
  }
  const at = slot(source.root);
  const { start, steps } = linear(source, loopsOf(shape).length);
  let loop = 0;
  const strides = shape.map((length) => (length === 1 ? 0 : steps[loop++]!));
  let last: NDArray | undefined;
  return (memory) => {
    const data = memory[at]!;
    if (last?.data !== data) last = new NDArray(shape, dtype, { data, strides, offset: start });
    return last;
  };
}
