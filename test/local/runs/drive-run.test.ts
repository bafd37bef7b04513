import { GateError } from "../../../lib/app/errors.ts";
import type { RunTask } from "../../../lib/app/large-run/run-work.ts";
import { type Driving, driveRun, RunStopped } from "../../../lib/local/runs/drive-run.ts";
import type { RunCall } from "../../../lib/local/runs/run-calls.ts";
import { memoryObjects } from "../../support/memory-objects.ts";

const run = "a".repeat(40);

/** An error as a function throws it. */
const thrown = (name: string): Error => Object.assign(new Error(`it is ${name}`), { name });

interface Script {
  /** How many tasks each phase has, the first time and the next times. */
  readonly tasks?: Readonly<Record<string, readonly number[]>>;
  readonly tolerated?: number;
  /** What a call throws, if anything: by its label, and how often it was called before. */
  readonly fails?: (label: string, before: number) => Error | undefined;
  readonly stopsAt?: string;
}

/** Drives a run over functions that only tell what they were asked. */
async function driven({ tasks = {}, tolerated = 0, fails, stopsAt }: Script) {
  const objects = memoryObjects();
  const calls: string[] = [];
  const waited: number[] = [];
  const arranged: Record<string, number> = {};
  let isStopped = false;
  const answer = async ({ of, event }: RunCall): Promise<unknown> => {
    const {
      step,
      phase,
      tasks: given,
    } = event as {
      readonly step?: string;
      readonly phase?: string;
      readonly tasks?: readonly { readonly partition: number }[];
    };
    const label = [of, step, phase, given?.[0]?.partition].filter((one) => one !== undefined);
    const name = label.join(" ");
    const before = calls.filter((one) => one === name).length;
    calls.push(name);
    if (name === stopsAt) isStopped = true;
    const error = fails?.(name, before);
    if (error !== undefined) throw error;
    if (of === "split") return { parts: 3, more: before === 0 };
    if (step !== "arrange") return {};
    const times = tasks[phase as string] ?? [];
    const count = times[arranged[phase as string] ?? 0] ?? 0;
    arranged[phase as string] = (arranged[phase as string] ?? 0) + 1;
    const list = `work/${phase}.json`;
    const all = Array.from(
      { length: count },
      (_, partition): RunTask => ({ do: "settle", partition }),
    );
    await objects.write(list, Buffer.from(JSON.stringify(all)));
    return { tasks: count, list, tolerated };
  };
  const driving: Driving = {
    objects,
    size: 2,
    call: answer,
    proceed: () => {
      if (isStopped) throw new RunStopped();
    },
    wait: async (ms) => void waited.push(ms),
  };
  const end = await driveRun(driving, run, 1).then(
    () => "judged",
    (error: Error) => error,
  );
  return { calls, waited, end };
}

test("the phases come in order, merging until nothing is left", async () => {
  const tasks = { judge: [2], settle: [1], merge: [2, 1] };
  const { calls, waited, end } = await driven({ tasks });
  expect(end).toBe("judged");
  expect(waited).toEqual([]);
  expect(calls).toEqual([
    "split",
    "split",
    "conclude arrange judge",
    "judge-chunk judge 0",
    "judge-chunk judge 1",
    "conclude arrange hold",
    "conclude arrange settle",
    "judge-keys settle 0",
    "conclude arrange collect",
    "conclude arrange compare",
    "conclude arrange merge",
    "conclude merge 0",
    "conclude merge 1",
    "conclude arrange merge",
    "conclude merge 0",
    "conclude arrange merge",
    "conclude conclude",
  ]);
});

test("what does not answer is asked again, ever later", async () => {
  const { calls, waited, end } = await driven({
    tasks: { judge: [1] },
    fails: (name, before) =>
      name === "judge-chunk judge 0" && before < 3 ? thrown("Unavailable") : undefined,
  });
  expect(end).toBe("judged");
  expect(calls.filter((name) => name === "judge-chunk judge 0")).toHaveLength(4);
  expect(waited).toEqual([200, 1_000, 3_000]);
});

test("a part that keeps failing is left to be held, as far as that is tolerated", async () => {
  const script: Script = {
    tasks: { judge: [3], hold: [1] },
    fails: (name) => (name === "judge-chunk judge 1" ? thrown("Broken") : undefined),
  };
  const held = await driven({ ...script, tolerated: 1 });
  expect(held.end).toBe("judged");
  expect(held.calls.filter((name) => name === "judge-chunk judge 1")).toHaveLength(2);
  expect(held.calls).toContain("judge-chunk hold 0");
  expect(held.calls).toContain("judge-chunk judge 2");
  const failed = await driven({ ...script, tolerated: 0 });
  expect(failed.end).toMatchObject({ name: "Broken" });
  expect(failed.calls).not.toContain("conclude arrange hold");
});

test.each([
  ["what is refused", thrown("Refused"), 1],
  ["what threads die over", new GateError("unavailable", "…", { reason: "threads_died" }), 1],
  ["what never answers", thrown("Unavailable"), 6],
])("%s fails the run once all was tried", async (_what, error, tries) => {
  const { calls, end } = await driven({
    tasks: { settle: [1] },
    fails: (name) => (name === "judge-keys settle 0" ? error : undefined),
  });
  expect(end).toBe(error);
  expect(calls.filter((name) => name === "judge-keys settle 0")).toHaveLength(tries);
  expect(calls.at(-1)).toBe("judge-keys settle 0");
});

test("once it is stopped nothing more is asked, and what fails then is no failure", async () => {
  const { calls, end } = await driven({
    tasks: { judge: [50] },
    stopsAt: "judge-chunk judge 3",
    fails: (name) => (name === "judge-chunk judge 3" ? thrown("Broken") : undefined),
  });
  expect(end).toBeInstanceOf(RunStopped);
  expect(calls.length).toBeLessThan(10);
});
