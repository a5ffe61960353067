import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ZerothError } from 'zeroth';
import { pairwiseDirectSearch, tournament } from 'zeroth/optimize';
import type { Method, Progress, Ranking } from 'zeroth/query';
import { formatNumber, oneLine } from '../format.js';
import { importModule } from '../user-module.js';

/** What a person is to choose from, and the method that asks. */
export interface Choices {
  /** Name of the source, which names the journal. */
  readonly name: string;
  /** Questions that a whole run asks; undefined where it goes on for as long as the person likes. */
  readonly total: number | undefined;
  /** A candidate in words, one line. */
  readonly show: (candidate: unknown) => string;
  /** A candidate as the user wrote it, for JSON. */
  readonly plain: (candidate: unknown) => unknown;
  begin(seed: number): Method<Ranking<unknown> | Progress<{ readonly x: unknown }>, unknown>;
}

/** Candidates that were named one by one. */
export function listedChoices(candidates: readonly unknown[], name: string, show: Choices['show'] = inWords): Choices {
  if (candidates.length < 2)
    throw new ZerothError('usage', `There must be at least two candidates, not ${candidates.length}.`, candidates);
  return {
    name,
    total: candidates.length - 1,
    show,
    plain: (candidate) => candidate,
    begin: () => tournament(candidates),
  };
}

/**
 * The candidates of a file: a JSON list, or a module that exports `candidates`, or numbers to start from as `x0`, with
 * `bounds`, `step` and `show` if it likes.
 *
 * @throws ZerothError `usage`, `problem-invalid`
 */
export async function choicesOf(file: string): Promise<Choices> {
  const name = basename(file);
  if (file.endsWith('.json')) {
    const read: unknown = parsed(await textOf(file), name);
    if (!Array.isArray(read)) throw invalid(name, 'holds no list: write ["one", "another"].', read);
    return listedChoices(read, name);
  }
  const { candidates, x0, bounds, step, show } = await importModule(file, 'candidates or x0');
  const shown = typeof show === 'function' ? (x: unknown) => String(Reflect.apply(show, undefined, [x])) : inWords;
  if (Array.isArray(candidates)) return listedChoices(candidates, name, shown);
  if (!isNumbers(x0))
    throw invalid(name, 'exports neither candidates (a list) nor x0 ([1, 2] or { size: 12, weight: 400 }).', x0);
  if (step !== undefined && !(typeof step === 'number' && step > 0))
    throw invalid(name, 'exports a step that is no positive number.', step);
  return searchedChoices(name, x0, { bounds: boundsOf(bounds, x0, name), ...(step && { step }) }, shown);
}

type Numbers = readonly number[] | Readonly<Record<string, number>>;

function searchedChoices(
  name: string,
  x0: Numbers,
  options: { readonly bounds: Readonly<Record<'lower' | 'upper', Float64Array>> | undefined; readonly step?: number },
  show: Choices['show'],
): Choices {
  const names = Array.isArray(x0) ? undefined : Object.keys(x0);
  const plain = (candidate: unknown): unknown => {
    const numbers = Array.from(candidate as Float64Array); // what the search asks about
    return names === undefined ? numbers : Object.fromEntries(names.map((key, i) => [key, numbers[i]]));
  };
  const { bounds, ...rest } = options;
  return {
    name,
    total: undefined,
    show: (candidate) => show(plain(candidate)),
    plain,
    begin: (seed) =>
      pairwiseDirectSearch(Float64Array.from(Object.values(x0)), {
        ...rest,
        ...(bounds && { bounds }),
        // Nobody tells a thousandth of a step from nothing.
        shortest: 1e-3 * (rest.step ?? 0.1),
        seed,
      }) as Method<Ranking<unknown> | Progress<{ readonly x: unknown }>, unknown>, // the dialogue shows, it does not compute
  };
}

function boundsOf(bounds: unknown, x0: Numbers, name: string) {
  if (bounds === undefined) return undefined;
  const side = (key: 'lower' | 'upper', otherwise: number): Float64Array => {
    const given: unknown = typeof bounds === 'object' && bounds !== null ? Reflect.get(bounds, key) : undefined;
    const part = (at: string): unknown =>
      typeof given === 'object' && given !== null ? Reflect.get(given, at) : given;
    return Float64Array.from(Object.keys(x0), (at) => Number(part(at) ?? otherwise));
  };
  const [lower, upper] = [side('lower', -Infinity), side('upper', Infinity)];
  if (!lower.every((low, i) => low <= upper[i]!))
    throw invalid(name, 'exports bounds that are not { lower, upper }, shaped like x0.', bounds);
  return { lower, upper };
}

function isNumbers(value: unknown): value is Numbers {
  if (typeof value !== 'object' || value === null) return false;
  const parts: readonly unknown[] = Object.values(value);
  return parts.length > 0 && parts.every((part) => typeof part === 'number' && Number.isFinite(part));
}

function inWords(candidate: unknown): string {
  if (typeof candidate === 'number') return formatNumber(candidate);
  if (typeof candidate === 'string') return oneLine(candidate);
  if (Array.isArray(candidate) && isNumbers(candidate)) return candidate.map(formatNumber).join(', ');
  if (isNumbers(candidate))
    return Object.entries(candidate)
      .map(([key, value]) => `${oneLine(key)} ${formatNumber(value)}`)
      .join(', ');
  return oneLine(JSON.stringify(candidate));
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const message = `${file} cannot be read: name a file that holds a list, or candidates with --candidate.`;
    throw new ZerothError('usage', message, file, { cause: error });
  }
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(name, `is not JSON: ${oneLine(error instanceof Error ? error.message : String(error))}`, error);
  }
}

function invalid(name: string, message: string, value: unknown): ZerothError {
  return new ZerothError('problem-invalid', `${name} ${message}`, value);
}
