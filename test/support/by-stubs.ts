import {
  type Context,
  collect,
  conclude,
  judge,
  judgeKeys,
  type Plan,
  type Reading,
  type Report,
  type Stubs,
  settle,
  stubWords,
  wholeOf,
} from "../../lib/core/index.ts";

/** Judges the parts of a submission by stubs, as a large one is: three passes, then the end. */
export function judgeByStubs(
  plan: Plan,
  parts: readonly (readonly Reading[])[],
  context: Context,
  partitions = 1,
): { readonly report: Report; readonly wanted: number } {
  const chunks = parts.map((readings, part) =>
    judge(plan, readings, context, { keys: "stubs", part }),
  );
  const present = chunks.flatMap(({ keys }) => keys.present);
  const all = joined(chunks.map(({ keys }) => keys.stubs));
  const settled = range(partitions).map((i) =>
    settle(
      plan,
      chosen(all, (stub) => (stub[0] as number) % partitions === i),
    ),
  );
  const wanted = joined(settled.map((one) => one.wanted));
  const again = parts.map((readings, part) =>
    collect(
      plan,
      readings,
      context,
      chosen(wanted, (stub) => stub[5] === part),
    ),
  );
  const entries = again.flatMap((one) => one.entries);
  const sets = range(partitions).map((i) => {
    const holds = (hash: string): boolean => Number.parseInt(hash, 16) % partitions === i;
    const [own, keys] = [entries, present].map((some) => some.filter(({ hash }) => holds(hash)));
    return judgeKeys(plan, own as typeof entries, context, holds, keys);
  });
  const certain = settled.map(({ tallies }) => ({ tallies, violations: [], held: [], left: [] }));
  return {
    report: conclude(plan, wholeOf(plan, chunks, [...certain, ...sets]), context),
    wanted: wanted.length / stubWords,
  };
}

const range = (length: number): readonly number[] => Array.from({ length }, (_, i) => i);

function joined(parts: readonly Stubs[]): Stubs {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function chosen(stubs: Stubs, isChosen: (stub: Stubs) => boolean): Stubs {
  const places = range(stubs.length / stubWords).map((i) => i * stubWords);
  return joined(
    places.map((at) => stubs.subarray(at, at + stubWords)).filter((stub) => isChosen(stub)),
  );
}
