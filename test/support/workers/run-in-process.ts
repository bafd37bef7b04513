import { join } from "node:path";
import { workFolders } from "../../../lib/adapters/files/work-folders.ts";
import { folderObjects } from "../../../lib/adapters/objects-folder/objects.ts";
import { runObjects } from "../../../lib/app/large-run/run-objects.ts";
import { portsOf, startedRun, throughSteps } from "../run-in-steps.ts";
import { compileSmall } from "../small-engine.ts";

/**
 * A run of so many records of 2 kB, through all its steps in this process: its objects and the folders
 * of its tasks lie below a folder. Tells the counts.
 */
const [folder = "", count = "0"] = process.argv.slice(2);
const records = Number(count);
/** A third of the records have company, and none is wrong: what is found would be bounded otherwise. */
const plan = compileSmall({
  rules: [
    { id: "REC-01", must: "record.total >= 0" },
    { id: "SET-01", scope: "set", must: "duplicates(key(record.note)).size() < 100" },
  ],
});
const objects = folderObjects(join(folder, "objects"));
const work = join(folder, "work");

const padding = "x".repeat(1_900);
const lineAt = (i: number): string =>
  `${JSON.stringify({
    number: `N-${i}`,
    note: i % 3 === 0 ? `n ${i % 999}` : `note ${i}`,
    total: `${i % 700}.50`,
    serial: i,
    currency: "EUR",
    ext: { padding },
  })}\n`;

async function* file(): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < records; at += 500)
    yield Buffer.from(
      Array.from({ length: Math.min(500, records - at) }, (_, i) => lineAt(at + i)).join(""),
    );
}

const started = startedRun(plan, [["bills.ndjson", ""]]);
await objects.write(runObjects.file(started.id, 0), file());
const { sizeBytes = 0 } = (await objects.find(runObjects.file(started.id, 0))) ?? {};
const run = {
  ...started,
  payload: { files: [{ name: "bills.ndjson", sizeBytes }], sizeBytes, digest: "5eed" },
};
const sizes = {
  partBytes: 1024 ** 2,
  partitions: 16,
  comparedRecords: 500,
  groupParts: 4,
  groupGroups: 4,
  legBytes: 1024 ** 3,
};
const ports = { ...portsOf(plan, objects, { sizes }), workFolder: workFolders(work) };
const { counts, plan: made } = await throughSteps(ports, run);
process.stdout.write(JSON.stringify({ ...counts, parts: made.parts, sizeBytes }));
