import { createHandler as createArchive } from "../../lambdas/archive/handler.ts";
import { createHandler as createDispatch } from "../../lambdas/dispatch/handler.ts";
import { createHandler as createOpenCases } from "../../lambdas/open-cases/handler.ts";
import {
  correlatedTo,
  correlationHeader,
  correlationOf,
} from "../../lambdas/shared/correlation.ts";
import { createHandler as createSweep } from "../../lambdas/sweep/handler.ts";
import { storedEntry } from "../../lib/adapters/dynamodb/audits.ts";
import { systemClock } from "../../lib/adapters/system/clock.ts";
import { sealsOver } from "../../lib/app/seal/seals-over-archive.ts";
import { contextOf, queueEvent } from "../../lib/local/lambda-events.ts";
import { documentsOf } from "../support/engines/dynamodb.ts";
import { ask, example, gateAt, placeIn, request, startWorld } from "../support/gate-on-engines.ts";
import { memoryArchive } from "../support/memory-archive.ts";
import { memoryObjects } from "../support/memory-objects.ts";

// One submission goes through the functions as they are wired; what they log is read as it is printed.

const level = process.env["POWERTOOLS_LOG_LEVEL"];
beforeAll(() => {
  process.env["POWERTOOLS_LOG_LEVEL"] = "INFO"; // the logger reads it when a handler is made
});
afterAll(() => {
  process.env["POWERTOOLS_LOG_LEVEL"] = level;
});

interface Line {
  readonly service: string;
  readonly message: string;
  readonly correlation_id?: string;
}

/** The lines that are printed while something is done. */
async function linesOf(work: () => Promise<unknown>): Promise<readonly Line[]> {
  const printed: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({
    stream,
    write: stream.write,
  }));
  for (const { stream } of streams)
    stream.write = (text: string | Uint8Array) => {
      printed.push(String(text));
      return true;
    };
  try {
    await work();
  } finally {
    for (const { stream, write } of streams) stream.write = write;
  }
  const lines = printed.join("").split("\n");
  return lines.filter((line) => line.startsWith('{"level"')).map((line) => JSON.parse(line));
}

test("the log lines of a submission share one correlation id, from the request to the case", async () => {
  const world = await startWorld();
  const gate = gateAt(await placeIn(world, "correlated"));
  const documents = documentsOf(world.dynamo);
  const archived = memoryArchive();
  const none = { find: async () => undefined };
  const archive = createArchive({
    ...{
      archive: archived,
      seals: sealsOver(archived),
      clock: systemClock,
      objects: memoryObjects(),
    },
    ...{ passes: none, runs: none, letters: none, dossier: gate.audits.dossier },
    earlierRuns: gate.earlierRuns,
    events: { send: async () => [] },
    storedEntry: (id) => storedEntry(documents, "correlated", id),
  });
  try {
    const heard: unknown[] = [];
    const lines = await linesOf(async () => {
      const held = await gate.submit(request(example("hold"), "correlated"));
      const { submission_id } = held.answer;
      heard.push(submission_id, held.headers[correlationHeader]);
      const again = await gate.submit(request(example("hold"), "correlated"));
      heard.push(again.headers[correlationHeader]);
      const stream = await gate.stream();
      await gate.dispatch(stream);
      await archive(stream, contextOf("archive", "request"));
      await gate.consume();
      const auditor = { sub: "olga", person: "P-4", holdpoint_roles: ["auditor"] };
      const path = `/v1/submissions/${submission_id}`;
      heard.push((await gate.api(ask("GET", path, auditor))).headers[correlationHeader]);
      const stranger = { sub: "juku", person: "P-9", holdpoint_roles: [] };
      heard.push((await gate.api(ask("GET", path, stranger))).headers[correlationHeader]);
    });
    const [id] = heard;
    expect(heard).toEqual(heard.map(() => id));
    const told = lines.map(({ service, message }) => `${service} ${message}`);
    expect(new Set(told)).toEqual(
      new Set([
        "submit submission.judged",
        "dispatch parcel.delivered",
        "archive entry.archived",
        "open-cases message.consumed",
        "api request.refused",
      ]),
    );
    expect(lines.filter(({ correlation_id }) => correlation_id !== id)).toEqual([]);
  } finally {
    gate.end();
    documents.destroy();
    await world.stop();
  }
});

const id = "0123456789abcdef0123456789abcdef01234567";

test.each([
  [id, id],
  [`${id}.unreadable`, id],
  [`${id}0`, undefined], // longer than an id of ours
  ["deployment.ab", undefined], // of no submission
  [undefined, undefined],
])("what %s belongs to", (of, correlation) => {
  expect(correlatedTo(of).correlation_id).toBe(correlation);
});

test.each([
  [`/v1/submissions/${id}/release`, {}, id],
  [`/v1/runs/${id}`, undefined, id],
  ["/v1/gates/order/submissions", { submission_id: id }, id],
  ["/v1/gates/order/runs", { id }, id],
  [`/v1/cases/${id}.price/decide`, {}, id],
  ["/v1/gates", [], undefined],
  ["/v1/gates/order/submissions", "no object", undefined],
])("%s, answered with %j", (path, answer, correlation) => {
  expect(correlationOf(path, answer)).toBe(correlation);
});

test("what fails on the way says which submission it is of: in the stream, the sweep and the queue", async () => {
  const world = await startWorld();
  const gate = gateAt(await placeIn(world, "failing"));
  const refused = async (): Promise<never> => {
    throw new Error("refused");
  };
  const violations = { send: refused };
  const clock = { now: () => "2999-01-01T00:00:00.000Z" };
  const none = { find: async () => undefined };
  const seals = sealsOver(memoryArchive());
  const archive = createArchive({
    ...{ archive: { ...memoryArchive(), keep: refused }, seals, clock: systemClock },
    ...{ passes: none, runs: none, letters: none, dossier: refused, objects: memoryObjects() },
    earlierRuns: gate.earlierRuns,
    ...{ events: { send: refused }, storedEntry: refused },
  });
  try {
    let submission_id: string | undefined;
    const lines = await linesOf(async () => {
      ({ submission_id } = (await gate.submit(request(example("hold"), "failing"))).answer);
      const stream = await gate.stream();
      const { outbox } = gate;
      const context = contextOf("dispatch", "request");
      await createDispatch({ outbox, violations })(stream, context);
      await createSweep({ ...gate, violations, clock })({} as never, context).catch(() => {});
      await archive(stream, context);
      await gate.dispatch(stream);
      const messages = (await gate.queued()).map((message) => JSON.stringify(message));
      const event = queueEvent(
        messages.map((body, n) => ({ id: `m-${n}`, body, receipt: `r-${n}`, receives: 1 })),
      );
      const submissions = { ...gate.submissions, find: refused };
      await createOpenCases({ ...gate, submissions })(event, context);
    });
    const failed = lines.filter(({ message }) => message.endsWith(".failed"));
    expect(new Set(failed.map(({ service, message }) => `${service} ${message}`))).toEqual(
      new Set([
        "dispatch parcel.failed",
        "sweep parcel.failed",
        "archive entry.failed",
        "open-cases message.failed",
      ]),
    );
    expect(failed.filter(({ correlation_id }) => correlation_id !== submission_id)).toEqual([]);
  } finally {
    gate.end();
    await world.stop();
  }
});
