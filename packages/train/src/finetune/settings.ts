import { availableParallelism } from 'node:os';
import { ZerothError } from 'zeroth';
import { gradientDefaults, isScheduleFree } from '../backpropagation/index.js';
import { type GradientMethod, gradientMethods, isGradientMethod } from '../report/gradient-methods.js';
import type { FinetuneOptions } from '../report/index.js';
import { type Law, laws } from '../tuning/queries.js';
import type { ScheduleName } from '../tuning/schedule.js';

/** The methods by name: forward-only ones, and those by backpropagation. */
const forwardMethods = ['mezo', 'zo-adamu', 'sparse-mezo'] as const;
export type MethodName = (typeof forwardMethods)[number] | GradientMethod;
export const methodNames: readonly MethodName[] = [...forwardMethods, ...gradientMethods];

const schedules: readonly ScheduleName[] = ['constant', 'linear', 'cosine'];
const updates = ['sgd', 'momentum', 'adam', 'sign'] as const;

/** The options of a run with every default filled in: what `run.json` holds, and all that a resumed run needs. */
export interface Settings {
  readonly version: 1;
  readonly model: string;
  readonly data: string;
  readonly seed: number;
  readonly stages: readonly string[];
  readonly method: MethodName;
  readonly update: (typeof updates)[number];
  /** steps of a stage; undefined: as many as its seconds allow */
  readonly steps: number | undefined;
  readonly seconds: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly radius: number;
  readonly directions: number;
  readonly law: Law;
  readonly schedule: ScheduleName;
  readonly weightDecay: number;
  readonly objective: string;
  readonly maxTokens: number;
  readonly stageTokens: number;
  readonly text: string | undefined;
  readonly label: string | undefined;
  readonly threads: number;
  readonly limit: number | undefined;
  readonly cache: string | undefined;
}

/** Step size of each update rule, in units of each tensor's scale; measured on the main job. */
const learningRates = { sgd: 4e-3, sign: 2e-3, momentum: 6e-4, adam: 1e-3 } as const;

function defaultRate(method: string, update: keyof typeof learningRates): number {
  return isGradientMethod(method) ? gradientDefaults(method).rate : learningRates[update];
}

/** More threads than this gain little on matrices of these sizes. */
const mostThreads = 4;

/** Fills in the defaults. @throws ZerothError `option-invalid` */
export function settingsOf(options: FinetuneOptions): Settings {
  const { method = 'mezo', update = 'sgd', law = 'rademacher' } = options;
  const byGradients = isGradientMethod(method);
  const schedule = options.schedule ?? (byGradients && isScheduleFree(method) ? 'constant' : 'linear');
  const settings: Settings = {
    version: 1,
    model: options.model,
    data: options.data,
    seed: inRange('seed', options.seed ?? 0, 0, 2 ** 20 - 1, true),
    stages: options.stages ?? ['head', 'all'],
    method: oneOf('method', method, methodNames),
    update: oneOf('update', update, updates),
    steps: options.steps === undefined ? undefined : inRange('steps', options.steps, 1, 2 ** 31 - 1, true),
    seconds: inRange('seconds', options.seconds ?? 120, 0.1, 1e7),
    batch: inRange('batch', options.batch ?? 16, 1, 2 ** 16, true),
    learningRate: inRange(
      'learningRate',
      options.learningRate ?? defaultRate(method, oneOf('update', update, updates)),
      1e-300,
      1e300,
    ),
    radius: inRange('radius', options.radius ?? 0.03, 1e-30, 1e30),
    directions: inRange('directions', options.directions ?? 1, 1, 4096, true),
    law: oneOf('law', law, laws),
    schedule: oneOf('schedule', schedule, schedules),
    weightDecay: inRange(
      'weightDecay',
      options.weightDecay ?? (byGradients ? gradientDefaults(method).weightDecay : 0),
      0,
      1e6,
    ),
    objective: options.objective ?? 'crossEntropy',
    maxTokens: inRange('maxTokens', options.maxTokens ?? 128, 1, 2 ** 20, true),
    stageTokens: inRange('stageTokens', options.stageTokens ?? 32, 1, 2 ** 20, true),
    text: options.text,
    label: options.label,
    threads: options.threads ?? Math.min(mostThreads, availableParallelism()),
    limit: options.limit,
    cache: options.cache,
  };
  if (isGradientMethod(settings.method) && settings.objective !== 'crossEntropy')
    throw new ZerothError(
      'option-invalid',
      `${settings.method} follows the gradient of crossEntropy and knows no other objective: choose mezo for "${settings.objective}"`,
      settings.objective,
    );
  if (settings.stages.length === 0) throw new ZerothError('option-invalid', 'stages must name at least one stage');
  if (new Set(settings.stages).size < settings.stages.length)
    throw new ZerothError('option-invalid', `each stage may come once: ${settings.stages.join(', ')}`, settings.stages);
  return settings;
}

function inRange(name: string, value: number, least: number, most: number, whole = false): number {
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new ZerothError(
    'option-invalid',
    `${name} must be ${kind} from ${least} to ${most}, not ${String(value)}`,
    value,
  );
}

function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw new ZerothError('option-invalid', `${name} must be one of ${choices.join(', ')}, not "${value}"`, value);
}
