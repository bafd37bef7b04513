import { createHandler } from "../../lambdas/judge-chunk/handler.ts";
import { GateError } from "../../lib/app/errors.ts";
import { arrange } from "../../lib/app/large-run/arrange.ts";
import type { RunWorkPorts } from "../../lib/app/large-run/run-work.ts";
import { splitRun } from "../../lib/app/large-run/split-run.ts";
import { billPlan } from "../support/bill-rules.ts";
import { memoryObjects } from "../support/memory-objects.ts";
import { portsOf, startedRun, tasksIn, upload } from "../support/run-in-steps.ts";

process.env["POWERTOOLS_LOG_LEVEL"] ??= "SILENT";
process.env["POWERTOOLS_METRICS_DISABLED"] ??= "true";

const context = {
  awsRequestId: "request-1",
  functionName: "judge-chunk",
  getRemainingTimeInMillis: () => 900_000,
} as never;

/** A run that is cut into its one part, and the plans that its judging asks for. */
async function cut() {
  const plan = billPlan();
  const files = [["bills.ndjson", '{"number":"N-1"}\n']] as const;
  const run = startedRun(plan, files);
  const objects = memoryObjects();
  await upload(objects, run, files);
  const ports = portsOf(plan, objects);
  await splitRun(ports, run);
  const tasks = await tasksIn(objects, (await arrange(ports, run.id, "judge")).list);
  const event = (step: "judge" | "hold") => ({ step, run: run.id, tasks });
  const judgedOf = () => objects.find(`work/${run.id}/judged-0`);
  const withPlans = (past: RunWorkPorts["plans"]["past"]): RunWorkPorts => ({
    ...ports,
    plans: { ...ports.plans, past },
  });
  return { ports, event, judgedOf, withPlans };
}

const away = async (): Promise<never> => {
  throw new GateError("unavailable", "the table is away");
};

test("a part is not held for what was away when it was last tried", async () => {
  const { ports, event, judgedOf, withPlans } = await cut();
  await expect(createHandler(withPlans(away))(event("judge"), context)).rejects.toMatchObject({
    name: "Unavailable",
  });
  await expect(createHandler(ports)(event("hold"), context)).rejects.toMatchObject({
    name: "Unavailable",
  });
  expect(await judgedOf()).toBeUndefined();
});

test("a part whose last attempt ended without a word is held, though an earlier one had said that something was away", async () => {
  const { ports, event, judgedOf, withPlans } = await cut();
  await expect(createHandler(withPlans(away))(event("judge"), context)).rejects.toThrow();
  // The next attempt dies: nobody hears of it again.
  const died = Promise.withResolvers<never>();
  const begun = Promise.withResolvers<void>();
  const dying = createHandler(
    withPlans(() => {
      begun.resolve();
      return died.promise;
    }),
  )(event("judge"), context);
  await begun.promise;
  expect(await createHandler(ports)(event("hold"), context)).toEqual({ done: 1 });
  expect(await judgedOf()).toBeDefined();
  died.reject(new Error("killed"));
  await expect(dying).rejects.toThrow();
});
