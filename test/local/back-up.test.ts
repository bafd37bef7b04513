import { chmodSync, cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { folderArchive } from "../../lib/adapters/files/archive-folder.ts";
import { copyTree } from "../../lib/adapters/files/copy-tree.ts";
import { folderObjects } from "../../lib/adapters/objects-folder/objects.ts";
import { copyUploads, folderUploads } from "../../lib/adapters/objects-folder/uploads.ts";
import { openGateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import type { LargeRun } from "../../lib/app/large-run/run.ts";
import { runObjects } from "../../lib/app/large-run/run-objects.ts";
import { entriesPrefix, entryNameIn } from "../../lib/app/seal/archive-names.ts";
import { verifyArchive } from "../../lib/app/seal/verify/verify-archive.ts";
import { archiveIn } from "../../lib/local/archiving.ts";
import { backUpGate } from "../../lib/local/back-up.ts";
import { folderWith, orderLine, shop } from "../support/cli.ts";
import { pieceOf } from "../support/run-gate.ts";
import { at, eventually, type Served, serve } from "../support/served.ts";

const running: Served[] = [];
afterEach(async () => {
  await Promise.all(
    running.splice(0).map(async (one) => one.process.exitCode ?? one.end("SIGKILL")),
  );
});
const started = async (folder: string): Promise<Served> => {
  const served = await serve(folder, ["--gate", "shop", "--workers", "1"]);
  running.push(served);
  return served;
};
const asShop = ["--as", "shop", "--data", "data"] as const;

/** What a copy's rows name, and whether it is there; gives how many rows were looked at. */
async function lookInto(copy: string) {
  const objects = folderObjects(copy);
  const store = await openGateStore(copy);
  const there = async (name: string): Promise<void> => {
    if ((await objects.find(name)) === undefined) throw new Error(`${name} is not in the copy`);
  };
  try {
    const rows = await store.entries.after(0, 100_000);
    const judged = rows.filter(({ id }) => !id.includes("."));
    for (const { id } of judged) {
      const dossier = await store.audits.dossier(id); // held against its digests
      expect(dossier?.report).toBeDefined();
      for (const list of ["records", "notPassed"] as const)
        if (dossier?.run !== undefined) {
          await there(runObjects.index(id));
          const index = JSON.parse(
            readFileSync(join(copy, "objects", runObjects.index(id)), "utf8"),
          );
          for (const name of index[list].lists) await there(name);
        }
    }
    const runs = runsIn(copy);
    for (const run of runs) {
      if (run.payload === undefined || run.state === "cancelled") continue;
      await there(runObjects.manifest(run.id, run.payload.digest));
      for (const [number, { sizeBytes }] of run.payload.files.entries())
        expect(await objects.find(runObjects.file(run.id, number))).toMatchObject({ sizeBytes });
    }
    const digests = new Map(rows.map(({ id, digest }) => [id, digest]));
    let archived = 0;
    for await (const name of folderArchive(archiveIn(copy)).names(entriesPrefix)) {
      const { id, digest } = entryNameIn(name)!;
      expect(digests.get(id)).toBe(digest);
      archived++;
    }
    return { entries: rows.length, judged: judged.length, runs, archived };
  } finally {
    await store.close();
  }
}

function runsIn(copy: string): readonly LargeRun[] {
  const db = new DatabaseSync(join(copy, "gate.db"), { readOnly: true });
  try {
    return db
      .prepare("SELECT body FROM runs")
      .all()
      .map(({ body }) => JSON.parse(String(body)));
  } finally {
    db.close();
  }
}

const ordersOf = (name: string, count: number): string =>
  Array.from({ length: count }, (_, n) => orderLine(`${name}-${n}`)).join("");

test("while runs and submissions go on, a backup holds all that its rows name, and goes on by itself", async () => {
  const folder = shop();
  // One that has stopped before has sealed what it had: then each copy has a chain.
  const first = await started(folder);
  writeFileSync(join(folder, "first.json"), ordersOf("first", 1));
  await first.run("submit", "first.json", "--gate", "shop", ...asShop);
  expect(await first.end("SIGTERM")).toBe(0);
  const served = await started(folder);
  const told = (...command: readonly string[]) => served.run(...command, ...asShop);
  let isOver = false;
  const sending = async (what: string, ...more: readonly string[]): Promise<number> => {
    for (let n = 0; ; n++) {
      if (isOver) return n;
      const file = `${what}-${n}.${what === "run" ? "ndjson" : "json"}`;
      writeFileSync(join(folder, file), ordersOf(`${what}${n}`, what === "run" ? 2_000 : 1));
      const { code, stderr } = await told(...more, file, "--gate", "shop");
      if (code !== 0 && code !== 1) throw new Error(stderr);
    }
  };
  const going = [sending("run", "run", "submit"), sending("order", "submit")];
  const copies: string[] = [];
  // At least so many, and until each thing was under way in one of them.
  const isAllSeen = async (): Promise<boolean> => {
    const seen = await Promise.all(copies.map(lookInto));
    const states = new Set(seen.flatMap(({ runs }) => runs.map(({ state }) => state)));
    const isArchiving = seen.some(({ archived }) => archived > 0);
    return states.has("judged") && states.has("judging") && isArchiving;
  };
  for (let n = 0; n < 5 || !(await isAllSeen()); n++) {
    await new Promise((resolve) => setTimeout(resolve, 300 + 170 * (n % 5)));
    copies.push(join(folder, "copies", `${n}`, "data"));
    expect(await served.run("backup", copies[n] as string, "--data", "data")).toMatchObject({
      code: 0,
      stderr: "",
    });
  }
  isOver = true;
  const sent = await Promise.all(going);
  expect(Math.min(...sent)).toBeGreaterThan(1);
  const keys = JSON.parse((await served.run("keys", "list", "--json", "--data", "data")).stdout);
  expect(await served.end("SIGTERM")).toBe(0);

  // One of the gate that stands still, by then sealed.
  copies.push(join(folder, "copies", "still", "data"));
  expect(await at(folder, ["backup", copies.at(-1)!, "--data", "data"])).toMatchObject({ code: 0 });
  const states = new Set<string>();
  const archived: number[] = [];
  for (const copy of copies) {
    const found = await lookInto(copy);
    for (const { state } of found.runs) states.add(state);
    archived.push(found.archived);
    expect(readdirSync(copy)).not.toEqual(expect.arrayContaining(["keys"]));
    const source = folderArchive(archiveIn(copy));
    expect(await verifyArchive({ source, keys, isArchive: true })).toMatchObject({
      verdict: "intact",
      findings: [],
    });
  }
  expect([...states]).toEqual(expect.arrayContaining(["judged"]));
  expect(states.size).toBeGreaterThan(1);
  // Some were taken while entries were stored that nobody had archived yet.
  expect(archived.slice(0, -1).some((count) => count > 0)).toBe(true);
  const still = await lookInto(copies.at(-1)!);
  expect(still.archived).toBe(still.entries);

  // A copy in which something was on its way is a gate that ends it.
  const busy = copies.find((copy) => runsIn(copy).some(({ state }) => state === "judging"));
  const copy = (busy ?? copies[0]) as string;
  for (const rules of ["gates", "rulesets"])
    cpSync(join(folder, rules), join(copy, "..", rules), { recursive: true });
  const other = await started(join(copy, ".."));
  await eventually(
    async () => runsIn(copy).filter(({ state }) => state === "judging").length,
    (judging) => judging === 0,
  );
  const rotation = [
    "keys",
    "rotate",
    "--text",
    "Restored from the backup",
    "--as",
    "Ops",
    "--data",
    "data",
  ];
  expect(await other.run(...rotation)).toMatchObject({ code: 0, stderr: "" });
  const keysNow = JSON.parse((await other.run("keys", "list", "--json", "--data", "data")).stdout);
  expect(await other.end("SIGTERM")).toBe(0);
  expect(busy).toBeDefined();
  const after = await lookInto(copy);
  expect(after.archived).toBe(after.entries);
  const source = folderArchive(archiveIn(copy));
  expect(await verifyArchive({ source, keys: keysNow, isArchive: true })).toMatchObject({
    ...{ verdict: "intact", findings: [], unsealed: 0, entries: after.entries },
  });
});

test("uploads that are under way go on in the copy, and one that ended meanwhile is over", async () => {
  const [folder, copy] = [folderWith(), folderWith()];
  const settings = { secret: "s", baseUrl: () => "http://127.0.0.1:1", now: () => new Date() };
  const [from, to] = [folderUploads(folder, settings), folderUploads(copy, settings)];
  const put = async (uploads: typeof from, name: string, upload: string, text: string) => {
    const piece = pieceOf(text);
    const [signed] = await uploads.sign(name, upload, [piece]);
    const { pathname, search } = new URL(signed!.url);
    await uploads.receivePiece(
      pathname + search,
      (async function* () {
        yield Buffer.from(text);
      })(),
    );
    return piece;
  };
  const [going, over] = [await from.begin("runs/a/files/0"), await from.begin("runs/b/files/0")];
  const piece = await put(from, "runs/a/files/0", going, "half of it");
  const ended = await put(from, "runs/b/files/0", over, "all of it");
  await from.complete("runs/b/files/0", over, [ended]);
  await copyUploads(folder, copy);
  await copyTree(join(folder, "objects"), join(copy, "objects"));
  expect(await to.complete("runs/a/files/0", going, [piece])).toMatchObject({ sizeBytes: 10 });
  expect(await to.complete("runs/b/files/0", over, [ended])).toMatchObject({ sizeBytes: 9 });
  await expect(put(to, "runs/b/files/0", over, "more")).rejects.toMatchObject({ code: "conflict" });
  expect(await folderObjects(copy).find("runs/a/files/0")).toMatchObject({ sizeBytes: 10 });
  expect(await folderObjects(copy).find("runs/b/files/0")).toMatchObject({ sizeBytes: 9 });
});

test("what is of submissions that the copied database does not know stays where it is", async () => {
  const [folder, into] = [folderWith(), join(folderWith(), "copy")];
  const objects = folderObjects(folder);
  await objects.write("restore/unknown/dossier", Buffer.from("another's"));
  await objects.write("runs/unknown/files/0", Buffer.from("another's"));
  await objects.write("restore/deployment/documents/x", Buffer.from("{}"));
  await objects.write("work/unknown/plan.json", Buffer.from("{}"));
  const store = await openGateStore(folder);
  try {
    await backUpGate(store, folder, into);
  } finally {
    await store.close();
  }
  const names: string[] = [];
  for await (const { name } of folderObjects(into).list("")) names.push(name);
  expect(names).toEqual(["restore/deployment/documents/x"]);
});

test("a copy shares nothing that a later write changes, also where it breaks off it is not there", async () => {
  const [folder, root] = [folderWith(), folderWith()];
  const name = "seals/0000000001";
  await folderArchive(archiveIn(folder)).keep(name, Buffer.from("sealed"));
  const store = await openGateStore(folder);
  try {
    await backUpGate(store, folder, join(root, "copy"));
    chmodSync(join(archiveIn(folder), name), 0o600);
    writeFileSync(join(archiveIn(folder), name), "damaged", { flag: "r+" });
    expect(readFileSync(join(archiveIn(join(root, "copy")), name), "utf8")).toBe("sealed");
    const broken = store.backup(join(root, "broken"), {
      after: async () => {
        throw Object.assign(new Error("no room"), { code: "ENOSPC" });
      },
    });
    await expect(broken).rejects.toMatchObject({ code: "unavailable" });
    expect(readdirSync(root)).toEqual(["copy"]);
  } finally {
    await store.close();
  }
});
