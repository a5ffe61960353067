import type { Operator } from '../call.js';
import { elementwiseOperators } from './elementwise.js';
import { indexingOperators } from './indexing.js';
import { normalisationOperators } from './normalisation.js';
import { productOperators } from './products.js';
import { reductionOperators } from './reductions.js';
import { shapingOperators } from './shaping.js';
import { windowOperators } from './windows.js';

/** The operators that are known, by ONNX's names for them. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...elementwiseOperators,
    ...shapingOperators,
    ...indexingOperators,
    ...reductionOperators,
    ...productOperators,
    ...normalisationOperators,
    ...windowOperators,
  }),
);
