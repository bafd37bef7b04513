/** What is timed: a name, and what it does with one batch of records. */
export interface Contestant {
  readonly name: string;
  readonly run: (batch: readonly unknown[]) => void | Promise<void>;
}

/** Times of all rounds: nanoseconds a record, by contestant, and of reading the records. */
export interface Rounds {
  readonly names: readonly string[];
  /** A row a round, in the order of `names`. */
  readonly times: readonly (readonly number[])[];
  /** JSON.parse of the same records, a round each. */
  readonly reading: readonly number[];
}

export interface Ratio {
  /** The least time of either, in nanoseconds a record. */
  readonly time: number;
  readonly baseTime: number;
  /** Time over base, the median and the least of all rounds. */
  readonly median: number;
  readonly min: number;
}

const batchSize = 50;

/**
 * Runs all contestants round by round over the same records in this one process. A batch is parsed
 * and then given to each in turn, so that its records are as hot as a reader leaves them; who comes
 * first changes from batch to batch. Rounds before the first that counts warm up.
 */
export async function race(
  contestants: readonly Contestant[],
  lines: readonly string[],
  rounds: number,
): Promise<Rounds> {
  const warmUp = 3;
  const times: number[][] = [];
  const reading: number[] = [];
  for (let round = 0; round < rounds + warmUp; round++) {
    globalThis.gc?.();
    const { read, spent } = await raceOnce(contestants, lines, round);
    if (round < warmUp) continue;
    times.push(spent.map((time) => time / lines.length));
    reading.push(read / lines.length);
  }
  return { names: contestants.map(({ name }) => name), times, reading };
}

async function raceOnce(
  contestants: readonly Contestant[],
  lines: readonly string[],
  round: number,
): Promise<{ readonly read: number; readonly spent: readonly number[] }> {
  const spent = contestants.map(() => 0);
  let read = 0;
  for (let at = 0, turn = round; at < lines.length; at += batchSize, turn++) {
    const from = performance.now();
    const batch: unknown[] = [];
    for (const line of lines.slice(at, at + batchSize)) batch.push(JSON.parse(line));
    read += performance.now() - from;
    for (let i = 0; i < contestants.length; i++) {
      const who = (i + turn) % contestants.length;
      const start = performance.now();
      const done = contestants[who]!.run(batch);
      if (done) await done;
      spent[who] = spent[who]! + performance.now() - start;
    }
  }
  return { read: read * 1e6, spent: spent.map((time) => time * 1e6) };
}

/** One contestant over another, round by round. */
export function ratioOf(rounds: Rounds, name: string, base: string): Ratio {
  const [a, b] = [rounds.names.indexOf(name), rounds.names.indexOf(base)];
  return ratio(
    rounds.times.map((row) => row[a]!),
    rounds.times.map((row) => row[b]!),
  );
}

/** Reading over a contestant. */
export const readingRatio = (rounds: Rounds, base: string): Ratio =>
  ratio(
    rounds.reading,
    rounds.times.map((row) => row[rounds.names.indexOf(base)]!),
  );

function ratio(times: readonly number[], bases: readonly number[]): Ratio {
  const ratios = times.map((time, round) => time / bases[round]!).sort((x, y) => x - y);
  return {
    time: Math.round(Math.min(...times)),
    baseTime: Math.round(Math.min(...bases)),
    median: ratios[ratios.length >> 1]!,
    min: ratios[0]!,
  };
}
