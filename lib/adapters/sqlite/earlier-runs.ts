import type { EarlierRun } from "../../app/history/earlier-run.ts";
import type { EarlierRuns } from "../../app/ports.ts";
import { parsed, type Reader } from "./reader.ts";

/** The released runs that the next ones are compared with, as rows of SQLite. */
export const sqliteEarlierRuns = (reader: Reader): EarlierRuns => ({
  isLoaded: async (gate) =>
    reader.row(
      "SELECT 1 AS is_there FROM earlier_runs WHERE gate = ? AND released_at = '' LIMIT 1",
      gate,
    ) !== undefined,
  latest: async (gate, kind, runsMax) =>
    reader
      .rows(
        `SELECT id, body FROM earlier_runs WHERE gate = ? AND kind = ?
         ORDER BY released_on DESC, released_at DESC, id DESC LIMIT ?`,
        gate,
        kind,
        runsMax,
      )
      .map(({ id, body }) => parsed<EarlierRun>(body, String(id)))
      .reverse(),
  figures: async (ids) =>
    ids.map((id) => {
      const row = reader.row("SELECT digest, body FROM run_figures WHERE run = ?", id);
      return row && { run: id, digest: String(row["digest"]), text: String(row["body"]) };
    }),
});
