/**
 * Matrices with fewer rows and columns than this are computed with in plain loops: copying them to the kernels' memory
 * costs more than it saves.
 */
export const SMALL = 16;

let workspace: Float64Array | undefined;

/**
 * Room for one small matrix, the same at every call: nothing in it lasts longer than a computation without calls to
 * others. Engines allocate vectors of more than 64 bytes outside their heap, which takes longer than to solve a system of
 * four unknowns.
 */
export function smallWorkspace(): Float64Array {
  workspace ??= new Float64Array(SMALL * SMALL);
  return workspace;
}
