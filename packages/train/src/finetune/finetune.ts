import { join } from 'node:path';
import { ZerothError } from 'zeroth';
import { JournalError, OracleError, runAsync } from 'zeroth/run';
import { type LoadTaskOptions, loadTask } from '../data/index.js';
import { objective } from '../metrics/index.js';
import { type FinetuneEvent, type FinetuneOptions, type Report, renderReport } from '../report/index.js';
import { measureBaselines } from './baselines.js';
import { checkStages } from './check-stages.js';
import { finishStages } from './finish.js';
import { makeStages } from './make-stages.js';
import { adaptationOf, headStage, openClassifier } from './open-classifier.js';
import { openRunFolder, type RunFolder } from './run-folder.js';
import { type Settings, settingsOf } from './settings.js';
import { StageClock } from './stage-clock.js';
import { type Closeable, stageOracle } from './stage-trainer.js';
import { runStages, stagesOracle } from './stages.js';
import { embedTask, parts, tokenizeTask } from './texts.js';

/**
 * Fine-tunes a text model into a classifier by forward passes alone, in stages, and leaves a run folder: the journal
 * from which it can be resumed at any time, the report, and the delta of each stage.
 *
 * @throws ZerothError for what is wrong with the input; `interrupted` when the signal aborts, with the folder as its
 *   value; `loss-not-finite` after the report is written, when a stage had to stop for a loss that was not a number
 */
export async function finetune(options: FinetuneOptions): Promise<Report> {
  const resumes = options.resume ?? false;
  const settings = resumes ? undefined : settingsOf(options);
  const folder = openRunFolder(options.folder ?? defaultFolder(options), resumes);
  try {
    return await finetuneIn(folder, folder.plan?.settings ?? settings ?? settingsOf(options), options);
  } finally {
    folder.close();
  }
}

function defaultFolder({ model, data, seed = 0 }: FinetuneOptions): string {
  const name = (text: string) => text.replace(/^.*[\\/]/, '').replace(/[^\w.-]+/g, '-');
  const time = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return join('runs', `${name(model)}-${name(data)}-${seed}-${time}`);
}

async function finetuneIn(folder: RunFolder, settings: Settings, options: FinetuneOptions): Promise<Report> {
  const begun = performance.now();
  const emit = (event: FinetuneEvent) => options.onEvent?.(event);
  const phase = (name: string) => (done?: number, total?: number) => {
    if (options.signal?.aborted) throw interrupted(folder);
    emit({
      type: 'phase',
      name,
      ...(done === undefined ? undefined : { done }),
      ...(total === undefined ? undefined : { total }),
    });
  };

  phase('loading the data')();
  const measure = await objective(settings.objective);
  const task = await loadTask(settings.data, taskOptions(settings));
  checkPlan(folder, 'dataHash', task.hash, 'the data');
  phase('opening the model')();
  const opened: Closeable[] = [];
  const open = async (stage: string) => {
    const { model, maxTokens, threads, cache } = settings;
    const options = { model, maxTokens, threads, cache, classes: task.classes.length, adaptation: adaptationOf(stage) };
    const made = await openClassifier(options);
    opened.push(made.model);
    return made;
  };
  try {
    const classifier = await open(headStage);
    checkPlan(folder, 'baseHash', classifier.model.baseHash, 'the model');
    checkStages(settings, classifier.model.parameters, task.train.length);
    const tokenized = tokenizeTask(classifier, task);
    const classes = task.classes.length;
    const clock = new StageClock(emit);
    const embeddingPhase = phase('embedding the texts');
    const embeddings = await embedTask(classifier, tokenized, parts, (done, total) => {
      clock.embedding.look();
      embeddingPhase(done, total);
    });

    phase('training a head by gradients, for reference')();
    const { meanHead, baselines } = measureBaselines(embeddings, tokenized, classes);
    for (const [name, scores] of Object.entries(baselines)) emit({ type: 'baseline', name, scores });
    const planned = folder.plan?.steps;
    const made = { settings, classifier, tokenized, embeddings, measure, planned, clock };
    const { stages, steps } = await makeStages({ ...made, open, owns: (each) => opened.push(each), phase });

    if (folder.plan === undefined)
      folder.begin({ settings, dataHash: task.hash, baseHash: classifier.model.baseHash, steps });
    const journal = folder.journal();
    if (journal.entries.length > 0) phase('replaying the journal')();
    const outcome = await runAsync(
      runStages(stages, {
        seed: settings.seed,
        batch: settings.batch,
        onStage: (stage, begins) => clock.turn(stage, begins),
      }),
      stagesOracle(stages, (stage) => stageOracle(stage, clock)),
      {
        journal,
        concurrency: 1,
        onProgress: (report) => clock.report(report),
        ...(options.signal === undefined ? undefined : { signal: options.signal }),
      },
    );
    if (outcome.status === 'aborted') throw interrupted(folder);
    if (outcome.status === 'failed') throw failure(outcome.error, folder);

    phase('measuring the tuned models')();
    const finished = await finishStages({
      classifier,
      settings,
      task,
      tokenized,
      embeddings,
      stages,
      results: outcome.result,
      clock,
      meanHead,
      folder,
    });
    for (const each of finished.stages) emit({ type: 'stage', stage: each.name, begins: false, report: each });
    const report: Report = {
      version: 1,
      model: settings.model,
      data: {
        name: task.name,
        train: task.train.length,
        validation: task.validation.length,
        test: task.test.length,
        classes: task.classes,
      },
      seed: settings.seed,
      results: { baselines, stages: finished.stages, chosen: finished.chosen },
      seconds: (performance.now() - begun) / 1000,
      options: { ...shown(settings), folder: folder.path },
      examples: finished.examples,
      machine: {
        node: process.version,
        platform: `${process.platform}-${process.arch}`,
        threads: settings.threads,
      },
    };
    folder.write('report.json', `${JSON.stringify(report, null, 2)}\n`);
    folder.write('report.html', renderReport(report));
    if (finished.diverged !== undefined) throw finished.diverged;
    return report;
  } finally {
    // What was opened last reads from what was opened first.
    for (const each of opened.reverse()) await each.close();
  }
}

function interrupted({ path, begun }: RunFolder): ZerothError {
  const next = begun ? `go on with: zeroth finetune --resume ${path}` : 'nothing was tuned yet: start it again';
  return new ZerothError('interrupted', `interrupted; ${next}`, begun ? path : undefined);
}

function taskOptions({ seed, text, label, limit }: Settings): LoadTaskOptions {
  return {
    seed,
    ...(text === undefined ? undefined : { text }),
    ...(label === undefined ? undefined : { label }),
    ...(limit === undefined ? undefined : { limit }),
  };
}

function checkPlan({ plan, path }: RunFolder, field: 'dataHash' | 'baseHash', hash: string, what: string): void {
  if (plan === undefined || plan[field] === hash) return;
  throw new ZerothError(
    'run-changed',
    `${what} is not what the run in ${path} began with: restore it, or start a new run`,
    hash,
  );
}

/** What ended the run, for a person. */
function failure(error: unknown, { path }: RunFolder): unknown {
  if (error instanceof JournalError) {
    return new ZerothError(
      'journal-mismatch',
      `the journal in ${path} cannot be replayed: ${error.message}`,
      error.record,
      { cause: error },
    );
  }
  if (error instanceof OracleError && error.notFinite) {
    const message = 'the objective is not finite where the tuning began: check the data and the objective';
    return new ZerothError('loss-not-finite', message, undefined, { cause: error });
  }
  return error;
}

/** The settings that say something. */
function shown(settings: Settings): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
