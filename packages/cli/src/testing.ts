import { ZerothError } from 'zeroth';
import type { Io, Output } from './io.js';
import { runCommandLine } from './program.js';
import type { Reproductions } from './reproductions.js';
import type { Comparison, Report, Scores, Train } from './train.js';

/** An output that keeps what is written, for tests. */
export interface KeptOutput extends Output {
  readonly text: () => string;
}

/** @param options what the output says of itself: by default it is no terminal, 80 columns wide */
export function keptOutput(options: Partial<Omit<Output, 'write'>> = {}): KeptOutput {
  let kept = '';
  return {
    isTerminal: false,
    colours: false,
    columns: 80,
    ...options,
    async write(text) {
      kept += text;
    },
    text: () => kept,
  };
}

async function* bytesOf(chunks: readonly string[]): AsyncGenerator<Uint8Array, void> {
  for (const chunk of chunks) yield new TextEncoder().encode(chunk);
}

/** What a command line did. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line with scripted workers in place of models. */
export async function ran(
  words: readonly string[],
  { train = scriptedTrain(), input = [], io = {} }: { train?: Train; input?: readonly string[]; io?: Partial<Io> } = {},
): Promise<Ran> {
  const out = keptOutput();
  const err = keptOutput();
  const code = await runCommandLine(
    words,
    { input: bytesOf(input), out, err, environment: {}, ...io },
    { loadTrain: async () => train, loadReproductions: async () => scriptedReproductions },
  );
  return { code, out: out.text(), err: err.text() };
}

const scores: Scores = { accuracy: 0.9, f1: 0.8, crossEntropy: 0.25 };

/** A run's report without anything long. */
export const shortReport: Report = {
  version: 1,
  model: 'use-lite',
  data: { name: 'mails', train: 60, validation: 20, test: 40, classes: ['ham', 'spam'] },
  seed: 0,
  results: {
    baselines: { majority: scores, classMean: scores, gradientHead: scores },
    stages: [
      {
        name: 'head',
        tuned: 'head',
        parameters: 513,
        method: 'coordinate search',
        steps: 12,
        before: scores,
        after: scores,
        validation: scores,
        seconds: 1,
        stepMilliseconds: 80,
        peakBytes: 1e8,
        inferenceBytes: 1e8,
        deltaBytes: 2052,
        weightsHash: '00',
        curve: [],
        confusion: [
          [18, 2],
          [2, 18],
        ],
      },
    ],
    chosen: 0,
  },
  seconds: 65,
  options: {},
  examples: [],
  machine: { node: 'v20', platform: 'linux', threads: 1 },
};

/** A comparison without anything long. */
export const shortComparison: Comparison = {
  version: 1,
  kind: 'comparison',
  model: 'use-lite',
  data: shortReport.data,
  seed: 0,
  gradientPasses: 3,
  runs: [{ method: 'mezo', name: 'MeZO', folder: 'run/mezo', learningRate: 0.004, diverged: false, stages: [] }],
  options: {},
  machine: shortReport.machine,
};

/** Workers that answer at once and tell a few events on the way. */
export function scriptedTrain(changes: Partial<Train> = {}): Train {
  return {
    async finetune({ onEvent }) {
      onEvent?.({ type: 'phase', name: 'embedding the texts', done: 0, total: 120 });
      onEvent?.({ type: 'phase', name: 'embedding the texts', done: 60, total: 120 });
      onEvent?.({ type: 'baseline', name: 'majority', scores });
      onEvent?.({ type: 'stage', stage: 'head', begins: true });
      for (let step = 1; step <= 12; step++) {
        onEvent?.({
          type: 'step',
          stage: 'head',
          step,
          steps: 12,
          loss: 1 / step,
          seconds: step,
          stepMilliseconds: 80,
        });
        onEvent?.({ type: 'validation', stage: 'head', step, scores, best: step === 3 });
      }
      return shortReport;
    },
    async evaluateModel({ model, part = 'test' }) {
      const data = { name: 'mails', part, texts: 40, classes: ['ham', 'spam'] };
      return {
        model,
        data,
        scores,
        confusion: [
          [18, 2],
          [2, 18],
        ],
        seconds: 1.5,
      };
    },
    async *predictTexts({ texts }) {
      for await (const text of texts) yield { label: text.includes('prize') ? 'spam' : 'ham', probability: 0.75 };
    },
    async applyDelta({ output }) {
      return { output, weightsHash: 'abcd', bytes: 29_000_000, seconds: 2 };
    },
    async compareMethods({ methods, onEvent }) {
      onEvent?.({ type: 'note', text: `method ${methods[0]}` });
      return shortComparison;
    },
    comparisonTable: () => 'THE COMPARISON',
    isComparison: (folder) => folder.endsWith('compared'),
    reportTable: () => 'THE TABLE',
    ...changes,
  };
}

const scriptedReproductions: Reproductions = {
  listReproductions: () => [
    { row: 4, title: 'MeZO' },
    { row: 9, title: 'ZO-AdaMU' },
  ],
  async reproduce(row, { seed }) {
    if (row !== 4 && row !== 9) throw new ZerothError('no-such-row', 'unknown');
    const checks = [
      { claim: 'the loss falls', expected: 'below 0.30', measured: 0.281, pass: true },
      { claim: 'as good as the reference', expected: 0.95, measured: row === 4 ? 0.951 : 0.9, pass: row === 4 },
    ];
    return { row, title: 'A paper', seed, checks, pass: row === 4, seconds: 3, svg: '<svg/>' };
  },
};
