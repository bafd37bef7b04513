import { folderObjects } from "../../../lib/adapters/objects-folder/objects.ts";
import { openGateStore } from "../../../lib/adapters/sqlite/gate-store.ts";
import type { LargeRun } from "../../../lib/app/large-run/run.ts";
import type { LocalReferences } from "../../../lib/local/references.ts";
import { runsWithWork } from "../../../lib/local/runs/run-calls.ts";
import { localRunMachine } from "../../../lib/local/runs/run-machine.ts";
import { folderWith } from "../../support/cli.ts";

test("a run that is not being judged any more is not judged again, whoever asks", async () => {
  const folder = folderWith();
  const store = await openGateStore(folder);
  const told: unknown[] = [];
  const ended = Promise.withResolvers<void>();
  const machine = localRunMachine({
    ...{ folder, store, objects: folderObjects(folder), size: 1 },
    references: { pins: () => ({}) } as unknown as LocalReferences,
    onEnded: ended.resolve,
    onFailure: (_, error) => told.push(error),
  });
  const run = { id: "0".repeat(40), subject: "order", judging: { attempt: 1 } } as LargeRun;
  await machine.start(run);
  await machine.start(run);
  await ended.promise;
  expect({ told, work: runsWithWork(folder) }).toEqual({ told: [], work: [] });
  expect(await machine.look(run)).toEqual({ is: "unknown" });
  await machine.close();
  await store.close();
});
