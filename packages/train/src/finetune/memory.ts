/** The largest resident memory seen, by looking. */
export interface MemoryWatch {
  /** bytes */
  readonly peak: number;
  look(): void;
}

export function watchMemory(): MemoryWatch {
  let peak = 0;
  return {
    get peak() {
      return peak;
    },
    look() {
      peak = Math.max(peak, process.memoryUsage.rss());
    },
  };
}
