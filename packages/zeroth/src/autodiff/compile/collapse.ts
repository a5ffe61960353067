import type { Affine } from './access.js';
import type { Item, Kernel, Term } from './schedule.js';

/** The same kernel with neighbouring loops made one, where everything that is read and written lies so that it can be. */
export function collapsed(kernel: Kernel): Kernel {
  let current = kernel;
  for (let axis = kernel.space.length - 2; axis >= 0; axis--)
    if (canMerge(current, axis)) current = merged(current, axis);
  return current;
}

function affinesOf(item: Item): readonly Affine[] {
  const loads = (term: Term): readonly Affine[] => (term.kind === 'load' ? [term.at] : []);
  return item.kind === 'compute' ? item.terms.flatMap(loads) : [...loads(item.term), item.at];
}

function canMerge({ space, items }: Kernel, axis: number): boolean {
  const length = space[axis + 1]!;
  return items.every(
    (item) =>
      affinesOf(item).every(({ steps }) => steps[axis] === steps[axis + 1]! * length) &&
      (item.kind !== 'reduce' || item.loops.includes(axis) === item.loops.includes(axis + 1)),
  );
}

function merged({ space, items, ...rest }: Kernel, axis: number): Kernel {
  return {
    ...rest,
    space: space.toSpliced(axis, 2, space[axis]! * space[axis + 1]!),
    items: items.map((item) => mergedItem(item, axis)),
  };
}

function mergedItem(item: Item, axis: number): Item {
  const affine = ({ start, steps }: Affine): Affine => ({ start, steps: steps.toSpliced(axis, 1) });
  const term = (given: Term): Term => (given.kind === 'load' ? { ...given, at: affine(given.at) } : given);
  if (item.kind === 'compute') return { ...item, terms: item.terms.map(term) };
  if (item.kind === 'place') return { ...item, term: term(item.term), at: affine(item.at) };
  const loops = item.loops.flatMap((loop) => (loop <= axis ? [loop] : loop === axis + 1 ? [] : [loop - 1]));
  return { ...item, term: term(item.term), at: affine(item.at), loops };
}
