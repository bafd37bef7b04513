import type { Role } from "../../lib/app/caller.ts";
import type { Approval } from "../../lib/app/review/approval.ts";
import { askingBody, askingGate, askingRules } from "../support/facts-gate.ts";
import {
  type Asking,
  type GateOverHttp,
  gateOverHttp,
  type Heard,
} from "../support/gate-over-http.ts";
import {
  type Mark,
  type MarkedOrder,
  marked,
  markRules,
  marksGate,
} from "../support/marks-gate.ts";

const person = (name: string, role: Role, department?: string): Asking => ({
  name,
  roles: [role],
  ...(department !== undefined && { department }),
});

/** Who is there. What `sam` of the sales department sends, sales gain by when it goes out. */
export const people = {
  sam: person("sam", "submitter", "sales"),
  silja: person("silja", "submitter", "sales"),
  mari: person("mari", "service_manager", "service"),
  anu: person("anu", "service_manager", "service"),
  olev: person("olev", "service_analyst", "service"),
  kadri: person("kadri", "second_approver", "finance"),
  kaido: person("kaido", "compliance", "legal"),
} as const;

export const agreed = { code: "one_off_agreed", text: "agreed with the customer on the phone" };

/** A gate of marks over HTTP, and what an attempt needs to get as far as it can. */
export interface GuardedGate {
  readonly http: GateOverHttp;
  /** Hands orders in as somebody, and opens their cases. */
  submit(orders: readonly MarkedOrder[], by?: Asking, headers?: object): Promise<string>;
  caseOf(submission: string, mark: Mark): Promise<string>;
  post(path: string, as: Asking | undefined, body: object, headers?: Headers): Promise<Heard>;
  decide(id: string, as: Asking, decision: string, more?: object): Promise<Heard>;
  /** An order held by rules that ask what only a person can tell, and their cases. */
  asking(): Promise<{
    readonly submission: string;
    readonly holds: string;
    readonly never: string;
  }>;
  attest(id: string, as: Asking, answers: object): Promise<Heard>;
  /** An answer to a rule that nobody waives: what mari asked a second person for. */
  attested(): Promise<Approval>;
  /** A block that mari says is none: what she asked a second person for. */
  asked(more?: Asked): Promise<Approval>;
  /** The second person's consent, with the binding that she was shown. */
  consent(approval: Approval, as: Asking | undefined, more?: Headers): Promise<Heard>;
  close(): Promise<void>;
}

type Headers = Readonly<Record<string, string>>;

export interface Asked {
  readonly sender?: Asking;
  readonly manager?: Asking;
  readonly orders?: readonly MarkedOrder[];
}

export const blocked: readonly MarkedOrder[] = [{ number: "1", marks: ["block"] }];

/** @param more settings of the gate, as YAML. */
export async function guardedGate(more = ""): Promise<GuardedGate> {
  const http = await gateOverHttp([marksGate(more), askingGate()]);
  let keys = 0;
  const post: GuardedGate["post"] = (path, as, body, headers = {}) => {
    const key = { "idempotency-key": `key-${keys++}` };
    return http.ask({
      method: "POST",
      path,
      body,
      headers: { ...key, ...headers },
      ...(as && { as }),
    });
  };
  const submit: GuardedGate["submit"] = async (orders, by = people.sam, headers = {}) => {
    const body = JSON.parse(Buffer.from(marked(orders, { ...headers })).toString());
    const heard = answered(await post("/v1/gates/marks/submissions", by, body));
    await http.deliver();
    return heard.body.submission_id;
  };
  const caseOf: GuardedGate["caseOf"] = async (submission, mark) => {
    const cases = await http.store.cases.of(submission);
    const found = cases.find(({ rule }) => rule === markRules[mark]);
    if (found === undefined) throw new Error(`no case of ${mark}`);
    return found.id;
  };
  const decide: GuardedGate["decide"] = (id, as, decision, more = {}) =>
    post(`/v1/cases/${id}/decision`, as, { decision, reason: agreed, ...more });
  const asking: GuardedGate["asking"] = async () => {
    const body = JSON.parse(
      Buffer.from(askingBody([{ number: "1", asks: ["agreed", "never"] }])).toString(),
    );
    const heard = answered(await post("/v1/gates/asking/submissions", people.sam, body));
    await http.deliver();
    const { submission_id: submission } = heard.body;
    const cases = await http.store.cases.of(submission);
    const idOf = (rule: string): string => cases.find((one) => one.rule === rule)!.id;
    return { submission, holds: idOf(askingRules.agreed), never: idOf(askingRules.never) };
  };
  const attest: GuardedGate["attest"] = (id, as, answers) => decide(id, as, "attest", { answers });
  return {
    http,
    asking,
    attest,
    attested: async () => {
      const { submission, never } = await asking();
      answered(await attest(never, people.mari, { names_no_disease: true }));
      const [approval] = await http.store.approvals.of(submission);
      if (approval?.state !== "pending") throw new Error("nobody was asked");
      return approval;
    },
    submit,
    caseOf,
    post,
    decide,
    asked: async ({ sender = people.sam, manager = people.mari, orders = blocked } = {}) => {
      const submission = await submit(orders, sender);
      answered(await decide(await caseOf(submission, "block"), manager, "false_positive"));
      const [approval] = await http.store.approvals.of(submission);
      if (approval?.state !== "pending") throw new Error("nobody was asked");
      return approval;
    },
    consent: ({ id, binding }, as, headers = {}) =>
      post(`/v1/approvals/${id}/consent`, as, { binding }, headers),
    close: http.close,
  };
}

/** What must succeed for an attempt to begin. */
export function answered(heard: Heard): Heard {
  if (heard.status === 200 || heard.status === 201) return heard;
  throw new Error(`${heard.status} ${heard.text}`);
}
