import { describe, expect, it } from 'vitest';
import { checkProgram, worstOf } from '../../packages/zeroth/src/autodiff/testing/check-program.js';
import { randomProgram } from '../../packages/zeroth/src/autodiff/testing/random-program.js';

/** 1,000 random programs on which all ways to values and derivatives agree; `npm test` looks at the first of them. */
describe('random programs', () => {
  it.each(Array.from({ length: 20 }, (_, part) => part))('have one derivative of each order, part %i of 20', (part) => {
    for (let seed = 50 * part; seed < 50 * (part + 1); seed++) {
      const program = randomProgram(seed);
      const { what, error } = worstOf(checkProgram(program, seed));
      expect(error, `program ${seed}, ${what}: ${program.text}`).toBeLessThanOrEqual(1e-11);
    }
  });
});
