import { type ArrayLike, any, bind, definePrimitive, type NDArray, reshape, where, zerosLike } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { evaluateBatch } from './batch.js';
import { allBatched } from './batching/structure.js';
import { capture } from './capture.js';
import { compiledOnce } from './compile/index.js';
import { type Graph, typeOf } from './graph.js';
import { pushForward } from './jvp.js';
import type { RuledPrimitive } from './rules/rule.js';
import { checkState } from './scan.js';
import { reachOfWhile } from './sparsity/control-flow.js';
import { trace } from './trace.js';
import { flatten, unflatten } from './tree.js';

interface WhileParams {
  /** [state…, its constants…] to [a bool] */
  readonly condition: Graph;
  /** [state…, its constants…] to [state…] */
  readonly body: Graph;
  readonly state: number;
  /** How many of the inputs after the state are the condition's. */
  readonly conditionConstants: number;
}

/** A body applied while a condition holds: [state…, constants of the condition…, of the body…] to [state…]. */
const whilePrimitive: RuledPrimitive<WhileParams> = {
  ...definePrimitive<WhileParams>({
    name: 'whileLoop',
    shapes: (_, { body }) => body.outputs.map(typeOf),
    compute: (inputs, { condition, body, state, conditionConstants }) => {
      const holds = compiledOnce(condition);
      const step = compiledOnce(body);
      const forCondition = inputs.slice(state, state + conditionConstants);
      const forBody = inputs.slice(state + conditionConstants);
      let now: readonly NDArray[] = inputs.slice(0, state);
      while (holds([...now, ...forCondition])[0]!.item() !== 0) now = step([...now, ...forBody]);
      return now;
    },
  }),
  derivative: {
    jvp: ({ inputs, params }, tangents) => {
      const { state: n, conditionConstants } = params;
      const bodyInputs = [...inputs.slice(0, n), ...inputs.slice(n + conditionConstants)];
      const bodyTangents = [...tangents.slice(0, n), ...tangents.slice(n + conditionConstants)];
      const directions = bodyInputs.map((input, i) => bodyTangents[i] ?? zerosLike(input));
      const constants = bodyInputs.length - n;
      // The state and its tangent go round together; the condition looks at the state alone.
      const body = trace(
        (arrays) => {
          const pushed = pushForward(
            params.body,
            [...arrays.slice(0, n), ...arrays.slice(2 * n, 2 * n + constants)],
            [...arrays.slice(n, 2 * n), ...arrays.slice(2 * n + constants)],
          );
          return [...pushed.outputs, ...pushed.tangents];
        },
        [...bodyInputs.slice(0, n), ...directions.slice(0, n), ...bodyInputs.slice(n), ...directions.slice(n)],
      );
      const unread = directions.slice(0, n).map(({ shape, dtype }, i) => ({
        kind: 'variable' as const,
        id: -1 - i,
        shape,
        dtype,
      }));
      const condition: Graph = {
        ...params.condition,
        inputs: [...params.condition.inputs.slice(0, n), ...unread, ...params.condition.inputs.slice(n)],
      };
      const results = bind(
        whilePrimitive,
        [
          ...inputs.slice(0, n),
          ...directions.slice(0, n),
          ...inputs.slice(n, n + conditionConstants),
          ...bodyInputs.slice(n),
          ...directions.slice(n),
        ],
        { condition, body, state: 2 * n, conditionConstants },
      );
      return results.slice(n);
    },
    vjp: () => {
      throw new ZerothError(
        'reverse-through-while',
        'Reverse mode cannot pass through a whileLoop, whose number of steps is not known: use scan or forLoop with a ' +
          'fixed number, implicit for the solution of an equation, or forward mode (jvp).',
      );
    },
  },
  reach: reachOfWhile,
  batching: (application) => {
    const { params, size } = application;
    const { state: n, conditionConstants } = params;
    const inputs = allBatched(application);
    const batchOf = (graph: Graph, arrays: readonly NDArray[]): readonly NDArray[] =>
      evaluateBatch(
        graph,
        arrays,
        arrays.map(() => true),
        size,
      );
    const forCondition = inputs.slice(n, n + conditionConstants);
    const forBody = inputs.slice(n + conditionConstants);
    const condition = trace(
      (arrays) => [any(batchOf(params.condition, arrays)[0]!)],
      [...inputs.slice(0, n), ...forCondition],
    );
    // Elements that have ended stay as they are.
    const body = trace(
      (arrays) => {
        const state = arrays.slice(0, n);
        const goesOn = batchOf(params.condition, [...state, ...arrays.slice(n, n + conditionConstants)])[0]!;
        return batchOf(params.body, [...state, ...arrays.slice(n + conditionConstants)]).map((after, i) =>
          where(reshape(goesOn, [size, ...new Array<number>(after.ndim - 1).fill(1)]), after, state[i]!),
        );
      },
      [...inputs.slice(0, n), ...forCondition, ...forBody],
    );
    return bind(whilePrimitive, [...inputs.slice(0, n), ...forCondition, ...forCondition, ...forBody], {
      condition,
      body,
      state: n,
      conditionConstants,
    });
  },
};

/**
 * `state = body(state)` while `condition(state)` is true, as one operation. Forward derivatives pass through it; reverse
 * mode does not, for it would have to keep a number of states that is not known.
 *
 * @param condition a scalar of dtype bool
 * @param body must return a state of the shapes and dtypes it was given
 * @throws ZerothError `state-changed`; `not-scalar`; in reverse mode `reverse-through-while`
 */
export function whileLoop<S>(condition: (state: S) => ArrayLike, body: (state: S) => S, init: S): S {
  const state = flatten(init, 'the first state');
  const test = capture(
    (arrays) => flatten(Reflect.apply(condition, undefined, [unflatten(state.structure, arrays)])).leaves,
    state.leaves,
  );
  const [verdict] = test.graph.outputs;
  if (verdict === undefined || typeOf(verdict).shape.length !== 0)
    throw new ZerothError('not-scalar', 'The condition of a whileLoop must be one scalar, shape [].');
  const step = capture((arrays) => {
    const after = flatten(Reflect.apply(body, undefined, [unflatten(state.structure, arrays)]), 'the state');
    checkState(state, after);
    return after.leaves;
  }, state.leaves);
  const found = bind(whilePrimitive, [...state.leaves, ...test.captured, ...step.captured], {
    condition: test.graph,
    body: step.graph,
    state: state.leaves.length,
    conditionConstants: test.captured.length,
  });
  // The body was checked to return what it was given.
  return unflatten(state.structure, found) as S;
}
