import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram } from './program.js';
import { keptOutput, ran, scriptedTrain } from './testing.js';

const program = buildProgram({
  io: { input: { async *[Symbol.asyncIterator]() {} }, out: keptOutput(), err: keptOutput(), environment: {} },
  loadTrain: async () => scriptedTrain(),
  loadReproductions: () => Promise.reject(new Error('not asked for')),
  exitWith: () => {},
});
const names = program.commands.map((command) => command.name());

/** The words of a line as a shell splits them; what follows a pipe or is led into a file is not the command's. */
function wordsOf(line: string): string[] {
  const command = (line.split(' | ').pop() ?? '').replace(/ > .*$/, '');
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

describe('help', () => {
  const start = process.cwd();
  beforeEach(() => process.chdir(mkdtempSync(join(tmpdir(), 'zeroth-help-'))));
  afterEach(() => {
    const folder = process.cwd();
    process.chdir(start);
    rmSync(folder, { recursive: true });
  });

  it('has the commands that the manual names', () => {
    expect(names).toEqual(['finetune', 'evaluate', 'predict', 'apply', 'compare', 'choose', 'methods', 'reproduce']);
  });

  it.each(['', ...names])('of "zeroth %s" has examples, each of which runs', async (name) => {
    const help = await ran([...(name === '' ? [] : [name]), '--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    const examples = [...help.out.matchAll(/^ {4}\$ (.+)$/gm)].map(([, line]) => line ?? '');
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const [first, ...words] = wordsOf(example);
      expect(first).toBe('zeroth');
      if (name !== '') expect(words[0]).toBe(name);
      // The scripted commands read no file but that of texts, which is not there: that is told, not a wrong option.
      const { code, err } = await ran(words);
      if (!err.includes('cannot be read'))
        expect({ example, code, err: code === 0 ? '' : err }).toEqual({ example, code: 0, err: '' });
    }
  });

  it('has --json on every command', () => {
    for (const command of program.commands) expect(command.options.map(({ long }) => long)).toContain('--json');
  });
});
