import type { Caller, Role } from "../../../../lib/app/caller.ts";
import { GateError } from "../../../../lib/app/errors.ts";
import { type Gate, parseGate } from "../../../../lib/app/gate.ts";
import type {
  Approval,
  FourEyesReason,
  ReviewedAction,
} from "../../../../lib/app/review/approval.ts";
import type { Case } from "../../../../lib/app/review/case.ts";
import type { Money } from "../../../../lib/app/review/money.ts";
import {
  admitApproval,
  bindingOf,
  fourEyes,
  isOverLimits,
  type SecondMove,
  type Weighed,
} from "../../../../lib/app/review/policy/four-eyes.ts";
import type { Exposure, Submission } from "../../../../lib/app/review/submission.ts";
import { sampleApproval, sampleCase, sampleSubmission } from "../../../support/sample-documents.ts";

const gate = parseGate(
  `name: g
subject: order
ruleset: order
zone: Europe/Tallinn
approval:
  money: { EUR: "10000", NOK: "115000" }
  customers: 500
  approvers: [second_approver, service_manager, compliance, deputy_service_manager]
  tiers:
    - { money: { EUR: "50000", NOK: "600000" }, approvers: [second_approver, compliance] }
    - { money: { EUR: "250000", NOK: "3000000" }, approvers: [compliance] }
`,
  "g.yaml",
);
const none: Exposure = { money: { amounts: {} }, customers: 0 };
const risk = (amounts: Money["amounts"], customers = 0, unknown = false): Exposure => ({
  money: { amounts, ...(unknown && { unknown: true }) },
  customers,
});
const decided = (
  atRisk: Exposure,
  more: Partial<Extract<Weighed, { kind: "decide" }>> = {},
): Weighed => ({
  kind: "decide",
  decision: "release",
  severity: "hold",
  scope: "record",
  waivable: true,
  atRisk,
  ...more,
});
const why = (
  weighed: Weighed,
  before: Exposure = none,
  at: Gate = gate,
): readonly FourEyesReason[] => {
  const two = fourEyes(at, { releasedAlone: before }, weighed);
  // One person is enough, or there is a reason why not.
  if (two !== undefined) expect(two.why.length).toBeGreaterThan(0);
  return two?.why ?? [];
};

describe("a decision that lets something through", () => {
  test.each<[string, Weighed, readonly FourEyesReason[]]>([
    ["nothing at risk", decided(none), []],
    ["just below the limit", decided(risk({ EUR: "9999.999999" })), []],
    ["exactly at the limit", decided(risk({ EUR: "10000" })), ["money_at_risk"]],
    ["at the limit, written otherwise", decided(risk({ EUR: "10000.00" })), ["money_at_risk"]],
    ["each currency by itself", decided(risk({ EUR: "9999", NOK: "114999" })), []],
    ["one of two currencies", decided(risk({ EUR: "1", NOK: "115000" })), ["money_at_risk"]],
    ["a currency without a limit", decided(risk({ SEK: "0.01" })), ["money_at_risk"]],
    ["nothing of a currency without a limit", decided(risk({ SEK: "0.00" })), []],
    ["a loss", decided(risk({ EUR: "-10000" })), ["money_at_risk"]],
    ["unknown money", decided(risk({}, 0, true)), ["money_unknown"]],
    ["more than a double tells apart", decided(risk({ EUR: "9999.9999999999999999" })), []],
    ["499 customers", decided(risk({}, 499)), []],
    ["500 customers", decided(risk({}, 500)), ["customers_affected"]],
    ["a run", decided(none, { scope: "run" }), ["run_scope"]],
    ["a set", decided(none, { scope: "set" }), []],
    [
      "a block",
      decided(none, { severity: "block", decision: "false_positive" }),
      ["block_let_through"],
    ],
    ["a false positive on what holds", decided(none, { decision: "false_positive" }), []],
    [
      "everything at once",
      decided(risk({ EUR: "10000" }, 500, true), {
        severity: "block",
        decision: "false_positive",
        scope: "run",
      }),
      ["block_let_through", "money_at_risk", "money_unknown", "customers_affected", "run_scope"],
    ],
  ])("%s", (_, weighed, expected) => {
    expect(why(weighed)).toEqual(expected);
  });

  test.each(["return", "reject"] as const)(
    "%s lets nothing through: one person is enough",
    (decision) => {
      const all = risk({ EUR: "10000000", SEK: "1" }, 9_999, true);
      expect(why(decided(all, { decision, severity: "block", scope: "run" }))).toEqual([]);
    },
  );
});

describe("slices add up", () => {
  test.each<[Exposure, Exposure, readonly FourEyesReason[]]>([
    [risk({ EUR: "5000" }), risk({ EUR: "4999.99" }), []],
    [risk({ EUR: "5000" }), risk({ EUR: "5000" }), ["money_at_risk"]],
    [risk({ EUR: "0.01" }), risk({ EUR: "9999.99" }), ["money_at_risk"]],
    [risk({ NOK: "1" }), risk({ EUR: "9999.99" }), []],
    [risk({}, 1), risk({}, 499), ["customers_affected"]],
    [risk({}, 1), risk({}, 0, true), ["money_unknown"]],
    // what went out before is over by itself: whatever follows is
    [none, risk({ EUR: "10000" }), ["money_at_risk"]],
  ])("%j after %j: %j", (now, before, expected) => {
    expect(why(decided(now), before)).toEqual(expected);
  });
});

// The tier that is reached says who may be second.
test.each<[Exposure, readonly Role[]]>([
  [risk({ EUR: "10000" }), gate.approval.approvers],
  [risk({ EUR: "49999.99" }), gate.approval.approvers],
  [risk({ EUR: "50000" }), ["second_approver", "compliance"]],
  [risk({ EUR: "249999.99" }), ["second_approver", "compliance"]],
  [risk({ EUR: "250000" }), ["compliance"]],
  [risk({ EUR: "10000", NOK: "3000000" }), ["compliance"]], // the highest of any currency
  [risk({ SEK: "1" }), ["compliance"]], // no limit: over every tier
  [risk({ EUR: "1" }, 0, true), ["compliance"]],
  [risk({ EUR: "1" }, 500), gate.approval.approvers],
])("at %j approve %j", (atRisk, approvers) => {
  expect(fourEyes(gate, { releasedAlone: none }, decided(atRisk))?.approvers).toEqual(approvers);
});

// What escalates to the executive when its release is missed.
test.each<[Exposure, boolean]>([
  [none, false],
  [risk({ EUR: "9999.99" }, 499), false],
  [risk({ EUR: "10000" }), true],
  [risk({}, 500), true],
  [risk({}, 0, true), true],
  [risk({ SEK: "1" }), true],
])("%j is over the limits: %s", (exposure, over) => {
  expect(isOverLimits(gate, exposure)).toBe(over);
});

describe("a partial release", () => {
  const partial = (
    records: number,
    excluded: number,
    money: Money = { amounts: { EUR: "1000" } },
    excludedMoney: Money = { amounts: {} },
  ): Weighed => ({ kind: "release-partially", records, excluded, money, excludedMoney });
  const eur = (text: string): Money => ({ amounts: { EUR: text } });

  test.each<[string, Weighed, readonly FourEyesReason[]]>([
    ["leaves nothing behind", partial(3, 0), []],
    ["5 of 100", partial(100, 5), []], // exactly what is tolerated
    ["6 of 100", partial(100, 6), ["excluded_share"]],
    ["1 of 20", partial(20, 1), []],
    ["1 of 19: too few to speak of shares", partial(19, 1), ["excluded_share"]],
    ["5 % of the money", partial(100, 1, eur("1000"), eur("50.00")), []],
    ["a cent more", partial(100, 1, eur("1000"), eur("50.01")), ["excluded_share"]],
    [
      "money of which there is none in all",
      partial(100, 1, eur("0"), eur("0.01")),
      ["excluded_share"],
    ],
    [
      "one of two currencies",
      partial(100, 1, { amounts: { EUR: "1000", NOK: "10" } }, { amounts: { EUR: "1", NOK: "1" } }),
      ["excluded_share"],
    ],
    ["a credit note", partial(100, 1, eur("1000"), eur("-51")), ["excluded_share"]],
    ["unknown money", partial(100, 1, { amounts: {}, unknown: true }), ["money_unknown"]],
    [
      "unknown money left behind",
      partial(100, 6, eur("1"), { amounts: {}, unknown: true }),
      ["excluded_share", "money_unknown"],
    ],
  ])("%s", (_, weighed, expected) => {
    expect(why(weighed)).toEqual(expected);
  });

  test("as the gate tolerates", () => {
    const strict = {
      ...gate,
      policy: { ...gate.policy, tolerated: { share: "0", money_share: "0", population_min: 1 } },
    };
    expect(why(partial(1_000_000, 1), none, strict)).toEqual(["excluded_share"]);
    expect(why(partial(1_000_000, 0), none, strict)).toEqual([]);
  });
});

const submission: Submission = sampleSubmission("S1", {
  submittedBy: { principal: "issuer|shop", person: "issuer|shop", roles: ["submitter"] },
  authors: ["issuer|shop", "P-7"],
  department: "sales",
});
const one: Case = sampleCase("S1", { violations: "0-9", count: 10 });
const action: ReviewedAction = {
  kind: "decide",
  case: one.id,
  decision: "release",
  violations: "0-3,7",
  reason: { code: "one_off_agreed", text: "agreed with the customer by phone" },
};
const active = { gate, plan: { revision: "02" } };
const binding = bindingOf(submission, active, action);

describe("the binding", () => {
  const other = (more: Partial<Submission>): string =>
    bindingOf({ ...submission, ...more }, active, action);
  const act = (more: Partial<Extract<ReviewedAction, { kind: "decide" }>>): string =>
    bindingOf(submission, active, { ...(action as typeof action & { kind: "decide" }), ...more });

  test.each<[string, string]>([
    ["another submission", other({ id: "S2" })],
    ["another payload", other({ payload: "ff" })],
    ["another revision that judged", other({ revision: "ff" })],
    ["another gate that judged", other({ gateVersion: "ff" })],
    [
      "a revision published since",
      bindingOf(submission, { gate, plan: { revision: "03" } }, action),
    ],
    [
      "a gate configured since",
      bindingOf(submission, { ...active, gate: { ...gate, pass: { valid_hours: 1 } } }, action),
    ],
    ["another case", act({ case: "S1.ff" })],
    ["another decision", act({ decision: "false_positive" })],
    ["other violations", act({ violations: "0-3" })],
    ["another reason", act({ reason: { code: "other", text: "a reason of another kind" } })],
  ])("differs for %s", (_, differing) => {
    expect(differing).toMatch(/^[0-9a-f]{64}$/);
    expect(differing).not.toBe(binding);
  });

  test("is the same for the same, whatever the order of keys and whatever else changes", () => {
    const { kind, ...rest } = action;
    expect(bindingOf(submission, active, { ...rest, kind } as ReviewedAction)).toBe(binding);
    expect(other({ version: 7, settled: { released: 1 } })).toBe(binding);
  });
});

const approval: Approval = sampleApproval("S1", {
  state: "pending",
  action,
  binding,
  approvers: gate.approval.approvers,
  requestedBy: {
    principal: "issuer|anna",
    person: "P-1",
    roles: ["service_manager"],
    department: "sales",
  },
  requestedAt: "2026-11-23T10:00:00.000Z",
  expiresAt: "2026-11-26T10:00:00.000Z",
});
const second: Caller = {
  principal: "issuer|bert",
  person: "P-2",
  isPerson: true,
  roles: ["second_approver"],
  department: "finance",
  tenant: "acme",
};
const move: SecondMove = {
  approval,
  caller: second,
  binding,
  active,
  submission,
  case: one,
  now: "2026-11-23T11:00:00.000Z",
};

const reasonOf = (more: Partial<SecondMove>): string | undefined => {
  try {
    admitApproval({ ...move, ...more });
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(GateError);
    return (error as GateError).reason;
  }
};
const by = (more: Partial<Caller>): Partial<SecondMove> => ({ caller: { ...second, ...more } });
const asked = (more: Partial<Approval>): Partial<SecondMove> => ({
  approval: { ...approval, ...more },
});
const asking = (department: string | undefined): Partial<SecondMove> => {
  const { department: _, ...nobody } = approval.requestedBy;
  return asked({ requestedBy: { ...nobody, ...(department !== undefined && { department }) } });
};
const { department: _unknown, ...ofNoDepartment } = second;
const { department: _nobody, ...fromNoDepartment } = submission;
const { case: _gone, ...withoutCase } = move;

describe("the second person", () => {
  test.each<[string, Partial<SecondMove>, string | undefined]>([
    ["another person of another department, in an approving role", {}, undefined],
    ["the first person", by({ principal: "issuer|anna", person: "P-1" }), "same_person"],
    ["the first person under a second account", by({ person: " p-1" }), "same_person"],
    ["the first account, said to be another", by({ principal: "issuer|anna" }), "same_person"],
    ["an author", by({ person: "P-7" }), "author_decides"],
    ["the sender's account", by({ principal: "issuer|shop" }), "author_decides"],
    ["a role that approves nothing", by({ roles: ["service_analyst"] }), "approver_role_missing"],
    ["a manager, as the tier allows", by({ roles: ["service_manager"] }), undefined],
    [
      "a manager where the tier asks for compliance",
      { ...by({ roles: ["service_manager"] }), ...asked({ approvers: ["compliance"] }) },
      "approver_role_missing",
    ],
    [
      "a deputy without an absence",
      by({ roles: ["deputy_service_manager"] }),
      "approver_role_missing",
    ],
    [
      "a deputy in an absence", // the gate's version is another one by then, and so the approval stale
      {
        ...by({ roles: ["deputy_service_manager"] }),
        active: {
          ...active,
          gate: {
            ...gate,
            review: { ...gate.review, absences: [{ from: "2026-11-23", to: "2026-11-23" }] },
          },
        },
      },
      "approval_stale",
    ],
    ["both of the department that benefits", by({ department: "Sales " }), "department_benefits"],
    [
      "neither department known",
      { caller: ofNoDepartment, ...asking(undefined) },
      "department_benefits",
    ],
    [
      "a second of no department, a first of the sender's",
      { caller: ofNoDepartment },
      "department_benefits",
    ],
    [
      "a second of no department, a first of another",
      { caller: ofNoDepartment, ...asking("service") },
      undefined,
    ],
    ["a first of no department, a second of another", asking(undefined), undefined],
    ["both of other departments", asking("service"), undefined],
    ["a sender of no department", { submission: fromNoDepartment }, "department_benefits"],
  ])("%s", (_, more, expected) => {
    expect(reasonOf(more)).toBe(expected);
  });
});

describe("an approval", () => {
  const cut = (violations: string): Partial<SecondMove> => ({ case: { ...one, violations } });

  test.each<[string, Partial<SecondMove>, string | undefined]>([
    ["that was used", asked({ state: "used" }), "approval_used"],
    ["that was refused", asked({ state: "refused" }), "approval_refused"],
    ["that went stale", asked({ state: "stale" }), "approval_stale"],
    ["that expired", asked({ state: "expired" }), "approval_expired"],
    ["a millisecond before its end", { now: "2026-11-26T09:59:59.999Z" }, undefined],
    ["at its end", { now: "2026-11-26T10:00:00.000Z" }, "approval_expired"],
    ["at its end, by other clocks", { now: "2026-11-26T12:00:00+02:00" }, "approval_expired"],
    ["by a clock that was set back", { now: "2026-11-23T09:59:59.999Z" }, "clock_behind"],
    ["of which another version was seen", { binding: "00" }, "binding_differs"],
    [
      "of which another version was seen, that it has become",
      { binding: "00", ...asked({ binding: "00" }) },
      "approval_stale",
    ],
    ["whose payload changed", { submission: { ...submission, payload: "ff" } }, "approval_stale"],
    ["whose rules changed", { active: { gate, plan: { revision: "03" } } }, "approval_stale"],
    ["whose case is decided", { case: { ...one, state: "released" } }, "approval_stale"],
    ["whose case is another", { case: { ...one, id: "S1.ff" } }, "approval_stale"],
    ["whose case was split", cut("4-9"), "approval_stale"],
    ["of whose violations one is elsewhere now", cut("0-6"), "approval_stale"],
    ["whose case holds all that it is for, and less besides", cut("0-3,7"), undefined],
    [
      "for another action than would be asked for now",
      { action: { ...action, violations: "0-3" } as ReviewedAction },
      "approval_stale",
    ],
  ])("%s", (_, more, expected) => {
    expect(reasonOf(more)).toBe(expected);
  });

  test("whose case is gone", () => {
    expect(() => admitApproval(withoutCase)).toThrow(/changed since/);
  });

  test("is refused without a binding, by a second person, and only while it is pending", () => {
    const { binding: _, ...refusing } = move;
    expect(() =>
      admitApproval({ ...refusing, active: { gate, plan: { revision: "03" } } }),
    ).not.toThrow();
    expect(() => admitApproval({ ...refusing, caller: { ...second, person: "P-1" } })).toThrow();
    expect(() => admitApproval({ ...refusing, ...asked({ state: "used" }) })).toThrow();
  });

  test("of a partial release is stale when other records would go out", () => {
    const release: ReviewedAction = {
      kind: "release-partially",
      records: "aa",
      count: 90,
      excluded: 10,
      reason: { code: "data_late", text: "the others follow tomorrow" },
    };
    const bound = bindingOf(submission, active, release);
    const partial = {
      ...withoutCase,
      approval: { ...approval, action: release, binding: bound },
      binding: bound,
    };
    expect(() => admitApproval({ ...partial, action: release })).not.toThrow();
    expect(() => admitApproval({ ...partial, action: { ...release, records: "bb" } })).toThrow(
      /changed since/,
    );
    expect(() => admitApproval({ ...partial, action: { ...release, excluded: 9 } })).toThrow();
  });
});
