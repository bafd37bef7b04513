import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { createHandler as archiveHandler } from "../../lambdas/archive/handler.ts";
import { createHandler as sealHandler } from "../../lambdas/seal/handler.ts";
import { dynamoAudits, storedEntry } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoRuns } from "../../lib/adapters/dynamodb/runs.ts";
import { s3Archive } from "../../lib/adapters/s3/archive.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import { keyList } from "../../lib/app/pass/key-list.ts";
import type { Objects } from "../../lib/app/ports.ts";
import { usualSealing } from "../../lib/app/seal/seal-archived.ts";
import { sealsOver } from "../../lib/app/seal/seals-over-archive.ts";
import { compareStored, sealedEntries } from "../../lib/app/seal/verify/compare-stored.ts";
import { findings } from "../../lib/app/seal/verify/finding.ts";
import { verifyArchive } from "../../lib/app/seal/verify/verify-archive.ts";
import { contextOf } from "../../lib/local/lambda-events.ts";
import { folderWith } from "../support/cli.ts";
import {
  anyCredentials,
  anyRegion,
  createTable,
  documentsOf,
  dynoxide,
  patient,
} from "../support/engines/dynamodb.ts";
import type { Engine } from "../support/engines/process.ts";
import { type StrictS3, startStrictS3 } from "../support/engines/s3.ts";
import { S3Refusal, s3Store } from "../support/engines/s3-store.ts";
import { streamReader } from "../support/engines/stream.ts";
import { repository } from "../support/house.ts";
import { goesOn, type Lives, liveRuns, standOfRuns } from "../support/lives-of-runs.ts";
import { marksFiles } from "../support/marks-gate.ts";
import { reviewedGateOnDynamo } from "../support/reviewed-gate.ts";
import { type RunGate, runGateOn } from "../support/run-gate.ts";
import { startAws } from "./aws-of-a-day.ts";

process.env["POWERTOOLS_LOG_LEVEL"] ??= "SILENT";
process.env["POWERTOOLS_METRICS_DISABLED"] ??= "true";

// A gate on engines that speak AWS, what its functions archived and sealed, and `npm run restore`
// as a process of its own, which finds all by the names that the stack tells.

const [lost, objectsBucket, archiveBucket] = ["lost", "strict", "archive"];

let engine: Engine;
let s3: StrictS3;
let aws: Awaited<ReturnType<typeof startAws>>;
let documents: DynamoDBDocumentClient;
let objects: Objects;
let it: RunGate;
let lives: Lives;
let archived = 0;
const archiveStore = s3Store();
/** Where the command runs: it has the rules that judged, and the key list that was published. */
const folder = folderWith(marksFiles());

const absent = dynoxide.absent();
const testHere = absent === undefined ? test : test.skip;

const outputsOf = (table: string) => ({
  [`${anyRegion} Holdpoint-test-Data`]: {
    outputs: { TableName: table, ObjectsBucket: objectsBucket, ArchiveBucket: archiveBucket },
  },
});

beforeAll(async () => {
  if (absent !== undefined) return;
  [engine, s3, aws] = await Promise.all([
    dynoxide.start(),
    startStrictS3({ [archiveBucket]: archiveStore }),
    startAws(),
  ]);
  documents = documentsOf(engine, patient);
  objects = s3Objects(s3.client, objectsBucket);
  await createTable(documents, lost);
  const gate = reviewedGateOnDynamo(documents, lost, objects);
  it = runGateOn(gate, dynamoRuns(documents, lost), objects);
  const archive = s3Archive(s3.client, archiveBucket);
  const { clock } = it.ports;
  const seals = sealsOver(archive);
  const copy = archiveHandler({
    ...{ archive, seals, clock, objects, events: { send: async () => [] } },
    ...{ passes: gate.store.passes, runs: it.ports.runs, letters: gate.store.letters },
    earlierRuns: gate.store.earlierRuns,
    dossier: dynamoAudits(documents, lost, objects).dossier,
    storedEntry: (id) => storedEntry(documents, lost, id),
  });
  const stream = streamReader(engine, lost);
  const seal = sealHandler(
    { archive, seals, keys: gate.store.keys, clock },
    { ...usualSealing, lagMs: 0, tenant: "acme" },
  );
  lives = await liveRuns(it, async () => {
    const Records = [...(await stream.next())];
    const { batchItemFailures } = await copy({ Records }, contextOf("archive", "1"));
    expect(batchItemFailures).toEqual([]);
    await seal({}, contextOf("seal", "1"));
  });
  // Clocks that stood still: the next seal takes what is of this very instant.
  it.gate.at(new Date(Date.parse(clock.now()) + 60_000).toISOString());
  await seal({}, contextOf("seal", "2"));
  archived = [...archiveStore.objects.keys()].filter((name) => name.startsWith("entries/")).length;
  writeFileSync(join(folder, "keys.json"), JSON.stringify(await keyList(gate.store)));
});

afterAll(async () => {
  documents?.destroy();
  await Promise.all([it?.close(), engine?.stop(), s3?.stop(), aws?.stop()]);
});

async function restoring(...args: readonly string[]) {
  const env = {
    ...process.env,
    ...{ AWS_REGION: anyRegion, AWS_EC2_METADATA_DISABLED: "true" },
    AWS_ACCESS_KEY_ID: anyCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: anyCredentials.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_ENDPOINT_URL_CLOUDFORMATION: aws.endpoint,
  };
  const command = [join(repository, "bin/restore.ts"), ...args];
  const child = spawn(process.execPath, command, { cwd: folder, env, stdio: "pipe" });
  const told = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      told[name] += text;
    });
  const [code] = await once(child, "close");
  return { code: code as number | null, ...told };
}

const ofStage = ["--stage", "test", "--keys", "keys.json", "--gate", "marks"] as const;

/** The gate of a table that the command has filled. */
const gateOf = (table: string): RunGate => {
  const gate = reviewedGateOnDynamo(documents, table, objects);
  gate.at(it.ports.clock.now());
  return runGateOn(gate, dynamoRuns(documents, table), objects);
};

testHere(
  "a table that was lost is rebuilt by the command, is as it was sealed, and work goes on",
  async () => {
    const before = await standOfRuns(it, lives);
    aws.holdings = { stacks: outputsOf("rebuilt") };
    await createTable(documents, "rebuilt");
    const told = await restoring(...ofStage, "--json");
    expect(told).toMatchObject({ code: 0, stderr: expect.stringContaining("are whole") });
    expect(JSON.parse(told.stdout)).toMatchObject({ entries: archived, leftOut: [], lost: [] });
    expect(told.stderr).toContain("sealed entries are whole, through ");
    const again = gateOf("rebuilt");
    expect(await standOfRuns(again, lives)).toEqual(before);

    // What `holdpoint audit verify --stored` compares: every entry, and where documents stand.
    const sealed = sealedEntries();
    const { verdict, through, unsealed } = await verifyArchive({
      source: s3Archive(s3.client, archiveBucket),
      ...{ keys: await keyList(it.gate.store), isArchive: true, onEntry: sealed.add },
    });
    expect({ verdict, unsealed }).toEqual({ verdict: "intact", unsealed: 0 });
    expect(sealed.byId.size).toBe(archived);
    const found = findings();
    const { audits } = again.ports;
    const stored = {
      entry: async (id: string) => (await audits.find(id)) ?? audits.action(id),
      trail: async (id: string) => {
        const judged = await audits.find(id);
        // As the API serves it: what is no submission has no trail of one.
        return judged === undefined ? [] : [judged, ...(await audits.trail(id))];
      },
    };
    await compareStored(stored, sealed, through as string, found);
    expect(found.list).toEqual([]);

    await goesOn({ ...again, ports: { ...again.ports, uploads: it.uploads } }, lives);
    // It is in use by now: nobody restores over it.
    expect(await restoring(...ofStage)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("the table rebuilt is not empty"),
    });
    await again.close();
  },
);

testHere(
  "cut short it goes on where it was, into the table that is named, and from the same archive alone",
  async () => {
    const before = await standOfRuns(it, lives);
    aws.holdings = { stacks: outputsOf(lost) };
    await createTable(documents, "half");
    const half = [...ofStage, "--into", "half"];
    // Storage goes away when a part is restored: whatever is asked then is refused.
    const asked = s3.asked.length;
    const refusing = setInterval(() => {
      const read = s3.asked.slice(asked).filter((one) => one.includes("/restore/"));
      if (read.length > 10 && s3.refusals.length === 0)
        for (let n = 0; n < 20; n++) s3.refusals.push(new S3Refusal("AccessDenied", 403));
    }, 1);
    const broken = await restoring(...half);
    clearInterval(refusing);
    s3.refusals.length = 0;
    expect(broken).toMatchObject({ code: 3, stderr: expect.stringContaining("restore: ") });
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: "half" }));
    const heads = Items.filter(({ pk }) => String(pk).startsWith("AUDIT#"));
    expect(heads.length).toBeGreaterThan(0);
    expect(heads.length).toBeLessThan(archived);

    const other = ["--archive", "another", "--objects", objectsBucket, "--table", "half"];
    expect(await restoring("--keys", "keys.json", ...other)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("the table half is being restored from archive"),
    });
    const told = await restoring(...half);
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining(`${archived} entries`) });
    expect(told.stderr).toContain("going on with a restore that was begun before");
    const again = gateOf("half");
    expect(await standOfRuns(again, lives)).toEqual(before);
    await again.close();
  },
);

testHere(
  "an archive that was changed, keys of others and names that are wrong are refused",
  async () => {
    aws.holdings = { stacks: outputsOf("fresh") };
    await createTable(documents, "fresh");
    const refused = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await restoring(...args);
      expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
      return stderr;
    };
    expect(await refused("--stage", "test")).toContain("name the published key list by --keys");
    expect(await refused("--keys", "keys.json")).toContain("name the stage by --stage");
    expect(await refused("--stage", "none", "--keys", "keys.json")).toContain(
      "there is no stack Holdpoint-none-Data in",
    );
    expect(await refused("--stge", "test")).toContain("--stge");
    expect(await refused(...ofStage, "--key", "A".repeat(43))).toContain("not as it was sealed");
    const [name] = [...archiveStore.objects.keys()].filter((one) => one.startsWith("entries/"));
    const whole = archiveStore.objects.get(name as string);
    archiveStore.objects.delete(name as string);
    expect(await refused(...ofStage)).toContain("not as it was sealed");
    archiveStore.objects.set(name as string, whole as NonNullable<typeof whole>);
    // Nothing of all that has left anything but the mark, and the next call restores.
    expect(await restoring(...ofStage)).toMatchObject({ code: 0 });
  },
);
