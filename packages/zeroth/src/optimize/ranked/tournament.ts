import { checkInteger } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';
import { progress } from '../../query/index.js';
import { ranked } from '../pieces/ranked.js';

/** Options of {@link tournament}. */
export interface TournamentOptions {
  /** Candidates in a comparison, from 2. Default 2. */
  readonly size?: number;
}

/**
 * Finds the best of some candidates by comparisons alone: the champion meets size − 1 new ones, and the best of them is
 * the champion. A person can answer.
 *
 * Asks: rankings (order 0), ⌈(m − 1) / (size − 1)⌉ of them for m candidates, of which only the first place is read. No
 * method can do with fewer comparisons of two. Reports the champion after each, and returns the best of those seen so far
 * where a stop rule has fired.
 *
 * @typeParam P a candidate: plain data
 * @param candidates at least one
 * @throws ZerothError `no-candidates`, `option-out-of-range`; an answer that names no candidate is the oracle's failure,
 *   `ranking-out-of-range`
 * @source David: The method of paired comparisons (1988), section 6
 */
export function* tournament<P>(candidates: readonly P[], { size = 2 }: TournamentOptions = {}) {
  checkInteger('size', size, 2);
  const [first, ...others] = candidates;
  if (first === undefined)
    throw new ZerothError('no-candidates', 'A tournament needs at least one candidate: give some.', candidates);
  let champion = first;
  for (let i = 0; i < others.length; i += size - 1) {
    const group = [champion, ...others.slice(i, i + size - 1)];
    const [winner = 0] = yield* ranked(group, 1);
    champion = group[winner]!;
    if (yield* progress({ x: champion })) break;
  }
  return champion;
}
