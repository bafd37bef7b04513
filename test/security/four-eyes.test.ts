import { systemSalts } from "../../lib/adapters/system/salts.ts";
import type { ActionEntry } from "../../lib/app/audit-entry.ts";
import type { ViolationsMessage } from "../../lib/app/message.ts";
import type { ReferenceTables } from "../../lib/app/ports.ts";
import { openCase } from "../../lib/app/review/cases/open-case.ts";
import { askingGate } from "../support/facts-gate.ts";
import type { Asking, Heard } from "../support/gate-over-http.ts";
import { marked, marksGate } from "../support/marks-gate.ts";
import {
  agreed,
  answered,
  blocked,
  type GuardedGate,
  guardedGate,
  people,
} from "./guarded-gate.ts";

// Attempts to get round the second person, over HTTP with signed tokens. Each is refused with a
// stable reason, changes nothing and is kept as an entry that says who tried what.

const { sam, silja, mari, anu, olev, kadri, kaido } = people;
const as = (who: Asking, more: Partial<Asking>): Asking => ({ ...who, ...more });
const held = [{ number: "1", marks: ["hold1"] }] as const;
const release = "release";

/** An attempt on a submission, and the answer to it. */
interface Attempt {
  readonly submission: string;
  readonly heard: Heard;
}

type Try = (gate: GuardedGate) => Promise<Attempt & { readonly before: string }>;

/** The last step of an attempt, seen from just before it. */
async function tried(
  gate: GuardedGate,
  submission: string,
  last: () => Promise<Heard>,
): Promise<Attempt & { readonly before: string }> {
  const before = await standing(gate, submission);
  return { submission, before, heard: await last() };
}

const consenting =
  (who: Asking | undefined, arrange?: (gate: GuardedGate) => Promise<unknown>): Try =>
  async (gate) => {
    const approval = await gate.asked();
    await arrange?.(gate);
    return tried(gate, approval.submission, () => gate.consent(approval, who));
  };

const deciding =
  (who: Asking, decision: string, mark: "hold1" | "block" | "never" = "hold1"): Try =>
  async (gate) => {
    const submission = await gate.submit([{ number: "1", marks: [mark] }]);
    const id = await gate.caseOf(submission, mark);
    return tried(gate, submission, () => gate.decide(id, who, decision));
  };

const answering =
  (who: Asking, answers: object, which: "holds" | "never" = "holds"): Try =>
  async (gate) => {
    const asking = await gate.asking();
    return tried(gate, asking.submission, () => gate.attest(asking[which], who, answers));
  };

const consentingToAnswers =
  (who: Asking, arrange?: (gate: GuardedGate) => Promise<unknown>): Try =>
  async (gate) => {
    const approval = await gate.attested();
    await arrange?.(gate);
    return tried(gate, approval.submission, () => gate.consent(approval, who));
  };

const onCase =
  (who: Asking, what: string, body: object): Try =>
  async (gate) => {
    const submission = await gate.submit(held);
    const id = await gate.caseOf(submission, "hold1");
    return tried(gate, submission, () => gate.post(`/v1/cases/${id}/${what}`, who, body));
  };

const onSubmission =
  (who: Asking, what: string, body: object): Try =>
  async (gate) => {
    const submission = await gate.submit([...held, { number: "2", marks: [] }]);
    return tried(gate, submission, () =>
      gate.post(`/v1/submissions/${submission}/${what}`, who, body),
    );
  };

/** What is tried, how it is refused, and under which settings of the gate. */
type Row = readonly [what: string, status: number, reason: string, attempt: Try, settings?: string];

const refusedAttempts: readonly Row[] = [
  // One person twice.
  ["the same person consents to her own request", 403, "same_person", consenting(mari)],
  ["her second login consents", 403, "same_person", consenting(as(kadri, { person: "mari" }))],
  [
    "her second login is written otherwise",
    403,
    "same_person",
    consenting(as(kadri, { person: " MARI " })),
  ],
  [
    "her number is written in full-width letters",
    403,
    "same_person",
    consenting(as(kadri, { person: "ｍａｒｉ" })),
  ],
  [
    "her account now says that it is somebody else's",
    403,
    "same_person",
    consenting(as(mari, { person: "tiiu" })),
  ],
  [
    "she takes both roles in one token",
    403,
    "same_person",
    consenting(as(mari, { roles: ["service_manager", "second_approver"] })),
  ],
  [
    "headers say that she is another",
    403,
    "same_person",
    async (gate) => {
      const approval = await gate.asked();
      const spoofed = {
        "x-principal": "https://login|kadri",
        "x-person": "kadri",
        "x-holdpoint-roles": "second_approver",
        "x-forwarded-user": "kadri",
        "x-amzn-iam-user-arn": "arn:aws:iam::1:user/kadri",
      };
      return tried(gate, approval.submission, () => gate.consent(approval, mari, spoofed));
    },
  ],
  [
    "the key of her own request is used for the consent",
    409,
    "key_reused",
    async (gate) => {
      const submission = await gate.submit(blocked);
      const id = await gate.caseOf(submission, "block");
      const key = { "idempotency-key": "one-key" };
      const body = { decision: "false_positive", reason: agreed };
      answered(await gate.post(`/v1/cases/${id}/decision`, mari, body, key));
      const [approval] = await gate.http.store.approvals.of(submission);
      return tried(gate, submission, () => gate.consent(approval!, mari, key));
    },
  ],

  // Who made it decides on it.
  [
    "the sender decides on it as a manager",
    403,
    "author_decides",
    deciding(as(sam, { roles: ["submitter", "service_manager"] }), release),
  ],
  [
    "her second login decides",
    403,
    "author_decides",
    deciding(as(mari, { person: "sam" }), release),
  ],
  [
    "the sender is the second person",
    403,
    "author_decides",
    consenting(as(sam, { roles: ["second_approver"] })),
  ],
  [
    "the sender claims a case",
    403,
    "author_decides",
    onCase(as(sam, { roles: ["service_manager"] }), "claim", {}),
  ],
  [
    "the sender releases a part",
    403,
    "author_decides",
    onSubmission(as(sam, { roles: ["service_manager"] }), "partial-release", { reason: agreed }),
  ],
  [
    "the sender rejects it",
    403,
    "author_decides",
    onSubmission(as(sam, { roles: ["service_manager"] }), "rejection", { reason: agreed }),
  ],
  [
    "a manager gives the case to its sender",
    403,
    "author_decides",
    onCase(mari, "assignment", { assignee: { principal: "https://login|x", person: "sam" } }),
  ],
  [
    "the sender of what it corrects decides on the correction",
    403,
    "author_decides",
    async (gate) => {
      const first = await gate.submit(held);
      const second = await gate.submit(held, silja, { supersedes: first });
      const id = await gate.caseOf(second, "hold1");
      return tried(gate, second, () =>
        gate.decide(id, as(sam, { roles: ["service_manager"] }), release),
      );
    },
  ],

  // One consent for two things.
  [
    "a consent is given twice",
    403,
    "approval_used",
    async (gate) => {
      const approval = await gate.asked();
      answered(await gate.consent(approval, kadri));
      return tried(gate, approval.submission, () => gate.consent(approval, kaido));
    },
  ],
  [
    "a consent is sent again under another key",
    403,
    "approval_used",
    async (gate) => {
      const approval = await gate.asked();
      answered(await gate.consent(approval, kadri));
      return tried(gate, approval.submission, () => gate.consent(approval, kadri));
    },
  ],
  [
    "a request that was refused is consented to",
    403,
    "approval_refused",
    async (gate) => {
      const approval = await gate.asked();
      answered(await gate.post(`/v1/approvals/${approval.id}/refusal`, kadri, { note: "No." }));
      return tried(gate, approval.submission, () => gate.consent(approval, kaido));
    },
  ],
  [
    "the binding is that of another submission's request",
    403,
    "binding_differs",
    async (gate) => {
      const [one, other] = [await gate.asked(), await gate.asked()];
      return tried(gate, one.submission, () =>
        gate.consent({ ...one, binding: other.binding }, kadri),
      );
    },
  ],
  [
    "the binding is made up",
    403,
    "binding_differs",
    async (gate) => {
      const approval = await gate.asked();
      return tried(gate, approval.submission, () =>
        gate.consent({ ...approval, binding: "0".repeat(64) }, kadri),
      );
    },
  ],
  [
    "another manager decides the same while a second person is asked",
    409,
    "approval_pending",
    async (gate) => {
      const { submission } = await gate.asked();
      const id = await gate.caseOf(submission, "block");
      return tried(gate, submission, () => gate.decide(id, anu, "false_positive"));
    },
  ],

  // Something changed since she was asked.
  [
    "the payload was corrected meanwhile",
    403,
    "approval_stale",
    async (gate) => {
      const approval = await gate.asked();
      await gate.submit(blocked, sam, { supersedes: approval.submission });
      return tried(gate, approval.submission, () => gate.consent(approval, kadri));
    },
  ],
  [
    "the gate's configuration changed meanwhile",
    403,
    "approval_stale",
    consenting(kadri, (gate) =>
      gate.http.store.plans.put(
        marksGate("pass: { valid_hours: 1 }\n"),
        "2026-11-23T08:00:00.000Z",
      ),
    ),
  ],
  [
    "the rules changed meanwhile",
    403,
    "approval_stale",
    consenting(kadri, (gate) => {
      const { gate: settings, plan } = marksGate();
      const other = { ...plan, revision: "f".repeat(64) };
      return gate.http.store.plans.put({ gate: settings, plan: other }, "2026-11-23T08:00:00.000Z");
    }),
  ],
  [
    "the request waited for more than 24 business hours",
    403,
    "approval_expired",
    consenting(kadri, async (gate) => gate.http.at("2026-11-27T09:00:00.000Z")),
  ],
  [
    "the clock was set back behind the request",
    403,
    "clock_behind",
    consenting(kadri, async (gate) => gate.http.at("2026-11-23T08:00:00.000Z")),
  ],

  // Not the right person.
  ["an admin decides", 403, "role_missing", deciding(as(mari, { roles: ["admin"] }), release)],
  [
    "an admin who is a manager too decides",
    403,
    "admin_decides",
    deciding(as(mari, { roles: ["admin", "service_manager"] }), release),
  ],
  [
    "an admin who is an approver too consents",
    403,
    "admin_decides",
    consenting(as(kadri, { roles: ["second_approver", "admin"] })),
  ],
  [
    "a deputy decides while the manager is there",
    403,
    "deputy_not_acting",
    deciding(as(anu, { roles: ["deputy_service_manager"] }), release),
  ],
  [
    "a machine with a manager's role decides",
    403,
    "no_person",
    deciding(as(mari, { person: null }), release),
  ],
  [
    "a machine with an approver's role consents",
    403,
    "no_person",
    consenting(as(kadri, { person: null })),
  ],
  [
    "a functional manager of the sender decides",
    403,
    "role_missing",
    deciding(as(silja, { roles: ["functional_manager", "submitter"] }), release),
  ],
  ["an auditor consents", 403, "role_missing", consenting(as(kadri, { roles: ["auditor"] }))],
  ["an analyst releases", 403, "only_false_positive", deciding(olev, release)],
  [
    "an analyst says that a block is none",
    403,
    "only_false_positive",
    deciding(olev, "false_positive", "block"),
  ],
  [
    "both persons are of the department that gains",
    403,
    "department_benefits",
    async (gate) => {
      const approval = await gate.asked({ manager: as(mari, { department: "sales" }) });
      return tried(gate, approval.submission, () =>
        gate.consent(approval, as(kadri, { department: "Sales " })),
      );
    },
  ],
  [
    "nobody knows of which department they are",
    403,
    "department_benefits",
    async (gate) => {
      const nowhere = ({ name, roles }: Asking): Asking => ({ name, roles });
      const approval = await gate.asked({ manager: nowhere(mari) });
      return tried(gate, approval.submission, () => gate.consent(approval, nowhere(kadri)));
    },
  ],
  [
    "the second person has no role of the tier that the money reaches",
    403,
    "approver_role_missing",
    async (gate) => {
      const dear = [{ number: "1", marks: ["block"], gross: "90000.00" }] as const;
      const approval = await gate.asked({ orders: dear });
      return tried(gate, approval.submission, () => gate.consent(approval, kadri));
    },
    'approval: { tiers: [{ money: { EUR: "50000", NOK: "575000", RON: "250000" }, approvers: [compliance] }] }\n',
  ],

  // Answers to what a rule asks.
  ["she consents to her own answers", 403, "same_person", consentingToAnswers(mari)],
  [
    "her second login consents to her own answers",
    403,
    "same_person",
    consentingToAnswers(as(kadri, { person: "Mari" })),
  ],
  [
    "the sender consents to somebody's answers",
    403,
    "author_decides",
    consentingToAnswers(as(sam, { roles: ["second_approver"] })),
  ],
  [
    "the rules changed between the answers and the consent",
    403,
    "approval_stale",
    consentingToAnswers(kadri, (gate) => {
      const other = askingGate("pass: { valid_hours: 1 }\n");
      return gate.http.store.plans.put(other, "2026-11-23T08:00:00.000Z");
    }),
  ],
  [
    "the consent is to other answers than were shown",
    403,
    "binding_differs",
    async (gate) => {
      const [one, other] = [await gate.attested(), await gate.attested()];
      return tried(gate, one.submission, () =>
        gate.consent({ ...one, binding: other.binding }, kadri),
      );
    },
  ],
  [
    "the answers are given once more while a second person is asked",
    409,
    "approval_pending",
    async (gate) => {
      const { submission, action } = await gate.attested();
      const id = action.kind === "decide" ? action.case : "";
      return tried(gate, submission, () => gate.attest(id, anu, { names_no_disease: true }));
    },
  ],
  [
    "the sender answers as a manager",
    403,
    "author_decides",
    answering(as(sam, { roles: ["submitter", "service_manager"] }), { agreed: true }),
  ],
  [
    "her second login answers",
    403,
    "author_decides",
    answering(as(mari, { person: "sam" }), { agreed: true }),
  ],
  ["an analyst answers", 403, "only_false_positive", answering(olev, { agreed: true })],
  ["a second approver answers", 403, "role_missing", answering(kadri, { agreed: true })],
  [
    "a machine with a manager's role answers",
    403,
    "no_person",
    answering(as(mari, { person: null }), { agreed: true }),
  ],
  [
    "an admin who is a manager too answers",
    403,
    "admin_decides",
    answering(as(mari, { roles: ["admin", "service_manager"] }), { agreed: true }),
  ],
  [
    "an answer is tried that the rule does not accept",
    409,
    "answers_do_not_clear",
    answering(mari, { agreed: false }),
  ],
  [
    "an answer is tried that a rule that nobody waives does not accept",
    409,
    "answers_do_not_clear",
    answering(mari, { names_no_disease: false }, "never"),
  ],

  // Not what may be let through.
  ["a manager releases a block", 403, "block_not_released", deciding(mari, release, "block")],
  [
    "a rule that nobody waives is said to be wrong",
    403,
    "not_waivable",
    deciding(mari, "false_positive", "never"),
  ],
  [
    "a stranger corrects a submission to be rid of its cases",
    403,
    "not_own_submission",
    async (gate) => {
      const submission = await gate.submit(held);
      const stranger: Asking = { name: "mall", roles: ["submitter"], department: "logistics" };
      const body = { supersedes: submission, subject: [] };
      return tried(gate, submission, () =>
        gate.post("/v1/gates/marks/submissions", stranger, { ...body, subject: [order] }),
      );
    },
  ],
];

const noTables: ReferenceTables = { loaded: async () => new Set(), rows: async () => [] };

const order = {
  order_number: "9",
  order_date: "2026-11-20T09:00:00Z",
  order_kind: "sale",
  items: [],
  shipping_method: "parcel",
};

describe("it is refused, kept and without effect that", () => {
  test.each(
    // Jest hands `done` to a function that takes more than its row has.
    refusedAttempts.map(
      ([what, status, reason, attempt, settings = ""]) =>
        [what, status, reason, attempt, settings] as const,
    ),
  )("%s: %i %s", async (_, status, reason, attempt, settings) => {
    const gate = await guardedGate(settings);
    const { submission, heard, before } = await attempt(gate);
    expect([heard.status, heard.problem.reason]).toEqual([status, reason]);
    expect(heard.headers["content-type"]).toBe("application/problem+json");
    expect(await standing(gate, submission)).toBe(before);
    const kept = (await refusals(gate, submission)).at(-1);
    expect(kept?.facts).toMatchObject({ reason });
    expect(kept?.by.principal).toMatch(/^https:\/\/login\|/);
    await gate.close();
  });

  test("at least thirty ways were tried", () => {
    expect(refusedAttempts.length).toBeGreaterThanOrEqual(30);
  });
});

describe("without anybody to keep, or anything to refuse,", () => {
  test("who shows no token is told so, and no entry is written of nobody", async () => {
    const gate = await guardedGate();
    const approval = await gate.asked();
    const attempt = await tried(gate, approval.submission, () => gate.consent(approval, undefined));
    expect(attempt.heard.status).toBe(401);
    expect(await standing(gate, approval.submission)).toBe(attempt.before);
    expect(await refusals(gate, approval.submission)).toEqual([]);
    await gate.close();
  });

  test.each([
    ["a role", { roles: ["second_approver"] }],
    ["a person", { person: "kadri" }],
    ["a caller", { caller: { principal: "https://login|kadri" } }],
  ])("%s in the body is a mistake, whatever it says", async (_, more) => {
    const gate = await guardedGate();
    const { id, binding, submission } = await gate.asked();
    const attempt = await tried(gate, submission, () =>
      gate.post(`/v1/approvals/${id}/consent`, mari, { binding, ...more }),
    );
    expect([attempt.heard.status, attempt.heard.problem.code]).toEqual([400, "invalid"]);
    expect(await standing(gate, submission)).toBe(attempt.before);
    await gate.close();
  });

  test("who meets somebody else's lease is told until when it lasts: a collision is no attempt", async () => {
    const gate = await guardedGate();
    const submission = await gate.submit(held);
    const id = await gate.caseOf(submission, "hold1");
    answered(await gate.post(`/v1/cases/${id}/claim`, mari, {}));
    const attempt = await tried(gate, submission, () => gate.decide(id, anu, release));
    expect([attempt.heard.status, attempt.heard.problem.reason]).toEqual([403, "leased"]);
    expect(await standing(gate, submission)).toBe(attempt.before);
    await gate.close();
  });

  test("what has ended is decided no more", async () => {
    const gate = await guardedGate();
    const submission = await gate.submit(held);
    const id = await gate.caseOf(submission, "hold1");
    answered(await gate.post(`/v1/submissions/${submission}/withdrawal`, sam, { text: "Oops." }));
    const attempt = await tried(gate, submission, () => gate.decide(id, mari, release));
    expect([attempt.heard.status, attempt.heard.problem.reason]).toEqual([409, "submission_ended"]);
    expect(await standing(gate, submission)).toBe(attempt.before);
    await gate.close();
  });

  test("a message that comes again opens no case that was decided", async () => {
    const gate = await guardedGate();
    const { store } = gate.http;
    const body = JSON.parse(Buffer.from(marked(held)).toString());
    const { submission_id: submission } = answered(
      await gate.post("/v1/gates/marks/submissions", sam, body),
    ).body;
    const messages = (await store.outbox.pending("2999", 10)).flatMap((parcel) => parcel.messages);
    await gate.http.deliver();
    answered(await gate.decide(await gate.caseOf(submission, "hold1"), mari, "return"));
    const before = await standing(gate, submission);
    const clock = { now: () => "2026-11-24T09:00:00.000Z" };
    for (const message of messages)
      await openCase(
        { ...store, references: noTables, clock, salts: systemSalts },
        message as ViolationsMessage,
      );
    expect(messages).toHaveLength(1);
    expect(await standing(gate, submission)).toBe(before);
    await gate.close();
  });
});

describe("one person alone lets through no more than the limits, however she cuts it:", () => {
  const sevenOrders = Array.from({ length: 7 }, (_, index) => ({
    number: `${index}`,
    marks: ["hold1"] as const,
    gross: "3000.00",
  }));

  test("order by order", async () => {
    const gate = await guardedGate();
    const submission = await gate.submit(sevenOrders);
    const actions: string[] = [];
    for (let ordinal = 0; ordinal < 5; ordinal++) {
      const cases = await gate.http.store.cases.of(submission);
      const { id } = cases.find(({ state }) => state === "open" || state === "assigned")!;
      const first = /^\d+/.exec((await gate.http.store.cases.find(id))!.violations)![0];
      const heard = await gate.decide(id, mari, release, { violations: first });
      if (heard.status !== 200) break;
      actions.push(heard.body.entry.action);
    }
    // 3,000 each: the fourth would make 12,000, and the limit is 10,000.
    expect(actions.slice(0, 4)).toEqual([
      "decision.made",
      "decision.made",
      "decision.made",
      "approval.requested",
    ]);
    await gate.close();
  });

  test("rule by rule", async () => {
    const gate = await guardedGate();
    const orders = [
      { number: "1", marks: ["hold1"], gross: "6000.00" },
      { number: "2", marks: ["hold2"], gross: "6000.00" },
    ] as const;
    const submission = await gate.submit(orders);
    const by = async (mark: "hold1" | "hold2") =>
      answered(await gate.decide(await gate.caseOf(submission, mark), mari, release)).body.entry
        .action;
    expect([await by("hold1"), await by("hold2")]).toEqual(["decision.made", "approval.requested"]);
    await gate.close();
  });

  test("a part of which too much stays behind", async () => {
    const gate = await guardedGate();
    const submission = await gate.submit([
      ...sevenOrders,
      { number: "8", marks: [], gross: "40.00" },
    ]);
    const heard = await gate.post(`/v1/submissions/${submission}/partial-release`, mari, {
      reason: agreed,
    });
    expect(answered(heard).body.entry.action).toBe("approval.requested");
    expect((await gate.http.store.submissions.find(submission))?.state).toBe("held");
    await gate.close();
  });
});

describe("what nobody waives, and what was false,", () => {
  test("goes out by one who answers and another who consents", async () => {
    const gate = await guardedGate();
    const approval = await gate.attested();
    answered(await gate.consent(approval, kadri));
    const cases = await gate.http.store.cases.of(approval.submission);
    expect(cases.map(({ state }) => state).sort()).toEqual(["attested", "open"]);
    await gate.close();
  });

  test("stays where it is while only one has answered", async () => {
    const gate = await guardedGate();
    const { submission } = await gate.attested();
    expect(await gate.http.store.submissions.find(submission)).toMatchObject({
      state: "held",
      settled: {},
    });
    await gate.close();
  });
});

describe("of two at once", () => {
  test("that consent to answers, one is used and the other refused and kept", async () => {
    const gate = await guardedGate();
    const approval = await gate.attested();
    const both = await Promise.all([gate.consent(approval, kadri), gate.consent(approval, kaido)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect((await refusals(gate, approval.submission)).map(({ facts }) => facts["reason"])).toEqual(
      ["approval_used"],
    );
    await gate.close();
  });

  test("that consent, one is used and the other refused and kept", async () => {
    const gate = await guardedGate();
    const approval = await gate.asked();
    const both = await Promise.all([gate.consent(approval, kadri), gate.consent(approval, kaido)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
    const { reason } = both.find(({ status }) => status === 403)!.problem;
    expect(reason).toBe("approval_used");
    expect((await refusals(gate, approval.submission)).map(({ facts }) => facts["reason"])).toEqual(
      ["approval_used"],
    );
    const submission = await gate.http.store.submissions.find(approval.submission);
    expect(submission?.releases).toHaveLength(1);
    await gate.close();
  });

  test.each([1, 2, 3, 4, 5])("a consent and a withdrawal, one holds (%i)", async () => {
    const gate = await guardedGate();
    const approval = await gate.asked();
    const [consented, withdrawn] = await Promise.all([
      gate.consent(approval, kadri),
      gate.post(`/v1/submissions/${approval.submission}/withdrawal`, sam, { text: "Oops." }),
    ]);
    expect([consented.status, withdrawn.status].filter((status) => status === 200)).toEqual([200]);
    await gate.http.deliver();
    const submission = await gate.http.store.submissions.find(approval.submission);
    expect(submission?.state).toBe(consented.status === 200 ? "released" : "withdrawn");
    await gate.close();
  });
});

/** All documents of a submission as they stand. */
async function standing({ http: { store } }: GuardedGate, submission: string): Promise<string> {
  return JSON.stringify([
    await store.submissions.find(submission),
    await store.cases.of(submission),
    await store.approvals.of(submission),
    await store.passes.of(submission),
  ]);
}

async function refusals(
  { http: { store } }: GuardedGate,
  submission: string,
): Promise<readonly ActionEntry[]> {
  const trail = await store.audits.trail(submission);
  return trail.filter(({ action }) => action === "attempt.refused");
}
