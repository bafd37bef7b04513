import { openToWrite } from "./gate-file.ts";
import { commitGroup } from "./group-commit.ts";
import { performer } from "./perform.ts";
import type { Committer } from "./writer.ts";

/** Commits in the thread that calls, which waits for the disk meanwhile. */
export function committerHere(folder: string): Committer {
  const db = openToWrite(folder);
  const perform = performer(db);
  return {
    commit: async (writings) => {
      // What else came in meanwhile joins this group's successor.
      await new Promise((resolve) => setImmediate(resolve));
      return commitGroup(db, perform, writings);
    },
    end: async () => db.close(),
  };
}
