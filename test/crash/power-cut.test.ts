import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { randomOf } from "../../lib/generate/random.ts";
import { powerCutAbsent, type WatchedDisk, watchedDisk } from "./power-cut.ts";

// The shim must bite: what a process did not sync is gone, what it synced is there. Each program
// runs below it and ends by SIGKILL.

const reason = powerCutAbsent();
if (reason !== undefined) test.skip(`power cuts (skipped: ${reason})`, () => {});

const describeWhereItRuns = reason === undefined ? describe : describe.skip;

const write = (name: string, text: string): string =>
  `{ const fd = openSync("${name}", "w"); writeSync(fd, "${text}"); fsyncSync(fd); closeSync(fd); }`;
const syncFolder = (name = "."): string =>
  `{ const fd = openSync("${name}", "r"); fsyncSync(fd); closeSync(fd); }`;

describeWhereItRuns("after a power cut that spares nothing", () => {
  test.each([
    ["a file that nobody synced is gone", `writeFileSync("a", "1")`, {}],
    ["so is one whose folder nobody synced", write("a", "1"), {}],
    ["what both were synced for is there", write("a", "1") + syncFolder(), { a: "1" }],
    [
      "a file is empty whose folder alone was synced",
      `writeFileSync("a", "1");${syncFolder()}`,
      { a: "" },
    ],
    [
      "what was appended later is gone",
      `${write("a", "1")}${syncFolder()}appendFileSync("a", "2")`,
      { a: "1" },
    ],
    [
      "what was written over is back",
      `${write("a", "12")}${syncFolder()}writeFileSync("a", "3")`,
      { a: "12" },
    ],
    [
      "what was cut off is back",
      `${write("a", "12")}${syncFolder()}truncateSync("a", 1)`,
      { a: "12" },
    ],
    [
      "a name that was removed is back",
      `${write("a", "1")}${syncFolder()}unlinkSync("a")`,
      { a: "1" },
    ],
    ["unless the folder was synced", `${write("a", "1")}unlinkSync("a");${syncFolder()}`, {}],
    [
      "a rename is undone",
      `${write("a", "1")}${write("b", "2")}${syncFolder()}renameSync("b", "a")`,
      { a: "1", b: "2" },
    ],
    [
      "unless the folder was synced",
      `${write("a", "1")}${write("b", "2")}renameSync("b", "a");${syncFolder()}`,
      { a: "2" },
    ],
    [
      "a folder that its parent never synced takes along what is in it",
      `mkdirSync("f");${write("f/a", "1")}${syncFolder("f")}`,
      {},
    ],
    [
      "else it keeps it",
      `mkdirSync("f");${syncFolder()}${write("f/a", "1")}${syncFolder("f")}`,
      { "f/a": "1" },
    ],
  ])("%s", (_, program, left) => {
    const root = freshFolder();
    const disk = watchedDisk(root);
    runBelow(disk, root, `${nodeFs}${program};`);
    disk.cut();
    const names = ["a", "b", "f/a"].filter((name) => existsSync(join(root, name)));
    expect(
      Object.fromEntries(names.map((name) => [name, readFileSync(join(root, name), "utf8")])),
    ).toEqual(left);
  });

  test("and where it spares some, a file may hold any of its sectors, and zeros for the others", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 6; seed++) {
      const root = freshFolder();
      const disk = watchedDisk(root);
      runBelow(
        disk,
        root,
        `${nodeFs}${syncFolder()}writeFileSync("a", "1".repeat(1024));${syncFolder()}`,
      );
      disk.cut(randomOf(seed));
      const bytes = readFileSync(join(root, "a"), "latin1");
      seen.add(`${bytes.length}:${bytes[0] ?? "-"}${bytes[512] ?? "-"}`);
    }
    expect(seen.size).toBeGreaterThan(1);
    for (const one of seen) expect(["0:--", "1024:\u00001", "1024:11", "512:1-"]).toContain(one);
  });
});

describeWhereItRuns("SQLite below it", () => {
  // Rows that were acknowledged and are missing after the cut.
  const lostRows = (synchronous: string, seed: number): number | "damaged" => {
    const root = freshFolder();
    const disk = watchedDisk(root);
    const rows = 60;
    runBelow(
      disk,
      root,
      `import { DatabaseSync } from "node:sqlite";
       const db = new DatabaseSync("gate.db");
       db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA wal_autocheckpoint = 7");
       db.exec("CREATE TABLE entry (id INTEGER PRIMARY KEY, body TEXT) STRICT");
       const insert = db.prepare("INSERT INTO entry (body) VALUES (?)");
       for (let n = 0; n < ${rows}; n++) insert.run("x".repeat(2000));`,
    );
    disk.cut(randomOf(seed));
    try {
      const db = new DatabaseSync(join(root, "gate.db"));
      const { integrity_check } = db.prepare("PRAGMA integrity_check").get() as never;
      const { n } = db.prepare("SELECT count(*) AS n FROM entry").get() as { n: number };
      db.close();
      return integrity_check === "ok" ? rows - n : "damaged";
    } catch {
      return "damaged";
    }
  };
  const seeds = [1, 2, 3, 4];

  test("loses rows or the whole file with synchronous = OFF", () => {
    expect(seeds.map((seed) => lostRows("OFF", seed)).filter((lost) => lost !== 0)).toHaveLength(4);
  });

  test("loses the last rows with synchronous = NORMAL", () => {
    const lost = seeds.map((seed) => lostRows("NORMAL", seed));
    expect(lost.every((rows) => rows !== "damaged")).toBe(true);
    expect(lost.filter((rows) => rows !== 0).length).toBeGreaterThan(0);
  });

  test("loses nothing with synchronous = FULL", () => {
    expect(seeds.map((seed) => lostRows("FULL", seed))).toEqual([0, 0, 0, 0]);
  });
});

const nodeFs = `import { openSync, writeSync, fsyncSync, closeSync, writeFileSync, appendFileSync, truncateSync,
  unlinkSync, renameSync, mkdirSync } from "node:fs";`;

function runBelow(disk: WatchedDisk, cwd: string, program: string): void {
  const killed = `${program}\nprocess.kill(process.pid, "SIGKILL");`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", killed], {
    cwd,
    env: { ...process.env, ...disk.environment },
    encoding: "utf8",
  });
  if (done.signal !== "SIGKILL") throw new Error(`the program ended by itself: ${done.stderr}`);
}

const made: string[] = [];
function freshFolder(): string {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), "holdpoint-power-")));
  made.push(parent);
  return realpathSync(mkdtempSync(join(parent, "disk-")));
}
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});
