import { setTimeout as sleep } from "node:timers/promises";
import { type Random, randomOf } from "../../lib/generate/random.ts";
import { type Mark, type MarkedOrder, marked } from "../support/marks-gate.ts";
import type { Client, Heard, Sent } from "./client.ts";

/** Who takes part: each has an account, some roles and a department. */
export const cast = {
  shop: { roles: ["submitter"], person: undefined, department: "sales" },
  sam: { roles: ["submitter"], person: "sam", department: "sales" },
  mari: { roles: ["service_manager"], person: "mari", department: "service" },
  anu: { roles: ["service_manager"], person: "anu", department: "service" },
  olev: { roles: ["service_analyst"], person: "olev", department: "service" },
  kadri: { roles: ["second_approver"], person: "kadri", department: "finance" },
} as const;
export type Member = keyof typeof cast;

/** What goes on until it is told to end. */
export interface Traffic {
  readonly client: Client;
  readonly seed: number;
  isOver(): boolean;
  /** Submissions that somebody was told of, the newest last. */
  readonly known: string[];
}

/** One person's or machine's day: one thing after another, until it is over. */
export async function day(traffic: Traffic, worker: number): Promise<void> {
  for (let turn = 0; !traffic.isOver(); turn++) {
    const random = randomOf(traffic.seed, "worker", worker, turn);
    const at: Turn = { traffic, random, key: (what) => `w${worker}-${turn}-${what}` };
    const share = random.between(0, 99);
    const [, act] = turns.find(([upTo]) => share < upTo) as (typeof turns)[number];
    await act(at);
    if (traffic.client.url === undefined) await sleep(20);
  }
}

interface Turn {
  readonly traffic: Traffic;
  readonly random: Random;
  readonly key: (what: string) => string;
}

const because = { code: "one_off_agreed", text: "agreed with the customer on the phone" };
const managers = ["mari", "anu"] as const;
const staff = ["mari", "anu", "olev"] as const;

/** What a turn is spent on, up to which percentage. */
const turns: readonly (readonly [number, (turn: Turn) => Promise<void>])[] = [
  [40, submitsOrders],
  [48, correctsOrders],
  [52, withdraws],
  [55, rejects],
  [62, releasesPart],
  [70, takesPass],
  [78, consents],
  [82, asksAndAnswers],
  [100, reviews],
];

async function submitsOrders({ traffic, random, key }: Turn): Promise<void> {
  const body = bodyOf(random, key("order"));
  await submits(traffic, random, key("submit"), body);
}

async function submits(traffic: Traffic, random: Random, key: string, body: string): Promise<void> {
  const path = "/v1/gates/marks/submissions";
  const heard = await sends(traffic, random, { who: "shop", method: "POST", path, body, key });
  const id = valueIn(heard, "submission_id");
  if (id !== undefined) traffic.known.push(id);
}

function bodyOf(random: Random, name: string, headers: object = {}): string {
  const marks: readonly Mark[] = ["hold1", "hold2", "block", "never", "run"];
  const orders = Array.from({ length: random.between(1, 5) }, (_, index): MarkedOrder => {
    const found = marks.filter((mark) => random.chance(mark === "run" ? 300 : 1_800));
    const gross = random.chance(500) ? "25000.00" : "40.00";
    return { number: `${name}-${index}`, marks: found, gross };
  });
  const body = JSON.parse(Buffer.from(marked(orders, { ...headers })).toString());
  // No key: a piece that cannot be read. And now and then more than fits a row of the database.
  if (random.chance(500)) delete body.subject[0].order_number;
  if (random.chance(400)) body.subject[0].ext = { note: "x".repeat(100_000) };
  return JSON.stringify(body);
}

async function correctsOrders(turn: Turn): Promise<void> {
  const { traffic, random, key } = turn;
  const supersedes = anyKnown(turn);
  if (supersedes === undefined) return;
  await submits(traffic, random, key("correct"), bodyOf(random, key("order"), { supersedes }));
}

function withdraws(turn: Turn): Promise<void> {
  return onSubmission(turn, "shop", "withdrawal", { text: "sent by mistake" });
}

function rejects(turn: Turn): Promise<void> {
  return onSubmission(turn, turn.random.pick(managers), "rejection", { reason: because });
}

function releasesPart(turn: Turn): Promise<void> {
  return onSubmission(turn, turn.random.pick(managers), "partial-release", { reason: because });
}

function takesPass(turn: Turn): Promise<void> {
  return onSubmission(turn, "shop", "passes", {});
}

async function onSubmission(turn: Turn, who: Member, what: string, body: object): Promise<void> {
  const { traffic, random, key } = turn;
  const id = anyKnown(turn);
  if (id === undefined) return;
  const path = `/v1/submissions/${id}/${what}`;
  await sends(traffic, random, post(who, path, body, key(what)));
}

/** Works on one case of the queue. */
async function reviews({ traffic, random, key }: Turn): Promise<void> {
  const who = random.pick(staff);
  const one = await anyCase(traffic, random, who);
  if (one === undefined) return;
  const path = `/v1/cases/${one.id}`;
  if (random.chance(5_000))
    await sends(traffic, random, post(who, `${path}/claim`, {}, key("claim")));
  if (random.chance(1_500))
    await sends(traffic, random, {
      who,
      method: "DELETE",
      path: `${path}/claim`,
      body: "",
      key: key("unclaim"),
    });
  if (random.chance(1_500))
    await sends(
      traffic,
      random,
      post(who, `${path}/proposal`, { decision: "release", reason: because }, key("propose")),
    );
  const decision = random.pick(["release", "release", "return", "reject", "false_positive"]);
  const first = /^\d+/.exec(one.violations)?.[0];
  const part = one.count > 1 && random.chance(4_000) ? { violations: first } : {};
  const body = { decision, reason: because, ...part };
  await sends(traffic, random, post(who, `${path}/decision`, body, key("decide")));
}

async function asksAndAnswers({ traffic, random, key }: Turn): Promise<void> {
  const who = random.pick(staff);
  const one = await anyCase(traffic, random, who);
  if (one === undefined) return;
  const path = `/v1/cases/${one.id}/questions`;
  const text = "Is this meant to be so?";
  const asked = await sends(traffic, random, post(who, path, { text }, key("ask")));
  const question = /"question":"([0-9a-f]+)"/.exec(asked?.text ?? "")?.[1];
  if (question === undefined || random.chance(3_000)) return;
  const answer = post("sam", `${path}/${question}/answer`, { text: "Yes, it is." }, key("answer"));
  await sends(traffic, random, { ...answer, who: "shop" });
}

/** The second pair of eyes. */
async function consents({ traffic, random, key }: Turn): Promise<void> {
  const listed = await traffic.client.get("kadri", "/v1/approvals?gate=marks&limit=20");
  const items = itemsOf<{ readonly id: string; readonly binding: string }>(listed);
  if (items.length === 0) return;
  const { id, binding } = random.pick(items);
  const path = `/v1/approvals/${id}`;
  await sends(
    traffic,
    random,
    random.chance(7_500)
      ? post("kadri", `${path}/consent`, { binding }, key("consent"))
      : post("kadri", `${path}/refusal`, { note: "not shown" }, key("refuse")),
  );
}

const post = (who: Member, path: string, body: object, key: string): Sent => ({
  ...{ who, method: "POST", path, key },
  body: JSON.stringify(body),
});

/** Sends, now and then twice at once; some senders lose patience when nobody answers. */
async function sends(traffic: Traffic, random: Random, sent: Sent): Promise<Heard | undefined> {
  const isPatient = !random.chance(1_500);
  const patience = (): boolean => isPatient;
  const [heard] = await Promise.all([
    traffic.client.send(sent, patience),
    random.chance(1_000) ? traffic.client.send(sent, patience) : undefined,
  ]);
  return heard;
}

function anyKnown({ traffic, random }: Turn): string | undefined {
  const recent = traffic.known.slice(-30);
  return recent.length === 0 ? undefined : random.pick(recent);
}

interface Waiting {
  readonly id: string;
  readonly violations: string;
  readonly count: number;
}

async function anyCase(
  traffic: Traffic,
  random: Random,
  who: Member,
): Promise<Waiting | undefined> {
  const items = itemsOf<Waiting>(await traffic.client.get(who, "/v1/cases?gate=marks&limit=30"));
  return items.length === 0 ? undefined : random.pick(items);
}

const itemsOf = <T>(heard: Heard | undefined): readonly T[] =>
  heard?.status === 200 ? JSON.parse(heard.text).items : [];

const valueIn = (heard: Heard | undefined, name: string): string | undefined =>
  heard?.status === 200 || heard?.status === 201 ? JSON.parse(heard.text)[name] : undefined;
