import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ran } from '../testing.js';

const folder = mkdtempSync(join(tmpdir(), 'zeroth-choose-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function fileOf(text: string, extension: string): string {
  const path = join(folder, `choices-${count++}.${extension}`);
  writeFileSync(path, text);
  return path;
}

function chosen(words: readonly string[], input: string) {
  const journal = join(folder, `journal-${count++}`);
  const all = ['choose', ...words, ...(words.includes('--journal') ? [] : ['--journal', journal])];
  return ran(all, { input: [input] });
}

describe('zeroth choose', () => {
  it('shows two candidates at a time and finds the one that wins every comparison', async () => {
    const { code, out, err } = await chosen(['-c', 'sans', 'serif', 'mono'], '2\n1\n');
    expect(code).toBe(0);
    expect(out).toBe('\nbest: serif\n');
    expect(err).toContain('question 1 of 2\n  1  sans\n  2  serif\n');
    expect(err).toContain('question 2 of 2\n  1  serif\n  2  mono\n');
  });

  it('asks again where the answer is none, and takes no difference for the present one', async () => {
    const { out, err } = await chosen(['-c', 'a', 'b'], 'x\n\n3\n=\n');
    expect(out).toBe('\nbest: a\n');
    expect(err.match(/Type 1 or 2/g)).toHaveLength(3);
  });

  it('goes on from its journal, whether it was left by q or by the end of the input', async () => {
    const file = fileOf(JSON.stringify(['a', 'b', 'c', { name: 'd' }]), 'json');
    const words = [file, '--journal', join(folder, 'kept'), '--json'];
    const first = await chosen(words, '2\nq\n');
    expect(JSON.parse(first.out)).toMatchObject({ best: 'b', answers: 1, finished: false });
    expect(first.err).toContain('goes on from them');
    const second = await chosen(words, '1\n');
    expect(second.err).toContain('going on after 1 answers of before');
    expect(JSON.parse(second.out)).toMatchObject({ best: 'b', answers: 2, finished: false });
    const third = await chosen(words, '2\n');
    expect(JSON.parse(third.out)).toMatchObject({ best: { name: 'd' }, answers: 3, finished: true });
    const again = await chosen(words, '');
    expect(JSON.parse(again.out)).toMatchObject({ best: { name: 'd' }, answers: 3, finished: true });
    const other = await chosen(['-c', 'x', 'y', '--journal', join(folder, 'kept')], '1\n');
    expect(other.code).toBe(2);
    expect(other.err).toContain('about other candidates');
  });

  it('searches numbers within bounds, by names, and stops after as many answers as are wanted', async () => {
    const file = fileOf(
      `export const x0 = { size: 12, spacing: 1.5 };
       export const bounds = { lower: { size: 8 }, upper: { size: 20, spacing: 2 } };
       export const step = 2;`,
      'mjs',
    );
    const { code, out, err } = await chosen([file, '--questions', '6', '--json'], '2\n1\n2\n1\n1\n2\n1\n');
    expect(code).toBe(0);
    const { best, answers, finished } = JSON.parse(out);
    expect({ answers, finished }).toEqual({ answers: 6, finished: false });
    expect(Object.keys(best)).toEqual(['size', 'spacing']);
    expect(best.size).toBeGreaterThanOrEqual(8);
    expect(best.spacing).toBeLessThanOrEqual(2);
    expect(err).toMatch(/1 {2}size 12, spacing 1.5\n/);
    expect(err).toContain('question 6 of 6');
    expect(err).not.toContain('question 7');
  });

  it('shows candidates as the module says', async () => {
    const file = fileOf('export const candidates = [1, 2]; export const show = (x) => "number " + x;', 'mjs');
    const { out, err } = await chosen([file], '2\n');
    expect(out).toBe('\nbest: number 2\n');
    expect(err).toContain('  1  number 1\n');
  });

  it.each([
    [[], 'What is to be chosen from'],
    [['-c', 'one'], 'at least two candidates'],
    [[join(folder, 'nowhere.json')], 'cannot be read'],
  ])('refuses %o', async (words, message) => {
    const { code, err } = await chosen(words, '');
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it.each([
    ['{"a": 1}', 'json', 'holds no list'],
    ['{', 'json', 'is not JSON'],
    ['export const y = 1;', 'mjs', 'exports neither candidates'],
    ['export const x0 = [1]; export const step = 0;', 'mjs', 'a step that is no positive number'],
    ['export const x0 = [1]; export const bounds = { lower: 2, upper: 1 };', 'mjs', 'not { lower, upper }'],
  ])('says what is wrong with %s', async (text, extension, message) => {
    const { code, err } = await chosen([fileOf(text, extension)], '');
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
