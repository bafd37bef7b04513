import { roles } from "../../../lib/app/caller.ts";
import { fourEyesReasons } from "../../../lib/app/review/approval.ts";
import { decisions, reasonCodes } from "../../../lib/app/review/case.ts";
import { escalationLevels } from "../../../lib/app/review/policy/deadlines.ts";
import { refusalReasons } from "../../../lib/app/review/policy/refusal.ts";
import { submissionTransitions } from "../../../lib/app/review/policy/submission-states.ts";
import { settledStates, submissionStates } from "../../../lib/app/review/submission.ts";
import { sourceOf } from "../../support/house.ts";

const page = sourceOf("docs/review.md");

/** The words in the first column of the table under a heading, whose head begins with this. */
function firstColumn(head: string): readonly string[] {
  const [, table = ""] = page.split(`\n| ${head} `);
  const rows = (table.split("\n\n")[0] as string).split("\n").slice(2);
  return rows.flatMap((row) =>
    [...(row.split("|")[1] as string).matchAll(/`(\w+)`/g)].map(([, word]) => word as string),
  );
}

// What docs/review.md explains, in which table, and what the gate knows: neither more nor less.
test.each<[string, string, readonly string[]]>([
  ["reason of a refusal", "reason |", refusalReasons],
  ["reason for two people", "why |", fourEyesReasons],
  ["role", "role |", roles],
  ["state of a violation", "state |", ["open", "assigned", "info_requested", ...settledStates]],
  ["decision", "decision |", decisions],
  ["level", "level |", escalationLevels],
])("every %s stands in its table", (_, head, known) => {
  expect([...firstColumn(head)].sort()).toEqual([...known].sort());
});

test.each(reasonCodes)("the reason code %s is told", (code) => {
  expect(page).toContain(`\`${code}\``);
});

test("the table of submissions has every transition of the code, and no other", () => {
  const [, table = ""] = page.split("\n| from |");
  const told = (table.split("\n\n")[0] as string)
    .split("\n")
    .slice(2)
    .flatMap((row) => {
      const [, from = "", , to = ""] = row.split("|");
      const target = /`(\w+)`/.exec(to)?.[1] as string;
      const sources = [...from.matchAll(/`(\w+)`/g)].map(([, word]) => word as string);
      return sources.map((source) => `${source} ${target}`);
    });
  const known = submissionStates.flatMap((from) =>
    Object.values(submissionTransitions[from]).map((to) => `${from} ${to}`),
  );
  // That a rejected one stays rejected when it is corrected, the page says in words.
  const said = [...told, "rejected rejected"];
  expect([...new Set(said)].sort()).toEqual([...new Set(known)].sort());
});
