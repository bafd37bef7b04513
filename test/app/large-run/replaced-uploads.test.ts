import { s3Objects } from "../../../lib/adapters/s3/objects.ts";
import { arrange } from "../../../lib/app/large-run/arrange.ts";
import { doRunTask } from "../../../lib/app/large-run/do-run-task.ts";
import { holdPart } from "../../../lib/app/large-run/hold-part.ts";
import { pinnedInputs } from "../../../lib/app/large-run/pinned-inputs.ts";
import type { LargeRun } from "../../../lib/app/large-run/run.ts";
import { runObjects } from "../../../lib/app/large-run/run-objects.ts";
import { runReading } from "../../../lib/app/large-run/run-reading.ts";
import type { RunSizes } from "../../../lib/app/large-run/run-sizes.ts";
import type { Phase, RunTask } from "../../../lib/app/large-run/run-work.ts";
import { type SplitRunPorts, splitRun } from "../../../lib/app/large-run/split-run.ts";
import type { Objects } from "../../../lib/app/ports.ts";
import { billPlan } from "../../support/bill-rules.ts";
import { type StrictS3, startStrictS3 } from "../../support/engines/s3.ts";
import {
  portsOf,
  startedRun,
  tasksIn,
  throughSteps,
  type Uploaded,
  upload,
} from "../../support/run-in-steps.ts";

let s3: StrictS3;
beforeAll(async () => {
  s3 = await startStrictS3();
});
afterAll(() => s3?.stop());

const sizes: RunSizes = {
  partBytes: 250,
  partitions: 2,
  comparedRecords: 5,
  groupParts: 2,
  groupGroups: 2,
  legBytes: 500,
};

/** All bills have one note, so that they are read again to be compared. */
const bills = (total: string): string =>
  Array.from(
    { length: 12 },
    (_, i) =>
      `${JSON.stringify({ number: `N-${i + 10}`, note: "same", total, serial: i + 10, currency: "EUR" })}\n`,
  ).join("");
const [sent, forged] = [bills("1.50"), bills("9.50")];

interface Given {
  readonly run: LargeRun;
  readonly objects: Objects;
  readonly ports: SplitRunPorts;
}

/** A run whose file lies in the strict S3, and nothing else. */
async function uploaded(files: readonly Uploaded[] = [["bills.ndjson", sent]]): Promise<Given> {
  const plan = billPlan();
  const objects = s3Objects(s3.client, s3.bucket);
  for await (const { name } of objects.list("")) await objects.remove([name]);
  const run = startedRun(plan, files);
  await upload(objects, run, files);
  return { run, objects, ports: portsOf(plan, objects, { sizes }) };
}

const replace = ({ objects, run }: Given, content: string, file = 0): Promise<boolean> =>
  objects.write(runObjects.file(run.id, file), Buffer.from(content));

async function tasksOf({ ports, run, objects }: Given, phase: Phase): Promise<readonly RunTask[]> {
  const { tasks, list } = await arrange(ports, run.id, phase);
  return tasks === 0 ? [] : tasksIn(objects, list);
}

async function through(given: Given, ...phases: readonly Phase[]): Promise<void> {
  for (const phase of phases)
    for (const task of await tasksOf(given, phase))
      await doRunTask(given.ports, given.run.id, task, runReading);
}

const refusal = {
  code: "conflict",
  reason: "upload_replaced",
  message: expect.stringMatching(
    /^runs\/[0-9a-f]+\/files\/0 is not what was uploaded any more: .* cancel the run, and open a new one$/,
  ),
};

describe("an upload that is replaced in storage", () => {
  const others = [
    ["by bytes of the same length", forged],
    ["by the same bytes once more", sent], // of what KMS encrypts nobody can tell that they are
    ["by something longer", `${sent}${forged}`],
    ["by something that ends before the part begins", "{}\n"],
    ["by nothing", undefined],
  ] as const;

  test.each(others)(
    "%s is refused when a part is judged, and nothing is written",
    async (_, other) => {
      const given = await uploaded();
      const { ports, run, objects } = given;
      await splitRun(ports, run);
      const tasks = await tasksOf(given, "judge");
      expect(tasks.length).toBeGreaterThan(2);
      if (other === undefined) await objects.remove([runObjects.file(run.id, 0)]);
      else await replace(given, other);
      for (const task of tasks) {
        await expect(doRunTask(ports, run.id, task, runReading)).rejects.toMatchObject(refusal);
        if (task.do !== "judge") throw new Error("parts are judged first");
        // Nor is it held by what lies there now, however often that is tried.
        for (let tries = 1; tries <= 5; tries++)
          await expect(holdPart(ports, run.id, task.part, "no memory")).rejects.toMatchObject(
            refusal,
          );
      }
      expect(await tasksOf(given, "judge")).toEqual(tasks);
    },
  );

  test("is refused when its records are read again to be compared", async () => {
    const given = await uploaded();
    const { ports, run } = given;
    await splitRun(ports, run);
    await through(given, "judge", "settle");
    const tasks = await tasksOf(given, "collect");
    expect(tasks.length).toBeGreaterThan(0);
    await replace(given, forged);
    for (const task of tasks)
      await expect(doRunTask(ports, run.id, task, runReading)).rejects.toMatchObject(refusal);
  });

  test("before it is cut is refused where its length is another one", async () => {
    const given = await uploaded();
    await replace(given, `${sent}\n`);
    await expect(splitRun(given.ports, given.run)).rejects.toMatchObject(refusal);
  });

  test("while it is cut is refused in the next leg, and by whoever cuts it again", async () => {
    const given = await uploaded();
    const { ports, run, objects } = given;
    // Cutting ends before anything is written but which object it was.
    const failing: Objects = {
      ...objects,
      write: async (name, bytes, options) => {
        if (!name.endsWith("versions.json")) throw new Error("the process died");
        return objects.write(name, bytes, options);
      },
    };
    await expect(splitRun({ ...ports, objects: failing }, run)).rejects.toThrow("died");
    await replace(given, forged);
    for (let tries = 1; tries <= 2; tries++)
      await expect(splitRun(ports, run)).rejects.toMatchObject(refusal);
  });

  test("before an upgrade, when no version was written down, is judged as it lies there", async () => {
    const given = await uploaded();
    const { ports, run, objects } = given;
    await splitRun(ports, run);
    const name = runObjects.work(run.id, "plan.json");
    const chunks: Uint8Array[] = [];
    for await (const chunk of objects.read(name)) chunks.push(chunk);
    const plan = JSON.parse(Buffer.concat(chunks).toString());
    expect(plan.inputs).toEqual([expect.objectContaining({ version: expect.any(String) })]);
    const inputs = plan.inputs.map(({ version: _, ...input }: { version: string }) => input);
    await objects.write(name, Buffer.from(JSON.stringify({ ...plan, inputs })));
    await replace(given, sent);
    expect((await throughSteps(ports, run)).counts.received).toBe(12);
  });
});

test("uploads that stay are judged as if nobody had looked", async () => {
  const { ports, run } = await uploaded();
  expect((await throughSteps(ports, run)).counts.received).toBe(12);
});

test("of many files each has its own version, in their order", async () => {
  const files = Array.from({ length: 40 }, (_, i) => [`bill-${i}.ndjson`, `{"n":${i}}\n`] as const);
  const { run, objects } = await uploaded(files);
  const inputs = await pinnedInputs(objects, run);
  expect(inputs.map(({ name }) => name)).toEqual(files.map(([name]) => name));
  for (const { object, version } of inputs)
    expect(version).toBe((await objects.find(object))?.version);
  expect(new Set(inputs.map(({ version }) => version)).size).toBe(40);
  expect(await pinnedInputs(objects, run)).toEqual(inputs);
});
