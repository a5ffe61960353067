import type { Io } from './io.js';
import type { Reproductions } from './reproductions.js';
import type { Train } from './train.js';

/** What commands share. */
export interface Context {
  readonly io: Io;
  /** Loads what trains and runs models; late, since the runtime takes longer to load than `--help` may take. */
  loadTrain(): Promise<Train>;
  loadReproductions(): Promise<Reproductions>;
  /** The exit code of a command that worked and found something to fail for. */
  exitWith(code: number): void;
}
