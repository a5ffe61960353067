import * as np from 'zeroth/array';
import { type Call, float, input, inputs, integer, type OperatorTable, text } from '../call.js';

function gemm(call: Call): np.NDArray {
  const transposed = (x: np.NDArray, name: string) => (integer(call, name, 0) === 1 ? np.matrixTranspose(x) : x);
  const scaled = (x: np.NDArray, factor: number) => (factor === 1 ? x : np.multiply(factor, x));
  const product = np.matmul(transposed(input(call, 0), 'transA'), transposed(input(call, 1), 'transB'));
  const result = scaled(product, float(call, 'alpha', 1));
  const bias = call.inputs[2];
  return bias === undefined ? result : np.add(result, scaled(bias, float(call, 'beta', 1)));
}

/** Products of matrices. */
export const productOperators: OperatorTable = {
  Einsum: (call) => np.einsum(text(call, 'equation', ''), ...inputs(call)),
  Gemm: gemm,
  MatMul: (call) => np.matmul(input(call, 0), input(call, 1)),
};
