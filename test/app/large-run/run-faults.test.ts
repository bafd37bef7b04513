import { describe, expect, test } from "@jest/globals";
import { GateError } from "../../../lib/app/errors.ts";
import { arrange } from "../../../lib/app/large-run/arrange.ts";
import { concludeRun } from "../../../lib/app/large-run/conclude-run.ts";
import { doRunTask } from "../../../lib/app/large-run/do-run-task.ts";
import { holdPart } from "../../../lib/app/large-run/hold-part.ts";
import { progressOf } from "../../../lib/app/large-run/progress.ts";
import { runObjects } from "../../../lib/app/large-run/run-objects.ts";
import { runReading } from "../../../lib/app/large-run/run-reading.ts";
import type { RunSizes } from "../../../lib/app/large-run/run-sizes.ts";
import type { Phase, RunRecord, RunTask } from "../../../lib/app/large-run/run-work.ts";
import { splitRun } from "../../../lib/app/large-run/split-run.ts";
import type { Objects } from "../../../lib/app/ports.ts";
import type { Part } from "../../../lib/app/run/part.ts";
import type { Plan, Report } from "../../../lib/core/index.ts";
import { billPlan } from "../../support/bill-rules.ts";
import { memoryObjects } from "../../support/memory-objects.ts";
import {
  linesOf,
  oneByOne,
  portsOf,
  startedRun,
  tasksIn,
  throughSteps,
  upload,
} from "../../support/run-in-steps.ts";
import { compileSmall } from "../../support/small-engine.ts";

const sizes: RunSizes = {
  partBytes: 200,
  partitions: 2,
  comparedRecords: 5,
  groupParts: 2,
  groupGroups: 2,
  legBytes: 1000,
};

const lines = (count: number, shared = "shared"): string =>
  Array.from(
    { length: count },
    (_, i) =>
      `${JSON.stringify({
        number: `N-${i}`,
        note: `${i % 7 === 0 && shared !== "" ? shared : i}`,
        total: `${i % 5}.50`,
        serial: i,
        currency: "EUR",
      })}\n`,
  ).join("");

async function uploaded(plan: Plan, text: string, objects: Objects = memoryObjects()) {
  const files = [["bills.ndjson", text] as const];
  const run = startedRun(plan, files);
  await upload(objects, run, files);
  return { run, objects, ports: portsOf(plan, objects, { sizes }) };
}

test("a run that breaks off before or after any object is written ends, taken up again, as if it never had", async () => {
  const plan = billPlan();
  const text = lines(8);
  const whole = await uploaded(plan, text);
  const measure = await throughSteps(whole.ports, whole.run);

  let writes = 0;
  let failAt = Number.POSITIVE_INFINITY;
  let isAfter = false;
  const inner = memoryObjects();
  const crash = (): void => {
    throw new GateError("unavailable", "the process died");
  };
  /** Dies once, at one write: before the object has its name, or right behind it. */
  const objects: Objects = {
    ...inner,
    write: async (name, bytes, options) => {
      const isNow = ++writes === failAt;
      if (isNow && !isAfter) crash();
      const written = await inner.write(name, bytes, options);
      if (isNow) crash();
      return written;
    },
  };
  const { run, ports } = await uploaded(plan, text, objects);
  let crashes = 0;
  for (let at = 1; ; at++) {
    for (const name of [...inner.files.keys()])
      if (!name.includes("/files/")) await inner.remove([name]);
    [writes, failAt, isAfter] = [0, Math.ceil(at / 2), at % 2 === 0];
    const first = await throughSteps(ports, run).catch((error: Error) => error);
    if (!(first instanceof Error)) break;
    expect(first.message).toBe("the process died");
    crashes++;
    failAt = Number.POSITIVE_INFINITY;
    const again = await throughSteps(ports, run);
    expect(JSON.stringify(again)).toBe(JSON.stringify(measure));
    expect(await linesOf(inner, again.records.lists)).toEqual(
      await linesOf(whole.objects, measure.records.lists),
    );
  }
  // Every write of a run, twice.
  expect(crashes).toBeGreaterThan(40);
});

/** Drives a run whose parts of some numbers are held, and not judged. */
async function withHeld(
  plan: Plan,
  text: string,
  isHeld: (part: Part) => boolean,
  why = "it takes too long",
) {
  const given = await uploaded(plan, text);
  const { ports, run, objects } = given;
  const held: Part[] = [];
  while ((await splitRun(ports, run)).more);
  const doPhase = async (phase: Phase): Promise<number> => {
    const { tasks, list } = await arrange(ports, run.id, phase);
    if (tasks === 0) return 0;
    for (const task of await tasksIn(objects, list)) {
      if (task.do === "judge" && isHeld(task.part)) {
        held.push(task.part);
        await holdPart(ports, run.id, task.part, why);
      } else await doRunTask(ports, run.id, task, runReading);
    }
    return tasks;
  };
  for (const phase of ["judge", "settle", "collect", "compare"] as const) await doPhase(phase);
  while ((await doPhase("merge")) > 0);
  return { ...given, held, concluded: await concludeRun(ports, run.id) };
}

const recordsIn = (text: string): number => text.split("\n").length - 1;

const accounted = ({ counts }: Report): number =>
  counts.passed + counts.held + counts.blocked + counts.unreadable;

describe("a part whose judging keeps failing", () => {
  const plan = compileSmall({
    rules: [
      { id: "REC-01", must: "record.total >= 0" },
      { id: "SET-01", scope: "set", must: "duplicates(key(record.note)).size() == 0" },
    ],
  });
  const text = lines(12, "");

  test("holds each of its records with the reason, counts all of them, and holds the submission", async () => {
    const { concluded, objects, held } = await withHeld(plan, text, ({ number }) => number === 1);
    const [part] = held as [Part];
    const theirs = text.slice(part.range?.start, part.range?.end);
    const { report } = concluded;
    expect(report.verdict).toBe("hold");
    expect(report.counts.received).toBe(12);
    expect(accounted(report)).toBe(12);
    const unjudged = report.violations.filter(({ rule }) => rule === "unjudged");
    const ofRecords = unjudged.filter(({ record }) => record !== undefined);
    expect(ofRecords.length).toBe(recordsIn(theirs));
    expect(new Set(ofRecords.map(({ note }) => note))).toEqual(
      new Set(["judging it failed again and again: it takes too long"]),
    );
    // What was compared without them, and what was summed up.
    expect(unjudged.filter(({ record }) => !record).map(({ note }) => note)).toEqual(
      expect.arrayContaining([
        `SET-01 has not compared ${recordsIn(theirs)} of its records`,
        expect.stringContaining(`lack ${recordsIn(theirs)} records`),
      ]),
    );
    const records = await linesOf<RunRecord>(objects, concluded.records.lists);
    const heldOnes = records.filter(({ position }) => position.offset >= (part.range?.start ?? 0));
    expect(heldOnes.slice(0, recordsIn(theirs)).map(({ verdict }) => verdict)).toEqual(
      Array.from({ length: recordsIn(theirs) }, () => "hold"),
    );
    // The lines of the parts behind it go on from its own.
    const last = report.rules.find(({ rule }) => rule === "REC-01");
    expect(last?.outcomes.fault).toBe(recordsIn(theirs));
    expect(await progressOf({ objects }, concluded.plan.id)).toMatchObject({ phase: "done" });
  });

  test("that cannot be read either is one unreadable piece, and places behind it keep their lines", async () => {
    const broken = text.replace('"N-9"', '"N-9');
    const whole = await uploaded(plan, broken);
    const measure = await throughSteps(whole.ports, whole.run);
    const given = await uploaded(plan, broken);
    const unreadable: Objects = {
      ...given.objects,
      read: (name, range) => {
        if (name === runObjects.file(given.run.id, 0) && range && range.start > 0 && isFirst)
          return failing();
        return given.objects.read(name, range);
      },
    };
    let isFirst = false;
    const ports = portsOf(plan, unreadable, { sizes });
    await splitRun(ports, given.run);
    const { list } = await arrange(ports, given.run.id, "judge");
    const tasks = await tasksIn(given.objects, list);
    const second = tasks[1] as Extract<RunTask, { do: "judge" }>;
    isFirst = true;
    // Reading ends the process each time: nobody hears of it, and the attempts are counted.
    for (let attempt = 1; attempt <= 3; attempt++)
      await expect(holdPart(ports, given.run.id, second.part, "no memory")).rejects.toThrow();
    isFirst = false;
    await holdPart(ports, given.run.id, second.part, "no memory");
    const concluded = await throughSteps(ports, given.run);
    expect(accounted(concluded.report)).toBe(concluded.counts.received);
    expect(concluded.report.unreadable).toEqual([
      {
        position: { file: 0, offset: second.part.range?.start },
        place: { file: "bills.ndjson", line: 4 },
        code: "unread",
        reason: `what stands from byte ${second.part.range?.start} to ${second.part.range?.end} could not be read: no memory`,
      },
      ...measure.report.unreadable,
    ]);
  });

  test("and is judged by one that comes late stays held: the first result stands", async () => {
    const given = await uploaded(plan, text);
    const { ports, run, objects } = given;
    await splitRun(ports, run);
    const { list } = await arrange(ports, run.id, "judge");
    const [first, ...others] = (await tasksIn(objects, list)) as readonly Extract<
      RunTask,
      { do: "judge" }
    >[];
    if (!first) throw new Error("there is no part");
    // One judges while another holds: both look before either has written.
    let late: Promise<unknown> = Promise.resolve();
    const slow: Objects = {
      ...objects,
      write: async (name, bytes, options) => {
        if (name.endsWith("judged-0")) await holdPart(ports, run.id, first.part, "nobody answers");
        return objects.write(name, bytes, options);
      },
    };
    late = doRunTask(portsOf(plan, slow, { sizes }), run.id, first, runReading);
    expect(await late).toEqual({ do: "judge", isNew: false });
    expect(await doRunTask(ports, run.id, first, runReading)).toEqual({
      do: "judge",
      isNew: false,
    });
    await oneByOne(others, (task) => doRunTask(ports, run.id, task, runReading), "judge");
    const { report } = await throughSteps(ports, run);
    expect(report.verdict).toBe("hold");
    expect(report.violations.at(-1)?.note).toContain("nobody answers");
  });
});

async function* failing(): AsyncGenerator<Uint8Array, void, void> {
  yield Buffer.from("{");
  throw new GateError("unavailable", "the storage does not answer");
}

test("the lists of a phase name what is left of it alone, so that a run that is taken up does nothing twice", async () => {
  const { ports, run, objects } = await uploaded(billPlan(), lines(20));
  await splitRun(ports, run);
  expect(await progressOf({ objects }, run.id)).toMatchObject({ phase: "judging" });
  const first = await arrange(ports, run.id, "judge");
  const tasks = await tasksIn(objects, first.list);
  await oneByOne(tasks.slice(0, 3), (task) => doRunTask(ports, run.id, task, runReading), "judge");
  const second = await arrange(ports, run.id, "judge");
  expect(second.tasks).toBe(first.tasks - 3);
  expect((await progressOf({ objects }, run.id)).parts).toEqual({ all: first.tasks, done: 3 });
  await expect(arrange(ports, run.id, "collect")).rejects.toMatchObject({ code: "unavailable" });
});
