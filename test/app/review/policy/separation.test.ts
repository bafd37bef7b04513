import type { Caller, Role } from "../../../../lib/app/caller.ts";
import type { GateError } from "../../../../lib/app/errors.ts";
import { parseGate } from "../../../../lib/app/gate.ts";
import { decisions } from "../../../../lib/app/review/case.ts";
import { type Operation, operations } from "../../../../lib/app/review/operation.ts";
import { reviewing, rolesFor } from "../../../../lib/app/review/policy/permissions.ts";
import {
  isSameDepartment,
  isSamePerson,
  nameForm,
} from "../../../../lib/app/review/policy/person.ts";
import {
  type Admission,
  admit,
  isManagerAway,
  refusalOf,
} from "../../../../lib/app/review/policy/separation.ts";
import { sampleCase, sampleSubmission } from "../../../support/sample-documents.ts";

const gate = parseGate("name: g\nsubject: order\nruleset: order\nzone: Europe/Tallinn\n", "g.yaml");
const now = "2026-11-23T10:00:00.000Z";
const submission = sampleSubmission("S1", {
  submittedBy: { principal: "issuer|shop", person: "issuer|shop", roles: ["submitter"] },
  authors: ["issuer|shop", "P-7"],
  department: "sales",
});
const one = sampleCase("S1");

const caller = (more: Partial<Caller> = {}): Caller => ({
  principal: "issuer|carol",
  person: "P-9",
  isPerson: true,
  roles: ["service_manager"],
  department: "service",
  tenant: "acme",
  ...more,
});
const reason = (more: Partial<Admission>, who: Partial<Caller> = {}): string | undefined =>
  refusalOf({
    caller: caller(who),
    operation: "decide",
    gate,
    submission,
    case: one,
    decision: "release",
    now,
    ...more,
  })?.reason;

/** Of the roles that may do it, one that does it anywhere and any day. */
const anyRole = (operation: Operation): Role =>
  rolesFor(operation).find((role) => role === "service_manager") ??
  (rolesFor(operation)[0] as Role);

test("a refusal is thrown as forbidden, with its reason", () => {
  let thrown: unknown;
  try {
    admit({ caller: caller({ roles: [] }), operation: "decide", gate, now });
  } catch (error) {
    thrown = error;
  }
  expect([(thrown as GateError).code, (thrown as GateError).reason]).toEqual([
    "forbidden",
    "role_missing",
  ]);
});

describe("whoever reviews", () => {
  test("ten operations review", () => {
    expect(reviewing.size).toBe(10);
  });

  test.each([...reviewing])("%s: is a person", (operation) => {
    const roles = [anyRole(operation)];
    expect(reason({ operation }, { roles })).toBeUndefined();
    expect(reason({ operation }, { roles, isPerson: false })).toBe("no_person");
    expect(reason({ operation }, { roles, person: " \u200b" })).toBe("no_person");
  });

  test.each([...reviewing])("%s: does not administer the gate", (operation) => {
    expect(reason({ operation }, { roles: [anyRole(operation), "admin"] })).toBe("admin_decides");
    expect(reason({ operation }, { roles: ["admin"] })).toBe("role_missing");
  });

  test.each([...reviewing])("%s: did not make it, under any account or spelling", (operation) => {
    const roles = [anyRole(operation)];
    for (const who of [
      { person: "P-7" },
      { person: " p-7" },
      { person: "Ｐ-7" },
      { person: "P\u00ad-7" },
      { principal: "issuer|shop" },
      { person: "ISSUER|shop" },
    ])
      expect(reason({ operation }, { roles, ...who })).toBe("author_decides");
  });

  test("whoever made it may still read, answer and withdraw", () => {
    for (const operation of ["read-report", "answer", "withdraw", "issue-pass"] as const)
      expect(reason({ operation }, { roles: ["submitter"], person: "P-7" })).toBeUndefined();
  });

  test("a case is not given to whoever made it", () => {
    const operation = "assign";
    expect(reason({ operation, assignee: { principal: "x", person: "p-7" } })).toBe(
      "author_decides",
    );
    expect(reason({ operation, assignee: { principal: "x", person: "P-8" } })).toBeUndefined();
  });
});

test("stopping a pass takes a person, who may have made it", () => {
  const operation = "recall-pass";
  expect(reason({ operation }, { isPerson: false })).toBe("no_person");
  expect(reason({ operation }, { person: "P-7" })).toBeUndefined();
});

describe("what is somebody's own", () => {
  const own = (who: Partial<Caller>) =>
    reason({ operation: "read-submission" }, { roles: ["submitter"], isPerson: false, ...who });

  test.each<[Partial<Caller>, string | undefined]>([
    [{ principal: "issuer|shop", person: "issuer|shop" }, undefined],
    [{ principal: "issuer|other", person: "P-7" }, undefined], // she made what it corrects
    [{ principal: "issuer|other", person: "P-8" }, "not_own_submission"],
    [{ principal: "issuer|other", person: "P-8", department: "sales" }, "not_own_submission"],
  ])("%j: %s", (who, expected) => {
    expect(own(who)).toBe(expected);
  });

  test.each([
    ["sales", "sales", undefined],
    ["sales", " Sales", undefined],
    ["sales", "marketing", "other_department"],
    ["sales", undefined, "other_department"],
    [undefined, "sales", "other_department"],
    [undefined, undefined, "other_department"],
    [" ", " ", "other_department"],
  ] as const)("a submission of %s, a manager of %s: %s", (of, department, expected) => {
    const { department: _, ...rest } = submission;
    const { department: __, ...nobody } = caller({ roles: ["functional_manager"] });
    const asked = {
      caller: { ...nobody, ...(department !== undefined && { department }) },
      operation: "answer",
      gate,
      submission: { ...rest, ...(of !== undefined && { department: of }) },
      now,
    } as const;
    expect(refusalOf(asked)?.reason).toBe(expected);
  });
});

describe("a second approver reads what she is asked about", () => {
  const reads = (more: Partial<Admission>) =>
    reason({ operation: "read-cases", ...more }, { roles: ["second_approver"] });

  test.each<[Partial<Admission>, string | undefined]>([
    [{}, "nothing_to_approve"],
    [{ toApprove: true }, undefined],
    [{ case: { ...one, approval: "S1.aa" } }, undefined],
    [{ toApprove: false }, "nothing_to_approve"],
  ])("%#", (more, expected) => {
    expect(reads(more)).toBe(expected);
  });
});

describe("a deputy acts on the days of an absence, by the gate's clocks", () => {
  const absences = [
    { from: "2026-11-24", to: "2026-11-25" },
    { from: "2026-12-24", to: "2026-12-24" },
  ];
  const away = { ...gate, review: { ...gate.review, absences } };

  test.each([
    ["2026-11-23T21:59:59.999Z", false], // 23:59 in Tallinn
    ["2026-11-23T22:00:00.000Z", true],
    ["2026-11-25T21:59:59.999Z", true],
    ["2026-11-25T22:00:00.000Z", false],
    ["2026-12-24T12:00:00+02:00", true],
    ["2026-12-25T12:00:00+02:00", false],
  ])("%s: %s", (at, acts) => {
    expect(isManagerAway(away, at)).toBe(acts);
    expect(reason({ gate: away, now: at }, { roles: ["deputy_service_manager"] })).toBe(
      acts ? undefined : "deputy_not_acting",
    );
  });

  test("and nowhere where no gate is known", () => {
    const { gate: _, ...rest } = { gate, operation: "claim" as const, now };
    expect(
      refusalOf({ ...rest, caller: caller({ roles: ["deputy_service_manager"] }) })?.reason,
    ).toBe("deputy_not_acting");
  });
});

describe("a case that somebody works on", () => {
  const by = { principal: "issuer|dan", person: "P-3", roles: [] };
  const leased = { ...one, lease: { by, until: "2026-11-23T10:00:00.001Z" } };
  const lapsed = { ...one, lease: { by, until: now } };

  test.each(["claim", "unclaim", "assign", "ask", "propose", "decide"] as const)(
    "%s is hers until the lease ends",
    (operation) => {
      expect(reason({ operation, case: leased })).toBe("leased");
      expect(reason({ operation, case: lapsed })).toBeUndefined();
      expect(reason({ operation, case: leased }, { principal: "issuer|dan" })).toBeUndefined();
      expect(reason({ operation, case: leased }, { person: "p-3" })).toBeUndefined();
    },
  );

  test.each(
    operations.filter(
      (o) => !["claim", "unclaim", "assign", "ask", "propose", "decide"].includes(o),
    ),
  )("%s does not wait for it", (operation) => {
    expect(
      reason(
        { operation, case: leased, toApprove: true },
        { roles: [anyRole(operation)], person: "P-8" },
      ),
    ).not.toBe("leased");
  });
});

// What is decided on what, by whom; section 0.2 and 5.3.
describe("decisions", () => {
  const found = (severity: "hold" | "block", waivable: boolean) => ({ ...one, severity, waivable });
  const TABLE: readonly [
    severity: "hold" | "block",
    waivable: boolean,
    manager: readonly (string | undefined)[],
    analyst: readonly (string | undefined)[],
  ][] = [
    // in the order release, return, reject, false_positive, attest
    [
      "hold",
      true,
      [undefined, undefined, undefined, undefined, undefined],
      [f(), f(), f(), undefined, f()],
    ],
    [
      "hold",
      false,
      ["not_waivable", undefined, undefined, "not_waivable", undefined],
      [f(), f(), f(), "not_waivable", f()],
    ],
    [
      "block",
      true,
      ["block_not_released", undefined, undefined, undefined, undefined],
      [f(), f(), f(), f(), f()],
    ],
    [
      "block",
      false,
      ["not_waivable", undefined, undefined, "not_waivable", undefined],
      [f(), f(), f(), f(), f()],
    ],
  ];

  test.each(TABLE)("on %s, waivable %s", (severity, waivable, manager, analyst) => {
    const of = (role: Role) =>
      decisions.map((decision) =>
        reason({ case: found(severity, waivable), decision }, { roles: [role] }),
      );
    expect(of("service_manager")).toEqual(manager);
    expect(of("service_analyst")).toEqual(analyst);
  });

  test("an analyst who deputises decides as an analyst until there is an absence", () => {
    const roles: readonly Role[] = ["service_analyst", "deputy_service_manager"];
    const blocked = found("block", true);
    expect(reason({ case: blocked, decision: "false_positive" }, { roles })).toBe(
      "only_false_positive",
    );
    const away = {
      ...gate,
      review: { ...gate.review, absences: [{ from: "2026-11-23", to: "2026-11-23" }] },
    };
    expect(
      reason({ gate: away, case: blocked, decision: "false_positive" }, { roles }),
    ).toBeUndefined();
  });
});

function f(): string {
  return "only_false_positive";
}

describe("names", () => {
  test.each([
    ["P-1", "p-1 "],
    ["Ｐ-１", "P-1"],
    ["Ma\u0301ri", "Mári"],
    ["a\u200db", "AB"],
    ["A  B", "a b"],
    ["İ", "i\u0307"],
  ])("%j and %j are one", (a, b) => {
    expect(nameForm(a)).toBe(nameForm(b));
    expect(isSamePerson({ principal: "x", person: a }, { principal: "y", person: b })).toBe(true);
  });

  test.each([
    ["P-1", "P-2"],
    ["ä", "a"],
    ["P-1", "P1"],
  ])("%j and %j are two", (a, b) => {
    expect(isSamePerson({ principal: "x", person: a }, { principal: "y", person: b })).toBe(false);
  });

  test("one account is one person, whatever its tokens say", () => {
    expect(isSamePerson({ principal: "x", person: "a" }, { principal: "x", person: "b" })).toBe(
      true,
    );
  });

  test("two that name nobody are not one", () => {
    expect(isSamePerson({ principal: "x", person: " " }, { principal: "y", person: "" })).toBe(
      false,
    );
    const nameless = { ...submission, authors: [""] };
    const who = { roles: ["submitter"] as const, isPerson: false, person: "\u200b" };
    expect(reason({ operation: "read-report", submission: nameless }, who)).toBe(
      "not_own_submission",
    );
  });

  test("two unknown departments are not one", () => {
    expect(isSameDepartment(undefined, undefined)).toBe(false);
    expect(isSameDepartment("", "")).toBe(false);
    expect(isSameDepartment("ﬁnance", "Finance")).toBe(true);
  });
});
