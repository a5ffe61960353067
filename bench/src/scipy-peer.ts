import { type Measurement, median, processorTime } from './measure.js';
import { type PythonPeer, withPython } from './python-peer.js';

/** One thing to time on both sides. */
export interface PeerCase {
  readonly name: string;
  /** The most that ours may take, over the peer's time. */
  readonly limit: number;
  /** Runs ours `repeats` times a round. */
  readonly ours: () => void;
  readonly repeats: number;
  /** What the script is asked for a round: a line of words. */
  readonly request: string;
  /** Told the median of ours, in milliseconds. */
  readonly done?: (milliseconds: number) => void;
}

/** Rounds: how many count, and how many before them warm up. */
export interface PeerRounds {
  readonly counted: number;
  readonly warming: number;
}

/**
 * Times cases against a Python script that uses SciPy, in turns and in time of the processor. The script prints its
 * version, then for each line it reads the processor's seconds that one call took.
 *
 * @param cases made once the script has begun
 * @param python interpreter that has scipy; Debian's package is python3-scipy
 */
export async function againstSciPy(
  script: string,
  cases: () => Iterable<PeerCase>,
  rounds: PeerRounds,
  say: (line: string) => void,
  python = '/usr/bin/python3',
): Promise<Measurement[]> {
  try {
    return await withPython(script, (peer) => timeCases(peer, cases, rounds), python);
  } catch (error) {
    say(`SciPy (apt install python3-scipy): ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

async function timeCases(
  peer: PythonPeer,
  cases: () => Iterable<PeerCase>,
  { counted, warming }: PeerRounds,
): Promise<Measurement[]> {
  const version = await peer.next();
  const rows: Measurement[] = [];
  for (const { name, limit, ours, repeats, request, done } of cases()) {
    const times: { readonly ours: number[]; readonly peer: number[] } = { ours: [], peer: [] };
    for (let round = -warming; round < counted; round++) {
      const begin = processorTime();
      for (let i = 0; i < repeats; i++) ours();
      const milliseconds = (processorTime() - begin) / repeats;
      peer.send(request);
      const seconds = Number(await peer.next());
      if (round < 0) continue;
      times.ours.push(milliseconds);
      times.peer.push(1000 * seconds);
    }
    const middle = median(times.ours);
    done?.(middle);
    rows.push({
      name,
      ours: middle,
      peer: median(times.peer),
      peerVersion: `SciPy ${version}`,
      limit,
      unit: 'ms',
    });
  }
  return rows;
}
