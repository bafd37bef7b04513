import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dynamoEarlierRuns } from "../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoReferenceTables } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { workFolders } from "../../lib/adapters/files/work-folders.ts";
import { packagedPlans } from "../../lib/adapters/packaged/plans.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import { arrange } from "../../lib/app/large-run/arrange.ts";
import type { LargeRun } from "../../lib/app/large-run/run.ts";
import { runObjects } from "../../lib/app/large-run/run-objects.ts";
import { splitRun } from "../../lib/app/large-run/split-run.ts";
import type { Objects } from "../../lib/app/ports.ts";
import { environment } from "../../lib/environment.ts";
import type { HttpEvent } from "../../lib/http/event.ts";
import { synthesisedBundles } from "../../test/ric/bundles.ts";
import { hostFunction } from "../../test/ric/lambda-host.ts";
import { anyRegion, documentsOf } from "../../test/support/engines/dynamodb.ts";
import { type StrictS3, startStrictS3 } from "../../test/support/engines/s3.ts";
import {
  example,
  type Place,
  placeIn,
  request,
  startWorld,
} from "../../test/support/gate-on-engines.ts";
import { writeManyRules } from "../workload/many-rules.ts";

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface ColdFunction {
  readonly bundleBytes: number;
  /** From the start of its process to the answer of its first event. */
  readonly firstVerdictMs: Spread;
  /** A second event of the same process. */
  readonly nextMs: Spread;
  /** First verdict over that of the bare handler, pair by pair: the median. */
  readonly overBare: number;
}

export interface ColdRun {
  readonly rules: number;
  readonly runs: number;
  readonly bare: Spread;
  readonly functions: Readonly<Record<"submit" | "judge-chunk", ColdFunction>>;
}

const ruleCount = 200;
const repository = new URL("../..", import.meta.url).pathname;

/**
 * Starts the bundles that would be deployed again and again, each in a process of its own under the
 * runtime interface, with a gate of 200 rules beside them, and a handler that does nothing in turn.
 */
export async function startCold(runs: number): Promise<ColdRun> {
  const root = mkdtempSync(join(tmpdir(), "holdpoint-cold-"));
  const [world, storage] = await Promise.all([startWorld(), startStrictS3()]);
  try {
    const place = await placeIn(world, "cold");
    const bundles = synthesisedBundles();
    const plans = packedPlans(root);
    const env = variables(world.dynamo.endpoint, storage, place);
    const folderOf = (name: "submit" | "judge-chunk"): string => {
      const folder = join(root, name);
      cpSync(bundles.folders.get(name) as string, folder, { recursive: true });
      rmSync(join(folder, "plans"), { recursive: true });
      cpSync(plans, join(folder, "plans"), { recursive: true });
      return folder;
    };
    const bare = join(root, "bare");
    cpSync(bundles.folders.get("dispatch") as string, bare, { recursive: true });
    writeFileSync(
      join(bare, "index.mjs"),
      "export const handler = async () => ({ statusCode: 200, body: '{}' });\n",
    );
    let asked = 0;
    const submitEvent = () =>
      signedByIam(request(example("pass"), `cold-${asked++}`, { gate: "bench" }));
    const chunk = await arrangedRuns(2 * runs + 4, { world, storage, place, plans });
    const contestants = {
      bare: { folder: bare, event: () => ({}) },
      submit: { folder: folderOf("submit"), event: submitEvent },
      "judge-chunk": { folder: folderOf("judge-chunk"), event: () => chunk.shift() },
    };
    const times = { bare: [], submit: [], "judge-chunk": [] } as Record<string, Times[]>;
    for (let run = -1; run < runs; run++)
      for (const [name, { folder, event }] of Object.entries(contestants)) {
        const took = await startOnce(name, folder, env, event);
        if (run >= 0) times[name]?.push(took); // the first one warms the disk's cache
      }
    const told = (name: "submit" | "judge-chunk"): ColdFunction => ({
      bundleBytes: statSync(join(contestants[name].folder, "index.mjs")).size,
      firstVerdictMs: spread((times[name] as Times[]).map(({ first }) => first)),
      nextMs: spread((times[name] as Times[]).map(({ next }) => next)),
      overBare: spread(
        (times[name] as Times[]).map(
          ({ first }, run) => first / ((times["bare"] as Times[])[run] as Times).first,
        ),
      ).median,
    });
    return {
      rules: ruleCount,
      runs,
      bare: spread((times["bare"] as Times[]).map(({ first }) => first)),
      functions: { submit: told("submit"), "judge-chunk": told("judge-chunk") },
    };
  } finally {
    await Promise.all([world.stop(), storage.stop()]);
    rmSync(root, { recursive: true, force: true });
  }
}

interface Times {
  readonly first: number;
  readonly next: number;
}

async function startOnce(
  name: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  event: () => unknown,
): Promise<Times> {
  const host = hostFunction({ name, folder, env, timeoutMs: 30_000 }, "ours");
  const timed = async (): Promise<number> => {
    const sent = event();
    const from = performance.now();
    const answer = (await host.invoke(sent)) as { readonly statusCode?: number } | null;
    const took = performance.now() - from;
    if (answer?.statusCode !== undefined && answer.statusCode !== 200)
      throw new Error(`${name} answered ${JSON.stringify(answer)}`);
    return took;
  };
  try {
    return { first: await timed(), next: await timed() };
  } finally {
    await host.stop();
  }
}

function packedPlans(root: string): string {
  const sources = join(root, "rules");
  const plans = join(root, "plans");
  writeManyRules(sources, ruleCount);
  const command = [
    "bin/package-plans.ts",
    join(sources, "gates"),
    join(sources, "rulesets"),
    plans,
  ];
  const done = spawnSync(process.execPath, command, { cwd: repository, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`the plans cannot be packed: ${done.stderr}`);
  return plans;
}

const variables = (
  dynamo: string,
  storage: StrictS3,
  place: Place,
): Readonly<Record<string, string>> => ({
  AWS_REGION: anyRegion,
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  AWS_ENDPOINT_URL_DYNAMODB: dynamo,
  AWS_ENDPOINT_URL_S3: storage.endpoint,
  [environment.table]: place.name,
  [environment.tenant]: "acme",
  [environment.objectsBucket]: storage.bucket,
  [environment.violationsQueueUrl]: place.queueUrl,
  [environment.deadLettersQueueUrl]: place.deadLettersUrl,
});

const signedByIam = (event: HttpEvent): HttpEvent =>
  ({
    ...event,
    rawPath: `/machine${event.rawPath}`,
    requestContext: {
      ...event.requestContext,
      authorizer: { iam: { userArn: "arn:aws:iam::000000000000:user/shop" } },
    },
  }) as HttpEvent;

/** Events of judge-chunk: each of a run of its own, of one order, that was cut and arranged. */
async function arrangedRuns(
  count: number,
  at: {
    readonly world: Awaited<ReturnType<typeof startWorld>>;
    readonly storage: StrictS3;
    readonly place: Place;
    readonly plans: string;
  },
): Promise<unknown[]> {
  const objects: Objects = s3Objects(at.storage.client, at.storage.bucket);
  const documents = documentsOf(at.world.dynamo);
  const plans = packagedPlans(at.plans);
  const ports = {
    objects,
    plans,
    references: dynamoReferenceTables(documents, at.place.name),
    earlierRuns: dynamoEarlierRuns(documents, at.place.name),
    workFolder: workFolders(mkdtempSync(join(tmpdir(), "holdpoint-cold-work-"))),
  };
  const receivedAt = "2026-11-22T12:00:00.000Z";
  const active = await plans.active("bench", receivedAt);
  if (active === undefined) throw new Error("there is no gate of the bench");
  const { gateVersionOf } = await import("../../lib/app/gate-version.ts");
  const bytes = Buffer.from(`${JSON.stringify(JSON.parse(example("pass")))}\n`);
  const events: unknown[] = [];
  for (let n = 0; n < count; n++) {
    const id = n.toString(16).padStart(40, "0");
    await objects.write(runObjects.file(id, 0), bytes);
    const by = { principal: "bench", person: "bench", roles: [] };
    const run = {
      schema: "holdpoint/large-run/1",
      id,
      version: 2,
      tenant: "acme",
      gate: "bench",
      subject: "order",
      state: "judging",
      openedAt: receivedAt,
      openedBy: by,
      expiresAt: "2026-11-25T12:00:00.000Z",
      payload: {
        files: [{ name: "orders.ndjson", sizeBytes: bytes.length }],
        sizeBytes: bytes.length,
        digest: "0".repeat(64),
      },
      judging: {
        receivedAt,
        revision: active.plan.revision,
        gateVersion: gateVersionOf(active.gate),
        engine: active.plan.engine,
        attempt: 1,
        attemptAt: receivedAt,
      },
    } as unknown as LargeRun;
    while ((await splitRun(ports, run)).more);
    const { list } = await arrange(ports, id, "judge");
    const parts: Uint8Array[] = [];
    for await (const part of objects.read(list)) parts.push(part);
    events.push({
      step: "judge",
      run: id,
      tasks: JSON.parse(Buffer.concat(parts).toString("utf8")),
    });
  }
  documents.destroy();
  return events;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] as number,
    min: sorted[0] as number,
    max: sorted.at(-1) as number,
  };
}
