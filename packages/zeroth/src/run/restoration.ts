import { ZerothError } from '../errors.js';
import type { RunOptions, SavedRun } from './options.js';

/** What a run does with the checkpoints that its method offers. */
export class Restoration {
  /** Kept state that the method's first checkpoint is still to be answered with. */
  private awaited: SavedRun | undefined;
  private readonly onCheckpoint: RunOptions<never, string>['onCheckpoint'];

  constructor({ from, onCheckpoint }: RunOptions<never, string>) {
    this.awaited = from;
    this.onCheckpoint = onCheckpoint;
  }

  /** @throws ZerothError `question-before-checkpoint` for a question that comes before the kept state was given */
  checkAsking(): void {
    if (this.awaited === undefined) return;
    throw new ZerothError(
      'question-before-checkpoint',
      'the method asks before its first checkpoint, so it cannot be restored from one: offer the checkpoint first',
    );
  }

  /**
   * Answers a checkpoint: with the kept state, or with the offered one after it was shown to the caller.
   *
   * @param isPoolBusy whether methods run beside the one that offers: they are no part of its state
   * @throws ZerothError `pool-open-at-checkpoint`
   */
  answer(state: unknown, isPoolBusy: () => boolean, rest: () => Omit<SavedRun, 'state'>): unknown {
    const { awaited } = this;
    if (awaited !== undefined) {
      this.awaited = undefined;
      return structuredClone(awaited.state);
    }
    if (this.onCheckpoint === undefined) return state;
    if (isPoolBusy()) {
      throw new ZerothError(
        'pool-open-at-checkpoint',
        'the method offers a checkpoint while methods of its pool still run: wait for them or close the pool first',
      );
    }
    this.onCheckpoint(() => ({ state: structuredClone(state), ...rest() }));
    return state;
  }
}
