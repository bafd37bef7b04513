import { may, policiesOf } from "../infra/policies.ts";
import { dev, synthesised } from "../infra/synthesised.ts";
import {
  ask,
  example,
  gateAt,
  placeIn,
  request,
  startWorld,
  type Told,
  type World,
} from "../support/gate-on-engines.ts";
import { lifeUntil } from "../support/life.ts";
import type { TableCall } from "../support/table-calls.ts";

// Submissions go through the functions as they are deployed: submit, stream, dispatch, queue,
// open-cases, review, sweep. Every call that a function makes must be one that its role allows.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const manager = {
  sub: "mari",
  person: "P-1",
  department: "service",
  holdpoint_roles: ["service_manager"],
};
const second = {
  sub: "jaan",
  person: "P-2",
  department: "service",
  holdpoint_roles: ["second_approver"],
};
const admin = { sub: "root", person: "P-3", holdpoint_roles: ["admin", "service_manager"] };
const auditor = { sub: "olga", person: "P-4", holdpoint_roles: ["auditor"] };
const reason = { code: "one_off_agreed", text: "agreed with the customer by telephone" };

type Who = "submit" | "api" | "openCases" | "dispatch" | "sweep";

/** A place of its own, where it is known which function does what to the table. */
async function watchedPlace(name: string) {
  const place = await placeIn(world, name);
  const calls = new Map<Who, Map<string, TableCall>>();
  let who: Who | undefined;
  const gate = gateAt(place, lifeUntil(), (call) => {
    if (who === undefined) return;
    const made = calls.get(who) ?? new Map<string, TableCall>();
    calls.set(who, made.set(JSON.stringify(call), call));
  });
  const as = async <T>(actor: Who, act: () => Promise<T>): Promise<T> => {
    who = actor;
    try {
      return await act();
    } finally {
      who = undefined;
    }
  };
  return {
    gate,
    calls,
    submit: (body: string, key: string) => as("submit", () => gate.submit(request(body, key))),
    api: (...args: Parameters<typeof ask>) => as("api", () => gate.api(ask(...args))),
    /** The stream is read, the queue is worked off. */
    deliver: async () => {
      const stream = await gate.stream();
      await as("dispatch", () => gate.dispatch(stream));
      await as("openCases", () => gate.consume());
    },
    sweep: () => as("sweep", () => gate.sweep()),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is asserted by its use
const bodyOf = (told: Told): any => JSON.parse(told.text);

test("from submission to release pass, over every function, and no role is overstepped", async () => {
  const { gate, calls, submit, api, deliver, sweep } = await watchedPlace("whole-life");
  const held = await submit(example("hold"), "held");
  expect(held.answer).toMatchObject({ verdict: "hold", state: "held" });
  const submission = held.answer.submission_id;
  await deliver();

  // Every violation has a place in a case; the queue has them all.
  const { items } = bodyOf(await api("GET", "/v1/cases?gate=order&limit=100", manager));
  expect(items.length).toBeGreaterThan(0);
  for (const one of items) {
    const path = `/v1/cases/${one.id}`;
    expect((await api("POST", `${path}/claim`, manager, { body: {} })).status).toBe(200);
    const body = { decision: "release", reason };
    const decided = bodyOf(await api("POST", `${path}/decision`, manager, { body }));
    if (decided.entry.action !== "approval.requested") continue;
    const approval = `/v1/approvals/${decided.entry.approval}`;
    const { binding } = bodyOf(await api("GET", approval, second));
    const consent = await api("POST", `${approval}/consent`, second, { body: { binding } });
    expect([consent.status, consent.text]).toEqual([200, expect.any(String)]);
  }
  const stands = bodyOf(await api("GET", `/v1/submissions/${submission}`, manager));
  expect(stands.state).toBe("released");

  // The pass is signed by a key that anybody may read, and can be recalled.
  const passes = `/v1/submissions/${submission}/passes`;
  const { pass } = bodyOf(await api("POST", passes, manager, { body: {} }));
  const keys = bodyOf(await api("GET", "/v1/keys", manager));
  expect(JSON.stringify(keys)).toContain(pass.keyId);
  const recall = { reason: { code: "true_error", text: "a wrong price went out after all" } };
  expect(
    (await api("POST", `/v1/passes/${pass.id}/recall`, manager, { body: recall })).status,
  ).toBe(200);
  const recalls = bodyOf(await api("GET", "/v1/recalls", manager));
  expect(Buffer.from(recalls.payload, "base64").toString()).toContain(pass.id);
  const rotate = { body: { text: "the yearly rotation" } };
  expect((await api("POST", "/v1/keys", admin, rotate)).status).toBe(200);

  // Of two orders the clean one goes out before the other.
  const two = `[${example("pass")},${example("hold")}]`;
  const mixed = (await submit(two, "mixed")).answer.submission_id;
  await deliver();
  const part = await api("POST", `/v1/submissions/${mixed}/partial-release`, manager, {
    body: { reason },
  });
  const { entry } = bodyOf(part);
  if (entry.action === "approval.requested") {
    const approval = `/v1/approvals/${entry.approval}`;
    const { binding } = bodyOf(await api("GET", approval, second));
    const consent = await api("POST", `${approval}/consent`, second, { body: { binding } });
    expect(consent.status).toBe(200);
  }
  expect((await gate.submissions.find(mixed))?.state).toBe("partially_released");
  const rejection = { body: { reason: { code: "true_error", text: "the price is wrong" } } };
  const rejected = await api("POST", `/v1/submissions/${mixed}/rejection`, manager, rejection);
  expect(rejected.status).toBe(200);

  // Another one is corrected, a third withdrawn; their cases end.
  const wrong = await submit(example("block"), "wrong");
  const body = { subject: JSON.parse(example("pass")), supersedes: wrong.answer.submission_id };
  expect((await submit(JSON.stringify(body), "corrected")).status).toBe(200);
  const third = await submit(example("hold"), "third");
  await deliver();
  const withdrawal = { body: { text: "sent twice by mistake" } };
  const path = `/v1/submissions/${third.answer.submission_id}/withdrawal`;
  const sender = { sub: "shop", holdpoint_roles: ["submitter"] };
  expect((await api("POST", path, sender, withdrawal)).status).toBe(200);
  await deliver();
  expect(await gate.cases.waiting("order", 100)).toEqual([]);
  for (const id of [wrong, third].map(({ answer }) => answer.submission_id))
    expect((await api("GET", `/v1/submissions/${id}/audit`, auditor)).status).toBe(200);

  // A fourth waits until its time is over, and with it a second person's consent.
  const fourth = await submit(example("block"), "fourth");
  await deliver();
  const blocking = await gate.cases.of(fourth.answer.submission_id);
  const wrongly = blocking.find(({ severity, waivable }) => severity === "block" && waivable);
  const mistaken = { body: { decision: "false_positive", reason } };
  const asked = await api("POST", `/v1/cases/${wrongly?.id}/decision`, manager, mistaken);
  expect(bodyOf(asked).entry.action).toBe("approval.requested");
  expect(bodyOf(await api("GET", "/v1/approvals?gate=order", second)).items).toHaveLength(1);
  expect(await sweep()).toMatchObject({ expired: 1 });
  expect(await gate.approvals.pending("order", 10)).toEqual([]);
  expect((await gate.submissions.find(fourth.answer.submission_id))?.state).toBe("expired");
  await deliver();
  expect(await gate.cases.waiting("order", 100)).toEqual([]);

  const deployed = synthesised(dev);
  const policies = policiesOf(deployed);
  const overstepped = [...calls].flatMap(([who, made]) => {
    const folder = who === "openCases" ? "open-cases" : who;
    return [...made.values()]
      .filter(
        ({ verb, leadingKey, enclosing }) =>
          !may(policies, deployed, folder, {
            action: `dynamodb:${verb}`,
            resource: policies.arns.table,
            context: {
              "dynamodb:LeadingKeys": [leadingKey],
              ...(enclosing && { "dynamodb:EnclosingOperation": [enclosing] }),
            },
          }),
      )
      .map((call) => [who, call]);
  });
  expect(overstepped).toEqual([]);
  expect([...calls.keys()].sort()).toEqual(["api", "dispatch", "openCases", "submit", "sweep"]);
  gate.end();
});
