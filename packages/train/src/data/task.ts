import { createHash } from 'node:crypto';

/** A text and the index of its class in {@link Task.classes}. */
export interface Example {
  readonly text: string;
  readonly label: number;
}

/** The three parts of a task. They share no text, and no group of related texts straddles two of them. */
export interface Split<T> {
  readonly train: readonly T[];
  /** For choosing: checkpoints, temperatures, regularisation. */
  readonly validation: readonly T[];
  /** For the report alone. */
  readonly test: readonly T[];
}

/** A text classification task, ready to train on. */
export interface Task extends Split<Example> {
  /** The built-in's name, or the file's name without its folder. */
  readonly name: string;
  /** Names of the classes, in the order of their indices; at least two. */
  readonly classes: readonly string[];
  /** SHA-256 in hexadecimal of the classes and of every example of every part, in order. */
  readonly hash: string;
}

/** Completes a task with the hash of its contents and split. */
export function makeTask(name: string, classes: readonly string[], split: Split<Example>): Task {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(classes));
  for (const part of ['train', 'validation', 'test'] as const) {
    hash.update(`\n${part}`);
    for (const { text, label } of split[part]) hash.update(`\n${JSON.stringify([label, text])}`);
  }
  return { name, classes, ...split, hash: hash.digest('hex') };
}
