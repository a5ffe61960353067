/**
 * Matrices with fewer rows and columns than this are computed with in plain loops: copying them to the kernels' memory
 * costs more than it saves.
 */
export const SMALL = 16;
