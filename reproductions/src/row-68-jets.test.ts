import { expect, it } from 'vitest';
import { row68 } from './row-68-jets.js';

it('keeps the claims of row 68', async () => {
  const { checks } = await row68.run({ seed: 5, full: false });
  expect(checks.filter(({ pass }) => !pass)).toEqual([]);
});
