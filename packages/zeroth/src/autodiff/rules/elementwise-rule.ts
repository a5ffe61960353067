import { add, multiply, type NDArray, negative, type Primitive } from '../../array/index.js';
import { cast } from './operations.js';
import { type Change, type RuleEntry, rule } from './rule.js';

/** A partial derivative at the inputs; plain 1, −1 and 0 save the multiplication. `undefined` where there is none. */
export type Partial = (inputs: readonly NDArray[], output: NDArray) => NDArray | number;

/** The rule of an elementwise primitive from its partial derivative in each operand. */
export function elementwiseRule<P>(primitive: Primitive<P>, partials: readonly (Partial | undefined)[]): RuleEntry {
  return rule<P>(primitive, {
    jvp({ inputs, outputs }, tangents) {
      let total: Change;
      tangents.forEach((tangent, i) => {
        const partial = partials[i];
        if (tangent === undefined || partial === undefined) return;
        const part = times(tangent, partial(inputs, outputs[0]!));
        if (part !== undefined) total = total === undefined ? part : add(total, part);
      });
      return [total];
    },
    vjp({ inputs, outputs }, [cotangent], wanted) {
      return inputs.map((_, i) => {
        const partial = partials[i];
        if (!wanted[i] || cotangent === undefined || partial === undefined) return undefined;
        return times(cotangent, partial(inputs, outputs[0]!));
      });
    },
  });
}

function times(change: NDArray, by: NDArray | number): Change {
  if (by === 0) return undefined;
  if (by === 1) return change;
  if (by === -1) return negative(change);
  // Shares such as ½ are float64 beside no array: a change keeps the dtype of what changes.
  return multiply(change, typeof by === 'number' ? by : cast(by, change.dtype));
}
