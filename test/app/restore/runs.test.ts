import { createHandler } from "../../../lambdas/archive/handler.ts";
import type { GateStore } from "../../../lib/adapters/sqlite/gate-store.ts";
import { restore } from "../../../lib/app/restore/restore.ts";
import { sealsOver } from "../../../lib/app/seal/seals-over-archive.ts";
import { auditStreamEvent, contextOf } from "../../../lib/local/lambda-events.ts";
import { goesOn, liveRuns, standOfRuns } from "../../support/lives-of-runs.ts";
import { memoryArchive } from "../../support/memory-archive.ts";
import { reviewedGate } from "../../support/reviewed-gate.ts";
import { runGate, runGateOn } from "../../support/run-gate.ts";

process.env["POWERTOOLS_LOG_LEVEL"] ??= "SILENT";
process.env["POWERTOOLS_METRICS_DISABLED"] ??= "true";

// The same on DynamoDB and S3, by the command that operators call: `test/deploy/restore.test.ts`.
test("runs and dead letters of a lost database stand where they stood, and go on", async () => {
  const it = await runGate();
  const other = await reviewedGate();
  try {
    const store = it.gate.store as GateStore;
    const archive = memoryArchive();
    const { objects, clock } = it.ports;
    const copy = createHandler({
      ...{ archive, seals: sealsOver(archive), clock, objects, events: { send: async () => [] } },
      ...{ passes: store.passes, runs: store.runs, letters: store.letters },
      ...{ earlierRuns: store.earlierRuns, dossier: store.audits.dossier },
      storedEntry: async () => undefined,
    });
    let archived = 0;
    const lives = await liveRuns(it, async () => {
      const rows = await store.entries.after(archived, 100);
      if (rows.length === 0) return;
      const { batchItemFailures } = await copy(auditStreamEvent(rows), contextOf("archive", "1"));
      expect(batchItemFailures).toEqual([]);
      archived = rows.at(-1)?.number ?? archived;
    });
    const before = await standOfRuns(it, lives);

    const object = async (name: string) => {
      if ((await objects.find(name)) === undefined) return undefined;
      const chunks: Uint8Array[] = [];
      for await (const chunk of objects.read(name)) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    const restored = await restore(other.ports, { archive, object });
    expect(restored).toMatchObject({ entries: archived, leftOut: [], lost: [] });
    const { runs } = other.store as GateStore;
    const again = runGateOn(other, runs, objects);
    other.at(clock.now());
    expect(await standOfRuns(again, lives)).toEqual(before);
    // Uploads lie beside the database, and were not lost.
    await goesOn({ ...again, ports: { ...again.ports, uploads: it.uploads } }, lives);
    await again.close();
  } finally {
    await it.close();
  }
});
