import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'zeroth-interrupt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const built = (name: string): string => JSON.stringify(new URL(`../dist/${name}.js`, import.meta.url).href);

/** A process whose run goes on until its signal aborts, and then needs `stopping` milliseconds. */
function start(stopping: number): ChildProcessWithoutNullStreams {
  const script = join(folder, `run-${stopping}.mjs`);
  writeFileSync(
    script,
    `import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { processIo } from ${built('io')};
import { runCommandLine } from ${built('program')};
import { scriptedTrain } from ${built('testing')};
import { ZerothError } from ${JSON.stringify(import.meta.resolve('zeroth'))};
const finetune = async ({ folder, signal, onEvent }) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + '/run.json', '{}');
  const alive = setInterval(() => {}, 1000);
  onEvent({ type: 'stage', stage: 'all', begins: true });
  await once(signal, 'abort');
  await new Promise((resolve) => setTimeout(resolve, ${stopping}));
  clearInterval(alive);
  throw new ZerothError('interrupted', 'interrupted; go on with: zeroth finetune --resume ' + folder);
};
const loaders = { loadTrain: async () => scriptedTrain({ finetune }) };
process.exitCode = await runCommandLine(['finetune', 'use-lite', 'mails.csv', '--folder', 'run', '--json'], processIo(), loaders);
`,
  );
  return spawn(process.execPath, [script], { cwd: folder });
}

/** What a process wrote, as it comes. */
function listen(child: ChildProcessWithoutNullStreams) {
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return {
    out: () => out,
    err: () => err,
    async until(text: string): Promise<void> {
      while (!err.includes(text)) await once(child.stderr, 'data');
    },
  };
}

describe('Ctrl-C', () => {
  it('ends the run in order, with exit code 130 and the line that resumes', async () => {
    const child = start(100);
    const said = listen(child);
    await said.until('stage all');
    child.kill('SIGINT');
    const [code, signal] = await once(child, 'close');
    expect({ code, signal, out: said.out() }).toEqual({ code: 130, signal: null, out: '' });
    expect(said.err()).toBe(
      'stage all\nstopping when what is done is kept (Ctrl-C once more to stop at once)\n' +
        'zeroth: interrupted; go on with: zeroth finetune --resume run\n',
    );
  });

  it('ends it at once when it comes twice, with the same code and line', async () => {
    const child = start(60_000);
    const said = listen(child);
    await said.until('stage all');
    child.kill('SIGINT');
    await said.until('once more');
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    expect(said.err()).toMatch(/zeroth: stopped; go on with: zeroth finetune --resume run\n$/);
  });
});
