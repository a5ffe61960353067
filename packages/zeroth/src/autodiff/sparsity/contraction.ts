import { toFloat64Array } from '../../array/index.js';
import type { ContractionParams } from '../../array/primitives/contraction.js';
import { permuted } from '../rules/operations.js';
import { numbered } from './elements.js';
import { gatheredPattern, movedPattern, type Pattern, unitedPattern } from './pattern.js';
import { type Reach, type ReachApplication, sizeOf } from './reach.js';

/** One factor of a contraction, as [batch, free, contracted]. */
interface Factor {
  readonly free: number;
  readonly pattern: Pattern | undefined;
  readonly values: Float64Array | undefined;
}

function factorOf(
  { pattern, value }: Reach,
  shape: readonly number[],
  batch: readonly number[],
  contract: readonly number[],
): Factor {
  const free = shape.flatMap((_, axis) => (batch.includes(axis) || contract.includes(axis) ? [] : [axis]));
  const order = [...batch, ...free, ...contract];
  return {
    free: sizeOf(free.map((axis) => shape[axis]!)),
    pattern: pattern && movedPattern(pattern, toFloat64Array(permuted(numbered(shape), order))),
    values: value && toFloat64Array(permuted(value(), order)),
  };
}

/** Sums of products: elements of one factor count where the other is not known to be zero. */
export function contraction({
  inputs: [x, y],
  inputShapes: [left, right],
  params: { batch, contract },
}: ReachApplication<ContractionParams>): readonly (Pattern | undefined)[] {
  const factors = [factorOf(x!, left!, batch[0], contract[0]), factorOf(y!, right!, batch[1], contract[1])] as const;
  const batches = sizeOf(batch[0].map((axis) => left![axis]!));
  const length = sizeOf(contract[0].map((axis) => left![axis]!));
  const [rows, columns] = [factors[0].free, factors[1].free];
  const size = batches * rows * columns;
  const part = (side: 0 | 1): Pattern | undefined => {
    const { pattern, free } = factors[side];
    if (pattern === undefined) return undefined;
    const { values } = factors[1 - side]!;
    const own = (k: number): number => {
      const b = Math.floor(k / (rows * columns));
      return b * free + (side === 0 ? Math.floor(k / columns) % rows : k % columns);
    };
    if (values === undefined) {
      const lines = gatheredPattern(
        pattern,
        Int32Array.from({ length: batches * free * length }, (_, k) => Math.floor(k / length)),
        batches * free,
      );
      return movedPattern(
        lines,
        Int32Array.from({ length: size }, (_, k) => own(k)),
      );
    }
    const from: number[] = [];
    const to: number[] = [];
    for (let k = 0; k < size; k++) {
      const b = Math.floor(k / (rows * columns));
      const other = side === 0 ? b * columns + (k % columns) : b * rows + (Math.floor(k / columns) % rows);
      for (let c = 0; c < length; c++)
        if (values[other * length + c] !== 0) {
          from.push(own(k) * length + c);
          to.push(k);
        }
    }
    return gatheredPattern(movedPattern(pattern, from), to, size);
  };
  return [unitedPattern([part(0), part(1)])];
}
