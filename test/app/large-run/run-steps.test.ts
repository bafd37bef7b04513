import { arrange } from "../../../lib/app/large-run/arrange.ts";
import { concludeRun } from "../../../lib/app/large-run/conclude-run.ts";
import { doRunTask } from "../../../lib/app/large-run/do-run-task.ts";
import { finishRun } from "../../../lib/app/large-run/finish-run.ts";
import { runReading } from "../../../lib/app/large-run/run-reading.ts";
import { runResults } from "../../../lib/app/large-run/run-results.ts";
import { bytesIn } from "../../../lib/app/large-run/run-uploads.ts";
import { type RunTask, runPhases } from "../../../lib/app/large-run/run-work.ts";
import { type SplitRunPorts, splitRun } from "../../../lib/app/large-run/split-run.ts";
import { startRun } from "../../../lib/app/large-run/start-run.ts";
import { memoryScratch } from "../../../lib/app/run/memory-scratch.ts";
import { markedLines } from "../../support/marks-gate.ts";
import { people } from "../../support/reviewed-gate.ts";
import { concluded, type RunGate, runGate } from "../../support/run-gate.ts";

let it: RunGate;
beforeAll(async () => {
  it = await runGate();
});
afterAll(() => it.close());

/** All steps of a run, one after the other. */
async function stepped(id: string) {
  const ports: SplitRunPorts = {
    ...it.ports,
    workFolder: () => ({ scratch: memoryScratch(), remove: () => undefined }),
  };
  const run = (await it.ports.runs.find(id))!;
  while ((await splitRun(ports, run)).more);
  for (const phase of runPhases)
    for (;;) {
      const { tasks, list } = await arrange(ports, id, phase);
      if (tasks === 0) break;
      const todo = JSON.parse((await bytesIn(ports.objects, list)).toString()) as RunTask[];
      for (const task of todo) await doRunTask(ports, id, task, runReading);
      if (phase !== "merge") break;
    }
  return { run, found: await concludeRun(ports, id) };
}

// Files by name; what the steps of a run find in them is what the core finds in one piece.
test.each<[string, Readonly<Record<string, string>>]>([
  ["one record", { "a.ndjson": markedLines([{ number: "1", marks: [] }]) }],
  [
    "records of two files, held and passed",
    {
      "a.ndjson": markedLines(
        Array.from({ length: 50 }, (_, n) => ({
          number: `A${n}`,
          marks: n % 7 === 0 ? (["hold1"] as const) : [],
        })),
      ),
      "b.ndjson": markedLines([
        { number: "B1", marks: ["block", "hold2"], gross: "12.30" },
        { number: "B2", marks: ["run"] },
      ]),
    },
  ],
  [
    "what nobody can read",
    { "a.ndjson": `${markedLines([{ number: "1", marks: [] }])}{"order_nu\n` },
  ],
])("%s: the steps give what the core gives, and finish says so", async (name, files) => {
  const { id, files: told } = await it.upload(name.replaceAll(/\W/g, "-"), files);
  await startRun(it.ports, { caller: people.shop, run: id, files: told });
  const { run, found } = await stepped(id);
  const expected = await concluded(it.ports, run);
  expect(found.report).toEqual(expected.report);
  expect(found.records).toMatchObject({
    count: expected.records.count,
    root: expected.records.root,
    digestsRoot: expected.records.digestsRoot,
  });
  expect(found.notPassed.count).toBe(expected.notPassed.count);
  expect(found.plan.header).toEqual(expected.plan.header);
  expect(Object.keys(found.exposures).sort()).toEqual(Object.keys(expected.exposures).sort());
  for (const [rule, { money, customers }] of Object.entries(expected.exposures)) {
    const told = found.exposures[rule]!;
    expect(told.customers).toBeGreaterThanOrEqual(customers);
    if (!told.money.unknown) expect(told.money).toEqual(money);
  }
  const finished = await finishRun(it.ports, id, found);
  expect(finished.is).toBe("judged");
  const { items } = await runResults(it.ports, {
    caller: people.shop,
    run: id,
    list: "records",
    max: 200,
  });
  expect(items).toHaveLength(found.counts.received);
  const notPassed = await runResults(it.ports, {
    caller: people.shop,
    run: id,
    list: "not-passed",
    max: 200,
  });
  expect(notPassed.items).toHaveLength(found.notPassed.count);
});
