import { ZerothError } from '../../errors.js';
import type { ArrayLike } from '../conversion.js';
import { alignTypes } from '../elementwise.js';
import type { NDArray } from '../ndarray.js';
import { bindOne } from '../primitive.js';
import { dotGeneralPrimitive } from '../primitives/contraction.js';
import { showShape, sizeOf } from '../shape.js';
import { take } from './indexing.js';
import { sum } from './reductions.js';
import { permuteDims, reshape, squeeze } from './shaping.js';

/** An operand with a label for each axis. */
interface Labelled {
  readonly array: NDArray;
  readonly labels: readonly string[];
}

/**
 * Sums of products in Einstein's notation: `einsum('ij,jk->ik', a, b)` is the product of matrices. A label names an axis;
 * labels that the output lacks are summed over; repeated ones run along the diagonal; `...` stands for leading axes that
 * are broadcast. Without `->` the output has the labels that occur once, in alphabetical order. Operands are contracted
 * two at a time, those first whose result is smallest.
 *
 * @throws `bad-subscripts` for a text that is not such, `shape-mismatch` where a label has two lengths
 */
export function einsum(subscripts: string, ...operands: readonly ArrayLike[]): NDArray {
  if (typeof subscripts !== 'string')
    throw new ZerothError(
      'bad-subscripts',
      `einsum begins with a text such as 'ij,jk->ik', not with ${String(subscripts)}.`,
      subscripts,
    );
  const { inputs, output } = parse(subscripts, operands.length);
  const arrays = alignTypes(operands, 'numeric');
  const dots = Math.max(
    0,
    ...inputs.map((labels, i) => (labels.includes('...') ? arrays[i]!.shape.length - labels.length + 1 : 0)),
  );
  const expand = (labels: readonly string[], count: number) =>
    labels.flatMap((label) => (label === '...' ? dotLabels(dots).slice(dots - count) : [label]));
  const named = arrays.map((array, i): Labelled => {
    const labels = expand(inputs[i]!, Math.max(0, array.shape.length - inputs[i]!.length + 1));
    if (labels.length !== array.shape.length)
      throw new ZerothError(
        'bad-subscripts',
        `Operand ${i} of einsum('${subscripts}') has shape ${showShape(array.shape)}, but ${labels.length} labels.`,
        subscripts,
      );
    return { array, labels };
  });
  const wanted = output === undefined ? implicitOutput(inputs, dots) : expand(output, dots);
  const lengths = labelLengths(named, subscripts);
  for (const label of wanted)
    if (!lengths.has(label) || wanted.indexOf(label) !== wanted.lastIndexOf(label))
      throw new ZerothError(
        'bad-subscripts',
        `Label ${label} of the output of einsum('${subscripts}') must occur in an input, and once in the output.`,
        subscripts,
      );
  const remaining = named.map((operand) => stretch(takeDiagonals(operand), lengths));
  while (remaining.length > 1) {
    const [i, j] = cheapestPair(remaining, wanted, lengths);
    const right = remaining.splice(j, 1)[0]!;
    const left = remaining.splice(i, 1)[0]!;
    remaining.push(contractPair(left, right, new Set([...wanted, ...remaining.flatMap(({ labels }) => labels)])));
  }
  const last = sumOut(remaining[0]!, new Set(wanted));
  return permuteDims(
    last.array,
    wanted.map((label) => last.labels.indexOf(label)),
  );
}

function dotLabels(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `.${i}`);
}

function parse(subscripts: string, operands: number) {
  const bad = (why: string) => new ZerothError('bad-subscripts', `einsum('${subscripts}') ${why}.`, subscripts);
  const [left, right, ...more] = subscripts.replaceAll(' ', '').split('->');
  if (left === undefined || more.length > 0) throw bad("must look like 'ij,jk->ik'");
  const split = (text: string): readonly string[] => {
    const labels: readonly string[] = text.match(/\.\.\.|[A-Za-z]/g) ?? [];
    if (labels.join('') !== text || labels.filter((label) => label === '...').length > 1)
      throw bad(`has '${text}', where labels must be letters and at most one '...'`);
    return labels;
  };
  const inputs = left.split(',').map(split);
  if (inputs.length !== operands) throw bad(`names ${inputs.length} operands, but ${operands} were given`);
  return { inputs, output: right === undefined ? undefined : split(right) };
}

function implicitOutput(inputs: readonly (readonly string[])[], dots: number): readonly string[] {
  const all = inputs.flat().filter((label) => label !== '...');
  return [
    ...dotLabels(dots),
    ...[...new Set(all)].filter((label) => all.indexOf(label) === all.lastIndexOf(label)).sort(),
  ];
}

/** The length of each label; only axes of `...` are stretched. */
function labelLengths(operands: readonly Labelled[], subscripts: string): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  for (const { array, labels } of operands)
    labels.forEach((label, axis) => {
      const length = array.shape[axis]!;
      const known = lengths.get(label);
      const dotted = label.startsWith('.');
      if (known === undefined || (dotted && known === 1)) lengths.set(label, length);
      else if (known !== length && !(dotted && length === 1))
        throw new ZerothError(
          'shape-mismatch',
          `Label ${dotted ? '...' : label} of einsum('${subscripts}') has lengths ${known} and ${length}: shapes ${operands.map((t) => showShape(t.array.shape)).join(' and ')}.`,
          operands.map((t) => t.array.shape),
        );
    });
  return lengths;
}

/** Repeated labels of one operand read along their diagonal. */
function takeDiagonals({ array, labels }: Labelled): Labelled {
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice === undefined) return { array, labels };
  const i = labels.indexOf(twice);
  const j = labels.lastIndexOf(twice);
  const others = [...labels.keys()].filter((axis) => axis !== i && axis !== j);
  const n = array.shape[i]!;
  const moved = permuteDims(array, [...others, i, j]);
  const flat = reshape(moved, [...others.map((axis) => array.shape[axis]!), n * n]);
  const diagonal = take(
    flat,
    Int32Array.from({ length: n }, (_, k) => k * (n + 1)),
    { axis: -1 },
  );
  return takeDiagonals({ array: diagonal, labels: [...others.map((axis) => labels[axis]!), twice] });
}

/** Axes of `...` with length 1 are dropped where others are longer: they add nothing but a broadcast. */
function stretch({ array, labels }: Labelled, lengths: ReadonlyMap<string, number>): Labelled {
  const dropped = [...labels.keys()].filter((axis) => array.shape[axis] === 1 && lengths.get(labels[axis]!) !== 1);
  if (dropped.length === 0) return { array, labels };
  return { array: squeeze(array, dropped), labels: labels.filter((_, axis) => !dropped.includes(axis)) };
}

/** The operand with all labels summed over that nobody needs. */
function sumOut({ array, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const axis = [...labels.keys()].filter((i) => !needed.has(labels[i]!));
  return axis.length === 0
    ? { array, labels }
    : { array: sum(array, { axis }), labels: labels.filter((label) => needed.has(label)) };
}

function contractPair(a: Labelled, b: Labelled, needed: ReadonlySet<string>): Labelled {
  const left = sumOut(a, new Set([...needed, ...b.labels]));
  const right = sumOut(b, new Set([...needed, ...a.labels]));
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const contract = shared.filter((label) => !needed.has(label));
  const axes = (labels: readonly string[]) =>
    [labels.map((label) => left.labels.indexOf(label)), labels.map((label) => right.labels.indexOf(label))] as const;
  const array = bindOne(dotGeneralPrimitive, [left.array, right.array], {
    contract: axes(contract),
    batch: axes(batch),
  });
  const rest = (labels: readonly string[]) => labels.filter((label) => !shared.includes(label));
  return { array, labels: [...batch, ...rest(left.labels), ...rest(right.labels)] };
}

/** The two operands whose contraction is smallest. */
function cheapestPair(
  operands: readonly Labelled[],
  wanted: readonly string[],
  lengths: ReadonlyMap<string, number>,
): readonly [number, number] {
  let best: readonly [number, number] = [0, 1];
  let least = Infinity;
  for (let i = 0; i < operands.length; i++)
    for (let j = i + 1; j < operands.length; j++) {
      const needed = new Set([
        ...wanted,
        ...operands.filter((_, k) => k !== i && k !== j).flatMap(({ labels }) => labels),
      ]);
      const kept = [...new Set([...operands[i]!.labels, ...operands[j]!.labels])].filter((label) => needed.has(label));
      const size = sizeOf(kept.map((label) => lengths.get(label) ?? 1));
      if (size < least) {
        least = size;
        best = [i, j];
      }
    }
  return best;
}
