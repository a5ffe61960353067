import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { systemsPage } from '../scripts/systems.mjs';

it('docs/systems.md lists every reproduction as the script would write it: node scripts/systems.mjs', () => {
  const page = readFileSync(join(resolve(import.meta.dirname, '..'), 'docs', 'systems.md'), 'utf8');
  expect(page).toBe(systemsPage());
});
