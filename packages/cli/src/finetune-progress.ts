import { formatCount, formatNumber, formatSeconds } from './format.js';
import type { Io } from './io.js';
import { paintFor } from './paint.js';
import { type StatusLine, statusLine } from './status-line.js';
import type { FinetuneEvent, Scores } from './train.js';

/** Losses of single batches are noise: what is shown is a mean that forgets about this share with every step. */
const forgetting = 0.05;

/** Width of the longest name of a baseline, so that scores stand below each other. */
const nameWidth = 21;

const baselineNames: Readonly<Record<string, string>> = {
  majority: 'majority class',
  classMean: 'frozen, class means',
  gradientHead: 'frozen, gradient head',
};

/** Shows what a run tells. */
export interface FinetuneProgress {
  readonly show: (event: FinetuneEvent) => void;
  readonly status: StatusLine;
}

/** Progress of a fine-tuning run on the error output: in place on a terminal, else a plain line every few seconds. */
export function finetuneProgress(
  { err }: Pick<Io, 'err'>,
  now: () => number = () => performance.now(),
): FinetuneProgress {
  const paint = paintFor(err);
  const status = statusLine(err, now);
  let phase = { name: '', began: 0, from: 0 };
  let loss = { stage: '', mean: 0, weight: 0 };
  let validation = '';

  const printScores = (name: string, { accuracy, f1, crossEntropy }: Scores): void => {
    const scores = `accuracy ${accuracy.toFixed(3)}  F1 ${f1.toFixed(3)}  cross-entropy ${crossEntropy.toFixed(3)}`;
    status.print(`  ${name.padEnd(nameWidth)}  ${scores}`);
  };

  const showPhase = (name: string, done = 0, total?: number): void => {
    if (name !== phase.name) {
      phase = { name, began: now(), from: done };
      status.refresh();
      if (!err.isTerminal) status.print(name);
    }
    // Without a total there is nothing to say that the name's own line does not.
    if (total === undefined && !err.isTerminal) return;
    status.update(() => `${name} ${total === undefined ? '…' : share(done, total, rateSince(phase, done, now()))}`);
  };

  const showStep = (event: Extract<FinetuneEvent, { type: 'step' }>): void => {
    const { stage, step, steps, stepMilliseconds } = event;
    if (loss.stage !== stage) {
      loss = { stage, mean: 0, weight: 0 };
      validation = '';
    }
    loss.mean = (1 - forgetting) * loss.mean + forgetting * event.loss;
    loss.weight = (1 - forgetting) * loss.weight + forgetting;
    if (step === steps) status.refresh();
    status.update(() => {
      const left = formatSeconds(((steps - step) * stepMilliseconds) / 1000);
      const parts = [
        `${stage}: step ${formatCount(step)}/${formatCount(steps)}`,
        `${formatNumber(stepMilliseconds)} ms a step`,
        `${left} left`,
        `loss ${(loss.mean / loss.weight).toFixed(3)}`,
        validation,
      ];
      return parts.filter((part) => part !== '').join(' · ');
    });
  };

  const show = (event: FinetuneEvent): void => {
    switch (event.type) {
      case 'phase':
        showPhase(event.name, event.done, event.total);
        break;
      case 'step':
        showStep(event);
        break;
      case 'validation':
        validation = `validation ${(event.scores.objective ?? event.scores.crossEntropy).toFixed(3)}${event.best ? ' (best)' : ''}`;
        break;
      case 'baseline':
        printScores(baselineNames[event.name] ?? event.name, event.scores);
        break;
      case 'stage':
        phase = { name: '', began: 0, from: 0 };
        status.refresh();
        if (event.begins) status.print(paint.bold(`stage ${event.stage}`));
        else if (event.report) printScores(`${event.stage}, after`, event.report.after);
        break;
      case 'note':
        status.print(event.text);
        break;
    }
  };
  return { show, status };
}

/** Done a second since the phase began; undefined until something was done. */
function rateSince({ began, from }: { began: number; from: number }, done: number, now: number): number | undefined {
  return done > from && now > began ? (1000 * (done - from)) / (now - began) : undefined;
}

function share(done: number, total: number, rate: number | undefined): string {
  const percent = total > 0 ? Math.floor((100 * done) / total) : 100;
  const progress = `${percent}% · ${formatCount(done)} of ${formatCount(total)}`;
  if (rate === undefined) return progress;
  return `${progress} · ${formatNumber(rate)} a second · ${formatSeconds((total - done) / rate)} left`;
}
