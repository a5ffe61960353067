import { describe, expect, it } from 'vitest';
import { checkProgram, worstOf } from './check-program.js';
import { randomProgram } from './random-program.js';

/** Of programs whose values stay below 3 and whose matrices have condition numbers below 100. */
const tolerance = 1e-11;

describe('random programs', () => {
  it('have one derivative of each order, however it is computed', () => {
    for (let seed = 0; seed < 60; seed++) {
      const program = randomProgram(seed, 3);
      const { what, error } = worstOf(checkProgram(program, seed, seed % 10 === 0));
      expect(error, `program ${seed}, ${what}: ${program.text}`).toBeLessThanOrEqual(tolerance);
    }
  });
});
