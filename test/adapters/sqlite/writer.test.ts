import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { committerHere } from "../../../lib/adapters/sqlite/committer-here.ts";
import { committerInThread } from "../../../lib/adapters/sqlite/committer-in-thread.ts";
import {
  openToRead,
  prepareFolder,
  prepareGateFile,
} from "../../../lib/adapters/sqlite/gate-file.ts";
import { type Committer, groupingWriter } from "../../../lib/adapters/sqlite/writer.ts";
import type { Writing } from "../../../lib/adapters/sqlite/writing.ts";
import { folderWith } from "../../support/cli.ts";

function newFolder(): string {
  const folder = join(folderWith(), "gate");
  prepareFolder(folder);
  prepareGateFile(folder);
  return folder;
}

const send = (body: string): Writing => ({ kind: "queue-send", bodies: [body], nowMs: 0 });

const bodiesIn = (folder: string): readonly string[] => {
  const db = openToRead(folder);
  const bodies = db.prepare("SELECT body FROM queue ORDER BY id").all();
  db.close();
  return bodies.map(({ body }) => String(body));
};

/** Groups as they were committed, and a door that keeps the first one waiting. */
function recorded(committer: Committer) {
  const groups: (readonly Writing[])[] = [];
  let open = (): void => {};
  const door = new Promise<void>((resolve) => {
    open = resolve;
  });
  const commit = async (writings: readonly Writing[]) => {
    groups.push(writings);
    await door;
    return committer.commit(writings);
  };
  return { groups, open: () => open(), committer: { commit, end: committer.end } };
}

describe.each([
  ["here", committerHere],
  ["in a thread of its own", committerInThread],
])("a writer that commits %s", (_, committerOf) => {
  test("commits together what came while it committed, in order, at most 256 at once", async () => {
    const folder = newFolder();
    const { groups, open, committer } = recorded(committerOf(folder));
    const writer = groupingWriter(committer);
    const names = Array.from({ length: 300 }, (_, n) => `body ${n}`);
    const written = names.map((name) => writer.write(send(name)));
    open();
    await Promise.all(written);
    expect(groups.map(({ length }) => length)).toEqual([1, 256, 43]);
    expect(bodiesIn(folder)).toEqual(names);
    await writer.close();
  });

  test("tells only what is committed: whoever hears reads it in another connection", async () => {
    const folder = newFolder();
    const writer = groupingWriter(committerOf(folder));
    for (const name of ["a", "b", "c"]) {
      await writer.write(send(name));
      expect(bodiesIn(folder)).toContain(name);
    }
    await writer.close();
  });

  test("a writing that cannot be done fails alone, whatever is wrong with it", async () => {
    const folder = newFolder();
    const { open, committer } = recorded(committerOf(folder));
    const writer = groupingWriter(committer);
    const wrong = { kind: "queue-send", bodies: [undefined], nowMs: 0 } as unknown as Writing;
    const written = [send("first"), send("a"), wrong, send("b")].map((one) => writer.write(one));
    open();
    const ends = await Promise.allSettled(written);
    expect(ends.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(ends[2]).toMatchObject({ reason: { code: "unavailable", cause: expect.anything() } });
    expect(bodiesIn(folder)).toEqual(["first", "a", "b"]);
    await writer.close();
  });

  test("closing writes what was given, and takes nothing more", async () => {
    const folder = newFolder();
    const writer = groupingWriter(committerOf(folder));
    const written = ["a", "b", "c"].map((name) => writer.write(send(name)));
    await writer.close();
    await Promise.all(written);
    expect(bodiesIn(folder)).toEqual(["a", "b", "c"]);
    await expect(writer.write(send("late"))).rejects.toMatchObject({ code: "unavailable" });
  });
});

test("when the thread that writes dies, all that it was asked is unavailable, then and later", async () => {
  const writer = groupingWriter(committerInThread(join(folderWith(), "nowhere")));
  const ends = await Promise.allSettled(["a", "b"].map((name) => writer.write(send(name))));
  for (const end of ends)
    expect(end).toMatchObject({
      status: "rejected",
      reason: {
        code: "unavailable",
        message: "the thread that writes the gate's store has ended: start the gate again",
        cause: expect.stringContaining("unable to open"),
      },
    });
  await expect(writer.write(send("later"))).rejects.toMatchObject({ code: "unavailable" });
  await writer.close();
});

test("whoever answers callers does not wait for the disk: a thread of its own does", async () => {
  const folder = newFolder();
  const writer = groupingWriter(committerInThread(folder));
  await writer.write(send("first"));
  const other = new DatabaseSync(join(folder, "gate.db"));
  other.exec("BEGIN IMMEDIATE"); // as slow as a disk can be
  let isWritten = false;
  const written = writer.write(send("second")).then(() => {
    isWritten = true;
  });
  for (let n = 0; n < 20; n++) await sleep(5); // timers go on meanwhile
  expect(isWritten).toBe(false);
  expect(bodiesIn(folder)).toEqual(["first"]); // and so do readers
  other.exec("COMMIT");
  await written;
  expect(bodiesIn(folder)).toEqual(["first", "second"]);
  other.close();
  await writer.close();
});
