import { bind, bindOne, type NDArray, type Primitive } from '../../array/index.js';
import { fftPrimitive, halfFftPrimitive, realFftPrimitive, trigonometricPrimitive } from '../../fft/index.js';
import {
  eighPrimitive,
  eigPrimitive,
  eigvalshPrimitive,
  eigvalsPrimitive,
  expmPrimitive,
  hessenbergPrimitive,
  logmPrimitive,
  schurPrimitive,
  signmPrimitive,
  sqrtmPrimitive,
  svdPrimitive,
  svdvalsPrimitive,
} from '../../linalg/index.js';
import {
  choleskyPrimitive,
  detPrimitive,
  invPrimitive,
  luPrimitive,
  qrPrimitive,
  slogdetPrimitive,
  solvePrimitive,
  solveTriangularPrimitive,
} from '../../linalg/primitives.js';
import { permuted, reshaped } from '../rules/operations.js';
import { type BatchedApplication, type BatchingEntry, batching } from './rule.js';
import { allBatched, toFront } from './structure.js';

/** A primitive that takes more axes in front as they come. */
function stacked<P>(primitive: Primitive<P>): BatchingEntry {
  return batching<P>(primitive, (application) => bind(primitive, allBatched(application), application.params));
}

/** Systems of equations: with one matrix for all, the batch is more columns of one right side. */
function systems<P>(primitive: Primitive<P>): BatchingEntry {
  return batching<P>(primitive, (application) => {
    const { inputs, batched, size, params } = application;
    const [a, b] = inputs as readonly [NDArray, NDArray];
    const vector = b.ndim === (batched[1] ? 2 : 1);
    if (!batched[0] && a.ndim === 2 && b.ndim - 1 <= 2) {
      const n = a.shape[0]!;
      const k = vector ? 1 : b.shape[2]!;
      const wide = reshaped(permuted(b, vector ? [1, 0] : [1, 0, 2]), [n, size * k]);
      const x = reshaped(bindOne(primitive, [a, wide], params), vector ? [n, size] : [n, size, k]);
      return [toFront(x, 1)];
    }
    return [stackedSystems(primitive, application, vector)];
  });
}

function stackedSystems<P>(primitive: Primitive<P>, application: BatchedApplication<P>, vector: boolean): NDArray {
  const [a, b] = allBatched(application);
  const right = vector ? reshaped(b!, [...b!.shape, 1]) : b!;
  // The batch stands before leading axes that are aligned from behind.
  const rank = Math.max(a!.ndim, right.ndim);
  const x = bindOne(primitive, [lengthened(a!, rank), lengthened(right, rank)], application.params);
  return vector ? reshaped(x, x.shape.slice(0, -1)) : x;
}

function lengthened(x: NDArray, rank: number): NDArray {
  return reshaped(x, [x.shape[0]!, ...new Array<number>(rank - x.ndim).fill(1), ...x.shape.slice(1)]);
}

/** Rules of zeroth/linalg and zeroth/fft; what is not here goes one element at a time. */
export const linalgBatching: readonly BatchingEntry[] = [
  stacked(choleskyPrimitive),
  stacked(luPrimitive),
  stacked(qrPrimitive),
  stacked(detPrimitive),
  stacked(slogdetPrimitive),
  stacked(invPrimitive),
  stacked(eighPrimitive),
  stacked(eigvalshPrimitive),
  stacked(eigPrimitive),
  stacked(eigvalsPrimitive),
  stacked(svdPrimitive),
  stacked(svdvalsPrimitive),
  stacked(schurPrimitive),
  stacked(hessenbergPrimitive),
  stacked(expmPrimitive),
  stacked(logmPrimitive),
  stacked(signmPrimitive),
  stacked(sqrtmPrimitive),
  systems(solvePrimitive),
  systems(solveTriangularPrimitive),
  batching(fftPrimitive, (application) =>
    bind(fftPrimitive, allBatched(application), {
      ...application.params,
      axes: application.params.axes.map((axis) => axis + 1),
    }),
  ),
  stacked(realFftPrimitive),
  stacked(halfFftPrimitive),
  stacked(trigonometricPrimitive),
];
