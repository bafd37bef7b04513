import type { S3Client } from "@aws-sdk/client-s3";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import { arrange } from "../../lib/app/large-run/arrange.ts";
import { concludeRun } from "../../lib/app/large-run/conclude-run.ts";
import { doRunTask } from "../../lib/app/large-run/do-run-task.ts";
import { runReading } from "../../lib/app/large-run/run-reading.ts";
import type { RunSizes } from "../../lib/app/large-run/run-sizes.ts";
import { type ConcludedRun, runPhases } from "../../lib/app/large-run/run-work.ts";
import { splitRun } from "../../lib/app/large-run/split-run.ts";
import { billPlan } from "../support/bill-rules.ts";
import { type StrictS3, startStrictS3 } from "../support/engines/s3.ts";
import { memoryObjects } from "../support/memory-objects.ts";
import {
  inDisorder,
  linesOf,
  portsOf,
  startedRun,
  tasksIn,
  throughSteps,
  upload,
} from "../support/run-in-steps.ts";
import { drawn } from "./fault.ts";
import { s3At } from "./faulty-engines.ts";
import { impatientInBulk } from "./impatient.ts";
import { persistentPort } from "./persistent.ts";
import { type FaultProxy, startFaultProxy } from "./proxy.ts";
import { s3Service } from "./services/s3.ts";

// The steps of a large run, whose every call of S3 can go wrong. What drives them does a step again that
// failed, as the state machine does; tasks are done at once, twice, and in disorder besides.

const seed = Number(process.env["HOLDPOINT_FAULTS_SEED"] ?? 3);

const sizes: RunSizes = {
  ...{ partBytes: 400, partitions: 2, comparedRecords: 5, groupParts: 2, groupGroups: 2 },
  legBytes: 1_000,
};

const text = Array.from(
  { length: 16 },
  (_, i) =>
    `${JSON.stringify({
      ...{ number: `N-${i}`, note: i % 7 === 0 ? "shared" : `${i}` },
      ...{ total: `${i % 5}.50`, serial: i, currency: "EUR" },
    })}\n`,
).join("");
const files = [["bills.ndjson", text] as const];
const plan = billPlan();
const run = startedRun(plan, files);

let s3: StrictS3;
let proxy: FaultProxy;
let client: S3Client;
beforeAll(async () => {
  s3 = await startStrictS3();
  proxy = await startFaultProxy(s3Service, s3, drawn(seed, 800));
  client = s3Client({ ...impatientInBulk, ...s3At(proxy) });
});
afterAll(async () => {
  client?.destroy();
  await proxy?.stop();
  await s3?.stop();
});

test("over a bad wire a run comes to the same report, and the same lists, byte for byte", async () => {
  const calm = memoryObjects();
  await upload(calm, run, files);
  const expected = await throughSteps(portsOf(plan, calm, { sizes }), run);

  const objects = s3Objects(s3.client, s3.bucket);
  await upload(objects, run, files);
  const ports = portsOf(plan, s3Objects(client, s3.bucket), { sizes });
  const steps = persistentPort({
    split: () => splitRun(ports, run),
    arrange: (phase: (typeof runPhases)[number]) => arrange(ports, run.id, phase),
    work: (task: Parameters<typeof doRunTask>[2]) => doRunTask(ports, run.id, task, runReading),
    conclude: () => concludeRun(ports, run.id),
  });
  while ((await steps.split()).more);
  for (const phase of runPhases)
    for (;;) {
      const { tasks, list } = await steps.arrange(phase);
      if (tasks > 0) await inDisorder(seed)(await tasksIn(objects, list), steps.work, phase);
      if (tasks === 0 || phase !== "merge") break;
    }
  const concluded = await steps.conclude();

  expect(textOf(concluded)).toBe(textOf(expected));
  expect(await linesOf(objects, concluded.records.lists)).toEqual(
    await linesOf(calm, expected.records.lists),
  );
  expect(proxy.injected.length).toBeGreaterThan(8);
  expect([...s3.store.uploads.values()]).toEqual([]);
});

/** All of it but which objects the uploads are, which each storage tells in its own words. */
const textOf = ({ plan, ...others }: ConcludedRun): string => {
  const inputs = plan.inputs.map(({ version: _, ...input }) => input);
  return JSON.stringify({ plan: { ...plan, inputs }, ...others });
};
