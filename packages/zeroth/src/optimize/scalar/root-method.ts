import type { Method, Progress, Values } from '../../query/index.js';
import type { Bracket } from './bracket.js';
import type { ScalarEnd, ScalarReport } from './brent-minimum.js';

/** A method for a root between two points as a value: `rootScalar(f, { bracket, method: brentRoot() })`. */
export interface ScalarRootMethod {
  readonly name: string;
  /**
   * @param bracket two points where the signs of f differ, or f is 0
   * @param tolerance absolute accuracy of x beside 2 ε |x|
   */
  start(bracket: Bracket, tolerance: number): Method<Values | Progress<ScalarReport>, ScalarEnd>;
}

/** An interval that has shrunk by this factor tells a root from a jump: about a root, values have shrunk as well. */
const narrow = 2 ** -20;
const fallen = 2 ** -5;

/** What tells a root from a pole or a jump: about a root |f| becomes smaller. */
export interface SignChange {
  note(value: number): void;
  /** Why the search ends in a bracket. */
  reason(bracket: Bracket): 'step-small' | 'no-progress';
}

export function signChangeIn(whole: Bracket): SignChange {
  const atEnds = Math.max(Math.abs(whole.fa), Math.abs(whole.fb));
  let largest = atEnds;
  const isRoot = ({ a, b, fa, fb }: Bracket): boolean => {
    if (fa === 0 || fb === 0) return true;
    if (Math.min(Math.abs(fa), Math.abs(fb)) > atEnds) return false;
    const isNarrow = Math.abs(b - a) <= narrow * Math.abs(whole.b - whole.a);
    return !isNarrow || Math.abs(fa) + Math.abs(fb) <= fallen * largest;
  };
  return {
    note: (value) => {
      largest = Math.max(largest, Math.abs(value));
    },
    reason: (bracket) => (isRoot(bracket) ? 'step-small' : 'no-progress'),
  };
}

/** Half the width of an interval about x that is narrow enough. */
export function halfWidth(x: number, tolerance: number): number {
  return 2 * 2 ** -52 * Math.abs(x) + 0.5 * tolerance;
}
