import { createHandler } from "../../../lambdas/archive/handler.ts";
import type { GateStore } from "../../../lib/adapters/sqlite/gate-store.ts";
import { replay } from "../../../lib/app/replay.ts";
import { restore } from "../../../lib/app/restore/restore.ts";
import { sealsOver } from "../../../lib/app/seal/seals-over-archive.ts";
import { submit } from "../../../lib/app/submit.ts";
import { auditStreamEvent, contextOf } from "../../../lib/local/lambda-events.ts";
import { memoryArchive } from "../../support/memory-archive.ts";
import { memoryObjects } from "../../support/memory-objects.ts";
import { monthOf, monthsGate } from "../../support/months-gate.ts";
import { people, reviewedGate } from "../../support/reviewed-gate.ts";

process.env["POWERTOOLS_LOG_LEVEL"] ??= "SILENT";
process.env["POWERTOOLS_METRICS_DISABLED"] ??= "true";

const plan = monthsGate();

test("a lost store is made again with the runs that it had released, and compares with them", async () => {
  const [lost, again] = [await reviewedGate({ plan }), await reviewedGate({ plan })];
  try {
    const handIn = (gate: typeof lost, key: string, bills: number) =>
      submit(gate.ports, {
        ...{ gate: "months", body: monthOf(bills), caller: people.shop, idempotencyKey: key },
      });
    for (const bills of [20, 21, 19]) await handIn(lost, `${bills}`, bills);
    const held = await handIn(lost, "held", 10);

    const [archive, objects] = [memoryArchive(), memoryObjects()];
    const { audits, earlierRuns, passes, runs, letters, entries } = lost.store as GateStore;
    const copy = createHandler({
      ...{ archive, seals: sealsOver(archive), clock: lost.ports.clock, objects },
      ...{ events: { send: async () => [] }, passes, runs, letters, earlierRuns },
      ...{ dossier: audits.dossier, storedEntry: async () => undefined },
    });
    await copy(auditStreamEvent(await entries.after(0, 100)), contextOf("archive", "1"));
    const source = { archive, object: async (name: string) => objects.files.get(name) };
    const restored = await restore(again.ports, source);
    expect(restored).toMatchObject({ entries: 4, leftOut: [], lost: [] });

    const { kind } = JSON.parse(
      JSON.stringify(await lost.ports.submissions.find(held.submission_id)),
    ).countsAs as { readonly kind: string };
    const of = (gate: typeof lost) => gate.ports.earlierRuns.latest("months", kind, 24);
    expect(await of(lost)).toHaveLength(3);
    expect(await of(again)).toEqual(await of(lost));
    for (const { submission_id: submission } of [held, await handIn(again, "next", 10)]) {
      const found = await replay(again.ports, { caller: people.auditor, submission });
      expect([found.verdict, found.differences]).toEqual(["equal", []]);
    }

    // What was counted is gone, or another: it is told, and the list stands.
    for (const name of [...objects.files.keys()].filter((one) =>
      one.startsWith("restore/figures/"),
    ))
      objects.files.set(name, Buffer.from("{}"));
    const third = await reviewedGate({ plan });
    const { lost: told } = await restore(third.ports, source);
    expect(told).toHaveLength(4);
    expect(new Set(told.map(({ what }) => what))).toEqual(
      new Set(["the figures by which later runs are compared with it"]),
    );
    expect(await of(third)).toEqual(await of(lost));
    await expect(handIn(third, "next", 10)).rejects.toMatchObject({ code: "unavailable" });
    await third.close();
  } finally {
    await Promise.all([lost.close(), again.close()]);
  }
});
