import { defineConfig } from 'vitest/config';

/** Slow proofs: browsers, killed processes, other languages. */
export default defineConfig({
  test: { include: ['tests/full/**/*.full.ts'], testTimeout: 1_800_000, fileParallelism: false },
});
