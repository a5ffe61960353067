import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '@zeroth/node';
import { ZerothError } from 'zeroth';
import { type ComparedRun, type Comparison, comparedRun, gradientPasses } from '../report/comparison.js';
import { type FinetuneOptions, type Report, renderComparison } from '../report/index.js';
import { finetuneElsewhere } from './compare-process.js';
import { headStage } from './open-classifier.js';
import { makeFolder } from './run-folder.js';
import { type MethodName, methodNames, settingsOf } from './settings.js';
import { writeWhole } from './write-whole.js';

/** Options of {@link compareMethods}: those of a run. A folder that is resumed knows all but `signal` and `onEvent`. */
export interface CompareOptions extends Omit<FinetuneOptions, 'method' | 'learningRate' | 'folder'> {
  /** The folder of the comparison, in which each method has its run folder. */
  readonly folder: string;
  /** Two to six methods. */
  readonly methods: readonly string[];
  /** What to tune. Default `all`: the head stage is the same for all methods. */
  readonly stages?: readonly string[];
}

/** What `comparison.json` holds: written before the first run, so that a resumed comparison starts the same ones. */
interface ComparisonPlan {
  readonly version: 1;
  readonly methods: readonly MethodName[];
  readonly options: Omit<FinetuneOptions, 'method' | 'folder' | 'resume' | 'signal' | 'onEvent'>;
}

const planName = 'comparison.json';
const mostMethods = 6;

/** Whether a folder holds a comparison, which is resumed as one. */
export function isComparison(folder: string): boolean {
  return existsSync(join(folder, planName));
}

/**
 * Runs several methods with the same data, seed, batches and budget, one after another, each in its own process and
 * with its own run folder, and writes `report.html` and `report.json` of them all. A method whose loss is no number at
 * some step is compared by what it kept.
 *
 * @param run makes a run. Default: {@link finetune} in a process of its own
 * @throws ZerothError `option-invalid`, `run-exists`, `run-missing`, `run-damaged`, `interrupted`, and what runs throw
 */
export async function compareMethods(
  { folder, methods, resume = false, signal, onEvent, ...options }: CompareOptions,
  run: (options: FinetuneOptions) => Promise<unknown> = finetuneElsewhere,
): Promise<Comparison> {
  const planPath = join(folder, planName);
  const plan = resume ? readPlan(planPath) : newPlan(methods, options);
  if (!resume && existsSync(planPath))
    throw new ZerothError(
      'run-exists',
      `${folder} holds a comparison already: resume it with --resume ${folder}, or choose another folder`,
      folder,
    );
  makeFolder(folder);
  const lock = lockFolder(folder);
  try {
    if (!resume) writeWhole(planPath, `${JSON.stringify(plan, null, 2)}\n`);
    const runs: ComparedRun[] = [];
    let report: Report | undefined;
    for (const method of plan.methods) {
      const own = join(folder, method);
      const whole = ['report.json', 'report.html'].every((name) => existsSync(join(own, name)));
      if (!whole) {
        onEvent?.({ type: 'note', text: `method ${method}` });
        const begun = existsSync(join(own, 'run.json'));
        try {
          if (signal?.aborted) throw new ZerothError('interrupted', 'interrupted');
          await run({
            ...plan.options,
            method,
            folder: own,
            resume: begun,
            ...(signal && { signal }),
            ...(onEvent && { onEvent }),
          });
        } catch (error) {
          if (!(error instanceof ZerothError)) throw error;
          if (error.code === 'interrupted') throw interrupted(folder);
          if (error.code !== 'loss-not-finite' || !existsSync(join(own, 'report.json'))) throw error;
        }
      }
      report = readReport(join(own, 'report.json'));
      runs.push(comparedRun(method, own, report));
    }
    const comparison = comparisonOf(runs, report, plan);
    writeWhole(join(folder, 'report.json'), `${JSON.stringify(comparison, null, 2)}\n`);
    writeWhole(join(folder, 'report.html'), renderComparison(comparison));
    return comparison;
  } finally {
    lock.release();
  }
}

function newPlan(names: readonly string[], given: ComparisonPlan['options']): ComparisonPlan {
  const methods = names.map((name) => {
    const known = methodNames.find((each) => each === name);
    if (known === undefined)
      throw new ZerothError('option-invalid', `compare knows no "${name}": choose of ${methodNames.join(', ')}`, name);
    return known;
  });
  if (methods.length < 2 || methods.length > mostMethods || new Set(methods).size < methods.length)
    throw new ZerothError(
      'option-invalid',
      `compare takes two to ${mostMethods} methods, each once, as in mezo,adamw; not "${names.join(',')}"`,
      names,
    );
  const options = { ...given, stages: given.stages ?? ['all'] };
  if (options.stages.every((stage) => stage === headStage))
    throw new ZerothError(
      'option-invalid',
      'the head stage is the same for all methods: compare another stage, as all',
    );
  // What one of them refuses should be known before the first has run for minutes.
  for (const method of methods) settingsOf({ ...options, method });
  return { version: 1, methods, options };
}

function readPlan(path: string): ComparisonPlan {
  if (!existsSync(path))
    throw new ZerothError('run-missing', `there is no comparison to resume: ${path} is not there`, path);
  let plan: Partial<ComparisonPlan> | undefined;
  try {
    plan = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    plan = undefined;
  }
  const known = plan?.methods?.every?.((method) => methodNames.includes(method)) ?? false;
  if (plan?.version !== 1 || !known || plan.methods === undefined || plan.options === undefined)
    throw new ZerothError('run-damaged', `${path} cannot be read: start the comparison anew in another folder`, path);
  return { version: 1, methods: plan.methods, options: plan.options };
}

function readReport(path: string): Report {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ZerothError('run-damaged', `${path} cannot be read: remove it, and resume the comparison`, path, {
      cause,
    });
  }
}

function comparisonOf(runs: readonly ComparedRun[], report: Report | undefined, plan: ComparisonPlan): Comparison {
  if (report === undefined) throw new ZerothError('option-invalid', 'there is nothing to compare without a method');
  const { model, data, seed, machine } = report;
  const options = { methods: plan.methods, ...plan.options };
  return { version: 1, kind: 'comparison', model, data, seed, gradientPasses, runs, options, machine };
}

function interrupted(folder: string): ZerothError {
  return new ZerothError('interrupted', `interrupted; go on with: zeroth finetune --resume ${folder}`, folder);
}
