import { type Caller, type Role, roles } from "../../../../lib/app/caller.ts";
import { parseGate } from "../../../../lib/app/gate.ts";
import { type Operation, operations } from "../../../../lib/app/review/operation.ts";
import {
  type Extent,
  extentOf,
  narrowed,
  reviewing,
  rolesFor,
} from "../../../../lib/app/review/policy/permissions.ts";
import { refusalOf } from "../../../../lib/app/review/policy/separation.ts";
import { sampleSubmission } from "../../../support/sample-documents.ts";

// Section 5.3 once more, a column a role: A all, o own, d department, t to approve, x as deputy,
// f false positive only, . not at all.
const COLUMNS: readonly Role[] = [
  "submitter",
  "service_analyst",
  "service_manager",
  "deputy_service_manager",
  "second_approver",
  "functional_manager",
  "compliance",
  "rule_editor",
  "executive",
  "auditor",
  "admin",
];
const GRID = `
submit             A . . . . . . . . . .
open-run           A . . . . . . . . . .
upload-run         o . . . . . . . . . .
cancel-run         o . . . . . . . . . A
resume-run         o . . . . . . . . . A
read-run           o A A A . d A . . A A
read-submission    o A A A t d A . . A .
read-report        o A A A t d A . . A .
withdraw           o . . . . . . . . . .
answer             o . . . . d . . . . .
read-cases         o A A A t d A . . A .
claim              . A A x . . . . . . .
unclaim            . A A x . . . . . . .
assign             . A A x . . . . . . .
ask                . A A x . . . . . . .
propose            . A A x . . . . . . .
decide             . f A x . . . . . . .
reject-submission  . . A x . . . . . . .
read-approvals     . A A A A . A . . A .
approve            . . A x A . A . . . .
refuse-approval    . . A x A . A . . . .
release-partially  . . A x . . . . . . .
issue-pass         o . A x . . . . . . .
read-pass          o A A A . d A . . A .
recall-pass        . . A x . . A . . . .
rotate-keys        . . . . . . . . . . A
load-history       . . . . . . . . . . A
read-letters       . . A A . . . . . A A
redrive-letter     . . . . . . . . . . A
discard-letter     . . . . . . . . . . A
read-audit         . . . . . . . . . A .
replay             . . . . . . . . . A .
`;
const EXTENTS: Readonly<Record<string, Extent | undefined>> = {
  A: "all",
  o: "own",
  d: "department",
  t: "to_approve",
  x: "deputy",
  f: "false_positive",
};

const cells = GRID.trim()
  .split("\n")
  .flatMap((line) => {
    const [operation, ...marks] = line.split(/\s+/);
    return marks.map(
      (mark, index) =>
        [COLUMNS[index] as Role, operation as Operation, EXTENTS[mark as string]] as const,
    );
  });

const gate = parseGate("name: g\nsubject: order\nruleset: order\nzone: Europe/Tallinn\n", "g.yaml");
const away = {
  ...gate,
  review: { ...gate.review, absences: [{ from: "2026-11-23", to: "2026-11-23" }] },
};
const now = "2026-11-23T10:00:00.000Z";
const submission = sampleSubmission("S1", { department: "sales" });

const caller = (role: Role): Caller => ({
  principal: "issuer|carol",
  person: "P-9",
  isPerson: true,
  roles: [role],
  department: "logistics",
  tenant: "acme",
});
const reasonFor = (role: Role, operation: Operation, more = {}) =>
  refusalOf({ caller: caller(role), operation, gate, submission, now, ...more })?.reason;

test.each(cells)("%s, %s: %s", (role, operation, extent) => {
  expect(extentOf(role, operation)).toBe(extent);
  if (extent === undefined) {
    expect(reasonFor(role, operation)).toBe("role_missing");
    expect(rolesFor(operation)).not.toContain(role);
  } else {
    expect(reasonFor(role, operation)).toBe(beyond[extent]);
    expect(reasonFor(role, operation, within[extent])).toBeUndefined();
  }
});

// What a stranger of another department hears, and with what she would be let in.
const beyond: Readonly<Record<Extent, string | undefined>> = {
  all: undefined,
  own: "not_own_submission",
  department: "other_department",
  to_approve: "nothing_to_approve",
  deputy: "deputy_not_acting",
  false_positive: undefined,
};
const within: Readonly<Record<Extent, object>> = {
  all: {},
  own: { submission: { ...submission, authors: ["p-9 "] } },
  department: { submission: { ...submission, department: "Logistics" } },
  to_approve: { toApprove: true },
  deputy: { gate: away },
  false_positive: { decision: "false_positive" },
};

test("every role and operation is in the grid: 352 cells, 101 allowed", () => {
  expect(COLUMNS.toSorted()).toEqual([...roles].sort());
  expect([...new Set(cells.map(([, operation]) => operation))].sort()).toEqual(
    [...operations].sort(),
  );
  expect(cells).toHaveLength(roles.length * operations.length);
  expect(cells.filter(([, , extent]) => extent !== undefined)).toHaveLength(101);
});

test("an analyst decides false positives and nothing else", () => {
  for (const decision of ["release", "return", "reject"] as const)
    expect(reasonFor("service_analyst", "decide", { decision })).toBe("only_false_positive");
});

test("who reads everything changes nothing", () => {
  const changing = operations.filter((one) => !one.startsWith("read-") && one !== "replay");
  expect(changing.filter((one) => extentOf("auditor", one))).toEqual([]);
});

describe("a gate narrows who decides, and never widens it", () => {
  const only = (...decide: Role[]) => ({ gate: { ...away, review: { ...away.review, decide } } });

  test.each([...narrowed])("%s", (operation) => {
    expect(reasonFor("service_manager", operation, only("deputy_service_manager"))).toBe(
      "not_deciding_here",
    );
    expect(reasonFor("deputy_service_manager", operation, only("service_manager"))).toBe(
      "not_deciding_here",
    );
    expect(reasonFor("service_manager", operation, only("service_manager"))).toBeUndefined();
    // A file that names her is refused; should it ever be read, she still decides nothing.
    expect(reasonFor("compliance", operation, only("compliance"))).toBe("role_missing");
  });

  test("but not who works on cases, or approves", () => {
    const others = [...reviewing].filter((operation) => !narrowed.has(operation));
    expect(others).toHaveLength(7);
    for (const operation of others)
      expect(reasonFor("service_manager", operation, only("service_analyst"))).toBeUndefined();
  });
});

test("one role that reaches far enough is enough", () => {
  const both = { ...caller("submitter"), roles: ["submitter", "service_manager"] as const };
  expect(
    refusalOf({ caller: both, operation: "read-report", gate, submission, now }),
  ).toBeUndefined();
});
