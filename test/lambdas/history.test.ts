import type { Context } from "aws-lambda";
import { createHandler as concludeHandler } from "../../lambdas/conclude/handler.ts";
import { createHandler as judgeChunkHandler } from "../../lambdas/judge-chunk/handler.ts";
import { createHandler as judgeKeysHandler } from "../../lambdas/judge-keys/handler.ts";
import { createHandler as splitHandler } from "../../lambdas/split/handler.ts";
import { createHandler as submitHandler } from "../../lambdas/submit/handler.ts";
import { dynamoRuns } from "../../lib/adapters/dynamodb/runs.ts";
import { startRun } from "../../lib/app/large-run/start-run.ts";
import type { EarlierRuns } from "../../lib/app/ports.ts";
import { replay } from "../../lib/app/replay.ts";
import { memoryScratch } from "../../lib/app/run/memory-scratch.ts";
import type { Answer } from "../../lib/app/submit.ts";
import { contextOf } from "../../lib/local/lambda-events.ts";
import { driveRun } from "../../lib/local/runs/drive-run.ts";
import type { RunCall } from "../../lib/local/runs/run-calls.ts";
import { createTable, describeOnDynamo, dynoxide } from "../support/engines/dynamodb.ts";
import { identity, request } from "../support/gate-on-engines.ts";
import { monthOf, monthsGate } from "../support/months-gate.ts";
import { people, reviewedGateOnDynamo } from "../support/reviewed-gate.ts";
import { type RunGate, runGate, runGateOn } from "../support/run-gate.ts";

const plan = monthsGate();
const patient = (name: string): Context => ({
  ...contextOf(name, "1"),
  getRemainingTimeInMillis: () => 3_600_000,
});

/** The header of a run, and its bills. */
const filesOf = (bills: number, period = "monthly") => ({
  "run.json": JSON.stringify({ subject: { period, country: "EE" } }),
  "bills.ndjson": Array.from(
    { length: bills },
    (_, n) => `{"number":"N-${n}","currency":"EUR","total":"10.00"}\n`,
  ).join(""),
});

/** The functions that AWS calls, over one gate: submissions of one request, and runs in parts. */
function functionsOver(open: () => Promise<RunGate>): void {
  let it: RunGate;
  beforeEach(async () => {
    it = await open();
  });
  afterEach(() => it.close());

  const functions = () => {
    const ports = {
      ...it.ports,
      workFolder: () => ({ scratch: memoryScratch(), remove: () => undefined }),
    };
    return {
      split: splitHandler(ports),
      "judge-chunk": judgeChunkHandler(ports),
      "judge-keys": judgeKeysHandler(ports),
      conclude: concludeHandler(ports),
    };
  };
  const call = ({ of, event }: RunCall): Promise<unknown> =>
    (functions()[of] as (event: unknown, context: Context) => Promise<unknown>)(event, patient(of));
  let count = 0;
  const started = async (bills: number, period?: string) => {
    count++;
    const { id, files } = await it.upload(`run-${count}`, filesOf(bills, period));
    await startRun(it.ports, { caller: people.shop, run: id, files });
    return id;
  };
  const judged = async (id: string) => {
    const driving = { objects: it.ports.objects, size: 2, call, proceed: () => {} };
    await driveRun({ ...driving, wait: async () => {} }, id, 1);
    const [entry, dossier] = [await it.ports.audits.find(id), await it.ports.audits.dossier(id)];
    return { entry: entry!, report: dossier!.report };
  };
  const submitted = async (bills: number): Promise<Answer> => {
    count++;
    const handler = submitHandler(it.ports, identity);
    const event = request(monthOf(bills), `one-${count}`, { gate: "months" });
    const { statusCode, body } = await handler(event, contextOf("submit", "1"));
    expect(statusCode).toBe(200);
    return JSON.parse(body) as Answer;
  };
  const replayed = (submission: string, earlierRuns: EarlierRuns = it.ports.earlierRuns) =>
    replay({ ...it.ports, earlierRuns }, { caller: people.auditor, submission });

  test("a run in parts is compared with what requests and runs released, and so is a request", async () => {
    const first = await judged(await started(20));
    expect(first.entry).toMatchObject({ verdict: "pass" });
    expect(first.entry.history).toBeUndefined();
    const second = await submitted(21);
    const third = await judged(await started(19));
    const ids = [first.entry.id, second.submission_id];
    expect(new Set(third.entry.history?.runs.map(({ id }) => id))).toEqual(new Set(ids));

    const asRun = await judged(await started(10));
    const asRequest = await submitted(10);
    for (const { report } of [asRun, asRequest])
      expect(report).toMatchObject({
        verdict: "hold",
        violations: [{ rule: "MON-01", values: { usual: { value: "20" } } }],
      });
    expect(asRun.report.read).toEqual(asRequest.report.read);
    expect(asRun.report.aggregates).toEqual(asRequest.report.aggregates);
    expect(asRun.entry.history?.runs).toHaveLength(3);

    const again = await replayed(asRun.entry.id);
    expect(again.missing.map(({ reason }) => reason)).toEqual(["large_run"]);
    expect([again.differences, again.trail.verdict]).toEqual([[], "explained"]);
    expect((await replayed(asRequest.submission_id)).differences).toEqual([]);
    const none: EarlierRuns = {
      ...it.ports.earlierRuns,
      figures: async (some) => some.map(() => undefined),
    };
    const { verdict, differences } = await replayed(asRun.entry.id, none);
    expect(verdict).toBe("different");
    expect(differences.map(({ of, at }) => `${of} ${at}`)).toEqual(
      [0, 1, 2].map((n) => `history /history/runs/${n}`),
    );
  });

  test("what is released while a run is judged changes nothing of it, whatever is tried again", async () => {
    for (const bills of [20, 21, 19]) await submitted(bills);
    const id = await started(10);
    await call({ run: id, of: "split", event: { run: id, attempt: 1 } });
    await submitted(20);
    const { entry, report } = await judged(id);
    expect(entry.history?.runs).toHaveLength(3);
    expect(report.violations).toMatchObject([{ values: { usual: { value: "20" } } }]);
    // Called once more at its end it finds what stands.
    await call({ run: id, of: "conclude", event: { step: "conclude", run: id, attempt: 1 } });
    expect(await it.ports.audits.find(id)).toEqual(entry);
    expect((await judged(await started(18))).entry.history?.runs).toHaveLength(4);
  });

  test("of two runs that end at once both count for the next, each once", async () => {
    const both = [await started(20), await started(21)];
    await Promise.all(both.map(judged));
    const { entry } = await judged(await started(19));
    expect(entry.history?.runs.map(({ id }) => id)).toEqual(both.toSorted());
  });
}

describe("on SQLite", () => functionsOver(() => runGate({ plan }, "months")));

describeOnDynamo("on DynamoDB", [dynoxide], (documents) => {
  let tables = 0;
  functionsOver(async () => {
    tables++;
    const table = `history-${tables}`;
    await createTable(documents(), table);
    const gate = reviewedGateOnDynamo(documents(), table, undefined, plan);
    return runGateOn(gate, dynamoRuns(documents(), table), undefined, "months");
  });
});
