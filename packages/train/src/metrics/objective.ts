import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ZerothError } from 'zeroth';
import { accuracy } from './accuracy.js';
import { cost } from './cost.js';
import { crossEntropy } from './cross-entropy.js';
import { f1 } from './f1.js';
import type { Logits } from './predictions.js';

/** A number to make small, from logits (n x classes, row by row) and labels (length n). */
export type Loss = (logits: Logits, labels: Int32Array, classes: number) => number;

/** What training makes small. */
export interface Objective {
  /** As {@link objective} takes it. */
  readonly name: string;
  /** Accuracy and F1 come as their negatives. Not a number where a logit is not. */
  readonly loss: Loss;
  /**
   * Where the loss is piecewise constant: a smooth loss whose minimum gives about the same decisions, for methods that
   * need slopes.
   */
  readonly smooth?: Loss;
}

/** The forms that {@link objective} understands, for messages and help. */
export const objectiveForms = ['crossEntropy', 'accuracy', 'f1', 'cost(fp=10,fn=1)', 'path/to/module.js'] as const;

/**
 * The objective that a specification names: `crossEntropy`, `accuracy`, `f1`, `cost(fp=10,fn=1)`, or the path of an ES
 * module (`.js` or `.mjs`) whose default export is a {@link Loss}.
 *
 * @throws ZerothError `objective-unknown`, `objective-invalid`; the loss of a module throws `objective-invalid` when it
 *   returns anything but a number, and `objective-failed` when the module's function throws
 */
export async function objective(specification: string): Promise<Objective> {
  const named = namedObjective(specification);
  if (named) return named;
  if (/\.m?js$/.test(specification)) return moduleObjective(specification);
  throw new ZerothError(
    'objective-unknown',
    `"${specification}" is no objective: give one of ${objectiveForms.join(', ')}.`,
    specification,
  );
}

/** The objectives that need no module, at once; undefined for others. @throws ZerothError `objective-invalid` */
export function namedObjective(specification: string): Objective | undefined {
  switch (specification) {
    case 'crossEntropy':
      return { name: specification, loss: (logits, labels, classes) => crossEntropy(logits, labels, classes) };
    case 'accuracy':
      return {
        name: specification,
        loss: (logits, labels, classes) => -accuracy(logits, labels, classes),
        smooth: (logits, labels, classes) => crossEntropy(logits, labels, classes),
      };
    case 'f1':
      return {
        name: specification,
        loss: (logits, labels, classes) => -f1(logits, labels, classes),
        smooth: (logits, labels, classes) => crossEntropy(logits, labels, classes),
      };
  }
  const costs = /^cost\((.*)\)$/.exec(specification);
  return costs ? cost(parseCosts(specification, costs[1]!)) : undefined;
}

function parseCosts(specification: string, list: string): { fp: number; fn: number } {
  const costs = { fp: Number.NaN, fn: Number.NaN };
  for (const item of list.split(',')) {
    const match = /^\s*(fp|fn)\s*=\s*(\S+)\s*$/.exec(item);
    if (match?.[1] === 'fp') costs.fp = Number(match[2]);
    if (match?.[1] === 'fn') costs.fn = Number(match[2]);
  }
  if (list.split(',').length === 2 && !Number.isNaN(costs.fp + costs.fn)) return costs;
  throw new ZerothError('objective-invalid', `"${specification}" must read like cost(fp=10,fn=1).`, specification);
}

async function moduleObjective(path: string): Promise<Objective> {
  const loss = await defaultExport(path);
  if (typeof loss !== 'function') {
    throw new ZerothError(
      'objective-invalid',
      `${path} must have a default export: a function (logits, labels, classes) => number that is to be made small.`,
      path,
    );
  }
  return {
    name: path,
    loss(logits, labels, classes) {
      const value = called(path, () => loss(logits, labels, classes));
      if (typeof value === 'number') return value;
      throw new ZerothError('objective-invalid', `The objective of ${path} must return a number.`, value);
    },
  };
}

/** What a user's function gives. What it throws must not look like a fault of this program. */
function called(path: string, loss: () => unknown): unknown {
  try {
    return loss();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ZerothError('objective-failed', `The objective of ${path} failed: ${reason}`, path, { cause: error });
  }
}

async function defaultExport(path: string): Promise<unknown> {
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(resolve(path)).href);
    return module.default;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ZerothError('objective-invalid', `The objective ${path} cannot be loaded: ${reason}`, path, {
      cause: error,
    });
  }
}
