import { type Asking, type GateOverHttp, gateOverHttp, type Heard } from "./gate-over-http.ts";
import { type MarkedOrder, marked, marksGate } from "./marks-gate.ts";

export const shop: Asking = {
  name: "shop",
  roles: ["submitter"],
  person: null,
  department: "sales",
};
export const mari: Asking = { name: "mari", roles: ["service_manager"], department: "service" };
export const ants: Asking = { name: "ants", roles: ["second_approver"], department: "finance" };
export const agnes: Asking = { name: "agnes", roles: ["auditor"] };

export interface HeldSubmission {
  readonly id: string;
  /** The first of its cases. */
  readonly case: string;
}

/** A gate over HTTP with what tests of it do again and again. */
export interface ReviewOverHttp extends GateOverHttp {
  /** Submits orders of which some are held, and opens their cases. */
  held(orders?: readonly MarkedOrder[]): Promise<HeldSubmission>;
  post(
    path: string,
    body: unknown,
    as: Asking,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Heard>;
}

export async function reviewOverHttp(): Promise<ReviewOverHttp> {
  const gate = await gateOverHttp([marksGate()]);
  let submissions = 0;
  const post: ReviewOverHttp["post"] = (path, body, as, headers = {}) =>
    gate.ask({ method: "POST", path, body, as, headers });
  const held: ReviewOverHttp["held"] = async (orders = [{ number: "A1", marks: ["hold1"] }]) => {
    const headers = { "idempotency-key": `held-${++submissions}` };
    const told = await post("/v1/gates/marks/submissions", marked(orders), shop, headers);
    if (told.status !== 200) throw new Error(told.text);
    await gate.deliver();
    const id: string = told.body.submission_id;
    const cases = await gate.ask({ path: `/v1/submissions/${id}/cases`, as: mari });
    return { id, case: cases.body.items[0].id };
  };
  return { ...gate, held, post };
}
