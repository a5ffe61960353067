import { describe, expect, it } from 'vitest';
import { finetuneProgress } from './finetune-progress.js';
import { keptOutput } from './testing.js';
import type { FinetuneEvent } from './train.js';

const scores = { accuracy: 0.9, f1: 0.8, crossEntropy: 0.25 };

/** Feeds events, each with the milliseconds that go by before it, and gives what was written. */
function shown(
  options: Parameters<typeof keptOutput>[0],
  events: readonly (readonly [number, FinetuneEvent])[],
): string {
  const err = keptOutput(options);
  let time = 0;
  const { show, status } = finetuneProgress({ err }, () => time);
  for (const [wait, event] of events) {
    time += wait;
    show(event);
  }
  status.end();
  return err.text();
}

const step = (k: number, steps = 1000): FinetuneEvent => ({
  type: 'step',
  stage: 'all',
  step: k,
  steps,
  loss: 0.5,
  seconds: k * 0.06,
  stepMilliseconds: 60,
});
const minuteOfSteps = Array.from({ length: 1000 }, (_, k) => [60, step(k + 1)] as const);

describe('progress where there is no terminal', () => {
  it('is a plain line at most every five seconds, with rate and time left', () => {
    const lines = shown({}, minuteOfSteps).trimEnd().split('\n');
    expect(lines).toHaveLength(11);
    // Step 84 is the first after 5 s; 916 steps of 60 ms are 55 s.
    expect(lines[0]).toBe('all: step 84/1,000 · 60 ms a step · 55 s left · loss 0.500');
    for (const code of ['\r', '\u001b']) expect(lines.join('')).not.toContain(code);
  });

  it('names each phase, stage and baseline in a line of its own', () => {
    const text = shown({}, [
      [0, { type: 'phase', name: 'embedding the texts', done: 0, total: 100 }],
      [6000, { type: 'phase', name: 'embedding the texts', done: 30, total: 100 }],
      [10, { type: 'baseline', name: 'classMean', scores }],
      [10, { type: 'stage', stage: 'head', begins: true }],
      [10, { type: 'note', text: 'Stopped early.' }],
    ]);
    expect(text).toBe(
      'embedding the texts\n' +
        'embedding the texts 30% · 30 of 100 · 5 a second · 14 s left\n' +
        '  frozen, class means    accuracy 0.900  F1 0.800  cross-entropy 0.250\n' +
        'stage head\nStopped early.\n',
    );
  });
});

describe('progress on a terminal', () => {
  const terminal = { isTerminal: true, columns: 40 };

  it('stays in one line, at most ten times a second, and is gone at the end', () => {
    const text = shown(terminal, minuteOfSteps);
    expect(text).not.toContain('\n');
    const states = text.split('\r\u001b[2K');
    // One in two steps of 60 ms, and the last at once.
    expect(states.length).toBeLessThanOrEqual(503);
    expect(states.length).toBeGreaterThanOrEqual(500);
    expect(states.pop()).toBe('');
    for (const state of states) expect(state.length).toBeLessThan(terminal.columns);
  });

  it('puts lines that stay above the state, without colour codes where there are no colours', () => {
    const text = shown(terminal, [
      [200, step(1)],
      [10, { type: 'stage', stage: 'all', begins: true }],
      [10, step(2)],
    ]);
    const [first, second, third, ...others] = text.split('\r\u001b[2K');
    expect(first).toMatch(/^all: step 1\/1,000/);
    expect(second).toMatch(/^stage all\nall: step 2\/[^\n]*$/);
    expect([third, ...others]).toEqual(['']);
    expect(text.replaceAll('\r\u001b[2K', '')).not.toContain('\u001b');
    expect(shown({ ...terminal, colours: true }, [[0, { type: 'stage', stage: 'all', begins: true }]])).toBe(
      '\u001b[1mstage all\u001b[22m\n',
    );
  });
});
