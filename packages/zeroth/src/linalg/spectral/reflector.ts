/**
 * Turns v[from … to − 1] into the vector of the reflection I − factor v vᵀ that maps what v held to length · e_from.
 * v[from] becomes 1. Entries must be at most 1 in size or so: their squares are summed as they are.
 *
 * @source Golub and Van Loan, Matrix Computations (4th edition), algorithm 5.1.1
 */
export function reflector(v: Float64Array, from: number, to: number): { length: number; factor: number } {
  const head = v[from]!;
  let tail = 0;
  for (let i = from + 1; i < to; i++) tail += v[i]! * v[i]!;
  v[from] = 1;
  if (tail < SAFE_SQUARE) return smallReflector(v, from, to, head);
  // The sign that adds, not cancels.
  const length = -(head < 0 ? -1 : 1) * Math.sqrt(head * head + tail);
  const inverse = 1 / (head - length);
  for (let i = from + 1; i < to; i++) v[i]! *= inverse;
  return { length, factor: (length - head) / length };
}

/** Below this, squares of what matters beside the rest may have underflowed. */
const SAFE_SQUARE = 2 ** -900;

function smallReflector(v: Float64Array, from: number, to: number, head: number): { length: number; factor: number } {
  let largest = Math.abs(head);
  let rest = 0;
  for (let i = from + 1; i < to; i++) rest = Math.max(rest, Math.abs(v[i]!));
  if (rest === 0) return { length: head, factor: 0 };
  largest = Math.max(largest, rest);
  let tail = 0;
  for (let i = from + 1; i < to; i++) tail += (v[i]! / largest) ** 2;
  const scaledHead = head / largest;
  const scaledLength = -(head < 0 ? -1 : 1) * Math.sqrt(scaledHead * scaledHead + tail);
  for (let i = from + 1; i < to; i++) v[i] = v[i]! / largest / (scaledHead - scaledLength);
  return { length: scaledLength * largest, factor: (scaledLength - scaledHead) / scaledLength };
}
