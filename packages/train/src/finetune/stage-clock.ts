import type { GradientStep, Trainer } from '../backpropagation/index.js';
import type { CurvePoint, FinetuneEvent, ValidationScores } from '../report/index.js';
import { isBetter } from '../tuning/better-scores.js';
import type { ForwardOnlyReport } from '../tuning/forward-only.js';
import { watchMemory } from './memory.js';
import type { ParameterProblem } from './parameter-problem.js';
import type { Stage } from './stages.js';

/** What a stage cost and how it went, as far as it ran in this process. */
export interface StageRecord {
  seconds: number;
  stepMilliseconds: number;
  peakBytes: number;
  inferenceBytes: number;
  readonly curve: CurvePoint[];
}

/** Forward passes that are timed before a stage, after one that is not counted. */
const timedPasses = 7;
/** A step is two forward passes and this share of them for everything else. */
const stepPerPass = 2.15;

/** Steps along gradients that are timed before a stage, after as many that compile what they need. */
const timedSteps = 4;

/** Times stages, watches memory, and tells events. Steps that a journal replays are not timed. */
export class StageClock {
  private readonly records = new Map<string, StageRecord>();
  /** Watched while texts are embedded, which is the plain inference that the head needs. */
  readonly embedding = watchMemory();
  private readonly best = new Map<string, ValidationScores>();
  private stage = '';
  private stageBegan = 0;
  private stepBegan = 0;
  private live = false;
  private liveSteps = 0;
  private liveMilliseconds = 0;

  constructor(private readonly emit: (event: FinetuneEvent) => void) {}

  of(name: string): StageRecord {
    let record = this.records.get(name);
    if (record === undefined) {
      record = { seconds: 0, stepMilliseconds: 0, peakBytes: 0, inferenceBytes: 0, curve: [] };
      this.records.set(name, record);
    }
    return record;
  }

  /** Runs plain forward passes of a stage's batches: their memory is the yardstick, their time foretells a step's. */
  async measureInference(name: string, problem: ParameterProblem, batch: number, examples: number): Promise<number> {
    const watch = watchMemory();
    const times: number[] = [];
    for (let pass = 0; pass <= timedPasses; pass++) {
      const sample = Array.from({ length: Math.min(batch, examples) }, (_, i) => (pass * batch + i) % examples);
      const begun = performance.now();
      await problem.loss(sample);
      if (pass > 0) times.push(performance.now() - begun);
      watch.look();
    }
    this.of(name).inferenceBytes = watch.peak;
    times.sort((a, b) => a - b);
    return stepPerPass * times[Math.floor(times.length / 2)]!;
  }

  /** @returns milliseconds of a look at the validation part */
  async measureLook(problem: ParameterProblem): Promise<number> {
    const begun = performance.now();
    await problem.validate();
    return performance.now() - begun;
  }

  /** Rehearses steps along gradients, from the first. @returns milliseconds of a step, the median */
  async measureSteps(training: Trainer, stepAt: (k: number) => GradientStep): Promise<number> {
    const times: number[] = [];
    let begun = performance.now();
    await training.rehearse(
      Array.from({ length: 2 * timedSteps }, (_, k) => stepAt(k)),
      () => {
        const now = performance.now();
        times.push(now - begun);
        begun = now;
      },
    );
    // The later half: the first ones may each compile another length.
    const timed = times.slice(timedSteps).sort((a, b) => a - b);
    return timed[Math.floor(timed.length / 2)]!;
  }

  /** The problem, its forward passes watched. */
  watched(problem: ParameterProblem): ParameterProblem {
    const look = () => this.look();
    return {
      ...problem,
      async loss(sample) {
        const loss = await problem.loss(sample);
        look();
        return loss;
      },
    };
  }

  /** Called after work on a step, in this process. */
  look(): void {
    this.live = true;
    const record = this.of(this.stage);
    record.peakBytes = Math.max(record.peakBytes, process.memoryUsage.rss());
  }

  /** The step's time counts from now: what came before belongs to steps that were journalled. */
  restartStep(): void {
    this.stepBegan = performance.now();
  }

  turn(stage: Stage, begins: boolean): void {
    const now = performance.now();
    if (begins) {
      this.stage = stage.name;
      this.stageBegan = now;
      this.stepBegan = now;
      this.liveSteps = 0;
      this.liveMilliseconds = 0;
      this.live = stage.kind === 'head';
      this.emit({ type: 'stage', stage: stage.name, begins: true });
      return;
    }
    const record = this.of(stage.name);
    record.seconds = (now - this.stageBegan) / 1000;
    record.stepMilliseconds = this.meanStep();
    if (stage.kind === 'head') {
      record.peakBytes = process.memoryUsage.rss();
      record.inferenceBytes = this.embedding.peak;
    }
  }

  report({ step, steps, loss, validation }: ForwardOnlyReport): void {
    const now = performance.now();
    if (this.live) {
      this.liveSteps++;
      this.liveMilliseconds += now - this.stepBegan;
    }
    this.stepBegan = now;
    const stage = this.stage;
    this.of(stage).curve.push({ step, loss, ...(validation === undefined ? undefined : { validation }) });
    const seconds = (now - this.stageBegan) / 1000;
    this.emit({ type: 'step', stage, step, steps, loss, seconds, stepMilliseconds: this.meanStep() });
    if (validation !== undefined) this.looked(stage, step, validation);
    this.live = stage === 'head';
  }

  private looked(stage: string, step: number, scores: ValidationScores): void {
    const before = this.best.get(stage);
    const best = before === undefined || isBetter(scores, before);
    if (best) this.best.set(stage, scores);
    this.emit({ type: 'validation', stage, step, scores, best });
  }

  private meanStep(): number {
    return this.liveSteps === 0 ? 0 : this.liveMilliseconds / this.liveSteps;
  }
}
