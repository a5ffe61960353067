import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ran } from '../testing.js';

const folder = mkdtempSync(join(tmpdir(), 'zeroth-compare-'));
const page = join(folder, 'compare.html');
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
/** The path of a module with this text; each its own, since a process loads a module once. */
function moduleOf(text: string): string {
  const path = join(folder, `problem-${count++}.mjs`);
  writeFileSync(path, text);
  return path;
}

const rosenbrock = `
export const x0 = [-1.2, 1];
export const f = (x) => 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2;`;

async function compared(text: string, ...words: string[]) {
  const { code, out, err } = await ran(['compare', moduleOf(text), '--json', '-o', page, ...words]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

const methodsOf = ({ standings }: { standings: readonly { method: string }[] }) =>
  standings.map(({ method }) => method).sort();

describe('a comparison', () => {
  let result: Awaited<ReturnType<typeof compared>>;
  beforeAll(async () => {
    result = await compared(rosenbrock, '--methods', 'bfgs,nelderMead,gradientDescent', '--budget', '300');
  });

  it('takes as solved what has at most the share left of the least value that was found', () => {
    for (const { solved, runs } of result.standings) {
      const within = runs.filter(
        ({ first, best }: { first: number; best: number }) => best <= result.least + 1e-5 * (first - result.least),
      );
      expect(solved).toBe(within.length);
    }
  });

  it('orders by what was solved and then by evaluations, and keeps to the budget', () => {
    const keys = result.standings.map(({ solved, evaluations }: { solved: number; evaluations: number | null }) => [
      -solved,
      evaluations ?? Infinity,
    ]);
    expect(keys).toEqual([...keys].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    expect(result.standings[0].solved).toBe(5);
    expect(result.verdict).toMatch(new RegExp(`^Take ${result.standings[0].method}: `));
    for (const { runs } of result.standings)
      for (const { evaluations } of runs) expect(evaluations).toBeLessThanOrEqual(300);
  });

  it('gives the same numbers again', async () => {
    const again = await compared(rosenbrock, '--methods', 'bfgs,nelderMead,gradientDescent', '--budget', '300');
    expect({ ...again, problem: '' }).toEqual({ ...result, problem: '' });
  });

  it('writes a page of its own, with three charts whose curves lie inside of the frame', () => {
    const text = readFileSync(page, 'utf8');
    expect(text).not.toMatch(/NaN|Infinity|undefined|<script|https?:/);
    expect(text.match(/role="img"/g)).toHaveLength(3);
    for (const [, d] of text.matchAll(/<path fill="none" class="series[^>]* d="([^"]*)"/g))
      for (const [, letter, number] of d!.matchAll(/([MHV])([\d.-]+)/g)) {
        const [low, high] = letter === 'V' ? [12, 294] : [66, 624];
        expect(Number(number)).toBeGreaterThanOrEqual(low!);
        expect(Number(number)).toBeLessThanOrEqual(high!);
      }
  });
});

describe('takes functions of every form', () => {
  it('that promise, of nested parameters, with bounds', async () => {
    const result = await compared(
      `export const x0 = { a: 3, b: [1, 2] };
       export default async (p) => p.a ** 2 + Math.cosh(p.b[0] - 1) + p.b[1] ** 2;
       export const bounds = { lower: { a: 1 } };`,
      '--methods=lbfgs,bobyqa',
    );
    expect(result.variables).toBe(3);
    expect(result.least).toBeCloseTo(2, 8);
  });

  it('with a gradient, from several starts, with methods of the module', async () => {
    const result = await compared(
      `import { lbfgs } from ${JSON.stringify(import.meta.resolve('zeroth'))};
       export const starts = [[3, 3], [-2, 5]];
       export const f = (x) => Math.cosh(x[0]) + x[1] ** 2;
       export const gradient = (x) => [Math.sinh(x[0]), 2 * x[1]];
       export const methods = { short: lbfgs({ memory: 2 }), long: lbfgs() };`,
      '--seeds=2',
    );
    expect(methodsOf(result)).toEqual(['long', 'short']);
    expect(result.instances).toBe(4);
  });

  it('that are oracles with a Hessian', async () => {
    const result = await compared(
      `const value = (x) => Math.cosh(x[0]) + x[1] ** 2;
       export const x0 = Float64Array.of(2, 2);
       export const f = {
         values: ({ points }) => Float64Array.from(points, value),
         gradients: ({ points }) => points.map((x) => ({ value: value(x), gradient: Float64Array.of(Math.sinh(x[0]), 2 * x[1]) })),
         hessian: ({ point: x }) => Float64Array.of(Math.cosh(x[0]), 0, 0, 2),
       };`,
    );
    expect(methodsOf(result)).toContain('trustRegionNewton');
    expect(result.least).toBe(1);
  });
});

it('leaves out starts where f is not finite, and says of an unbounded f that it is', async () => {
  const partly = await compared(
    'export const x0 = 0.2; export const f = (x) => x < 0 ? NaN : (x - 3) ** 2;',
    '--methods=nelderMead',
  );
  expect(partly.unusable).toBeGreaterThan(0);
  expect(partly.instances + partly.unusable).toBe(5);
  const falling = await compared('export const x0 = [1]; export const f = (x) => x[0];', '--methods=bfgs');
  expect(falling.verdict).toMatch(/fall without a limit/);
});

it('tells why a method refused', async () => {
  const { standings } = await compared(rosenbrock, '--methods=bfgs,direct');
  expect(standings[1]).toMatchObject({ method: 'direct', solved: 0, endings: { refused: 5 } });
  expect(standings[1].failure).toMatch(/finite bounds/);
});

describe('mistakes', () => {
  it.each<[string, string, string[], RegExp]>([
    ['no function', 'export const x0 = 1; export const g = 2;', [], /exports no function f.*it exports g, x0/],
    ['no start', 'export const f = () => 1;', [], /exports no x0/],
    ['a start that is no number', 'export const x0 = ["1"]; export const f = () => 1;', [], /no finite numbers/],
    ['a text for a value', 'export const x0 = 1; export const f = () => "1";', [], /gave string at its start/],
    [
      'a function that throws',
      'export const x0 = 1; export const f = () => { throw new Error("off\\nline"); };',
      [],
      /threw at its start: off line/,
    ],
    ['a gradient that is none', `${rosenbrock} export const gradient = [1];`, [], /gradient that is no function/],
    ['bounds of another form', `${rosenbrock} export const bounds = [0, 1];`, [], /\{ lower, upper \}/],
    ['methods that are not called', `${rosenbrock} export const methods = { a: () => 1 };`, [], /not all methods/],
    ['a syntax error', 'export const x0 = [', [], /cannot be loaded/],
    ['a method that is not there', rosenbrock, ['--methods', 'nelder'], /did you mean nelderMead\?/],
    ['a method twice', rosenbrock, ['--methods', 'bfgs,bfgs'], /named twice/],
    [
      'a method of a higher order',
      rosenbrock,
      ['--methods', 'trustRegionNewton'],
      /asks gradients and hessian, but .* answers values only/,
    ],
    [
      'bounds that a method does not keep',
      `${rosenbrock} export const bounds = { lower: 0 };`,
      ['--methods', 'bfgs'],
      /does not keep to bounds/,
    ],
    ['an accuracy out of range', rosenbrock, ['--accuracy', '1'], /between 0 and 1/],
  ])('exit with 2 in one line for %s', async (_, text, words, message) => {
    const { code, out, err } = await ran(['compare', moduleOf(text), '-o', page, ...words]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).toMatch(/^zeroth: [^\n]*\n(\(see[^\n]*\n)?$/);
  });

  it('exit with 2 for a file that is not there, and for a folder', async () => {
    for (const [file, message] of [
      [join(folder, 'nowhere.mjs'), /is not there/],
      [folder, /is a folder/],
    ] as const) {
      const { code, err } = await ran(['compare', file]);
      expect(code).toBe(2);
      expect(err).toMatch(message);
    }
  });

  it('exit with 1 where no start has a finite value', async () => {
    const { code, err } = await ran(['compare', moduleOf('export const x0 = 1; export const f = () => NaN;')]);
    expect(code).toBe(1);
    expect(err).toMatch(/^zeroth: No run gave a finite value: /);
  });
});
