import type { Use } from './hoist.js';
import type { ParameterKind } from './types.js';

const normalisations =
  /^(BatchNormalization|GroupNormalization|InstanceNormalization|LayerNormalization|RMSNormalization|SimplifiedLayerNormalization|SkipLayerNormalization|SkipSimplifiedLayerNormalization|EmbedLayerNormalization)$/;
/** Names that exporters give to the scales and shifts of normalisations made of elementary operators. */
const normName = /(^|[._/])((batch|group|instance|layer|rms)_?norm\w*|norm\d*|ln(_\w+|\d+)?|bn\d*)([._/]|$)/i;
const biasName = /(^|[._/])bias([._/]|$)/i;
const matrixOperators = /^(MatMul|Gemm|Einsum|Conv|ConvTranspose|LSTM|GRU|RNN|Attention|MultiHeadAttention)$/;
/** `onnx::MatMul_123`: a name made up by an exporter. */
const anonymous = /^onnx::|^\d+$|^_v_|^val_\d+$/;

/** Reads from its uses what a weight does, and from its name which part of the model it belongs to. */
export function classify(
  name: string,
  shape: readonly number[],
  uses: readonly Use[],
): { readonly kind: ParameterKind; readonly group: string } {
  return { kind: kindOf(name, shape, uses), group: groupOf(name, uses) };
}

function kindOf(name: string, shape: readonly number[], uses: readonly Use[]): ParameterKind {
  const isVector = shape.filter((size) => size > 1).length <= 1;
  if (uses.some(({ node, index }) => node.opType === 'Gather' && index === 0) && !isVector) return 'embedding';
  if (uses.some(({ node, index }) => normalisations.test(node.opType) && index > 0)) return 'norm';
  if (isVector && normName.test(name)) return 'norm';
  if (isVector) {
    const adds = uses.some(
      ({ node, index }) => node.opType === 'Add' || (index === 2 && matrixOperators.test(node.opType)),
    );
    if (adds || biasName.test(name)) return 'bias';
  }
  // A matrix may pass through Transpose, Reshape or Cast before it is multiplied.
  return isVector ? 'other' : 'matrix';
}

/** Whether a single number is a weight, such as the bias of one output. */
export function isWeightOfOne(name: string, shape: readonly number[], uses: readonly Use[]): boolean {
  return (
    shape.length > 0 &&
    (biasName.test(name) || uses.some(({ node, index }) => index > 0 && matrixOperators.test(node.opType)))
  );
}

/** The name up to its first number (`encoder.layer.3`), or without its last part. */
export function groupOf(name: string, uses: readonly Use[] = []): string {
  const [use] = uses;
  const telling = anonymous.test(name) && use ? use.node.name || use.node.output[0]! : name;
  const parts = telling.split(/[./]/).filter((part) => part !== '');
  const number = parts.findIndex((part) => /^\d+$/.test(part));
  if (number > 0) return parts.slice(0, number + 1).join('.');
  return parts.length > 1 ? parts.slice(0, -1).join('.') : (parts[0] ?? name);
}
