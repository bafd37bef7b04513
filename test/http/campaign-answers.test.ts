import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tableFilesIn } from "../../lib/adapters/files/table-files.ts";
import { shippedLayer } from "../../lib/adapters/references/find.ts";
import { openReferences } from "../../lib/adapters/references/open.ts";
import { parseGate } from "../../lib/app/gate.ts";
import type { References } from "../../lib/app/reference/source.ts";
import { rowsAsTables } from "../../lib/app/reference/tables-port.ts";
import { languages } from "../../lib/core/rule.ts";
import { campaignSubject } from "../../lib/subjects/campaign/index.ts";
import { packNamed } from "../rulesets/packs.ts";
import {
  type Asking,
  type GateOverHttp,
  gateOverHttp,
  type Heard,
} from "../support/gate-over-http.ts";
import { repository, sourceOf } from "../support/house.ts";

// The shipped rules about campaigns over HTTP: what they ask is answered, and goes out with a pass.

const examples = join(repository, "examples/campaign");
const tool: Asking = { name: "tool", roles: ["submitter"], department: "marketing" };
const mari: Asking = { name: "mari", roles: ["service_manager"], department: "service" };
const kadri: Asking = { name: "kadri", roles: ["second_approver"], department: "finance" };
const reason = { code: "legal_confirmed", text: "Read the test report and the copy beside it" };

let gate: GateOverHttp;
let references: References;
beforeAll(async () => {
  const files = tableFilesIn("reference", examples);
  references = await openReferences(
    { layers: [shippedLayer(campaignSubject), { kind: "files", files }] },
    campaignSubject,
    new Set(Object.keys(campaignSubject.tables)),
  );
  const settings = parseGate(sourceOf("gates/campaign.yaml"), "gates/campaign.yaml");
  const active = { gate: settings, plan: packNamed("campaign").plan };
  gate = await gateOverHttp([active], rowsAsTables(references.rows));
});
afterAll(async () => {
  await gate.close();
  references.close();
});

interface Campaign {
  campaign_id: string;
  assets: { asset_id: string; text: string }[];
  claims: object[];
}
const example: Campaign = JSON.parse(readFileSync(join(examples, "pass.json"), "utf8"));

/** The example that passes, and says that it is faster than another one. */
const comparing = (id: string): Campaign => ({
  ...example,
  campaign_id: id,
  claims: [
    ...example.claims,
    {
      ...{ claim_id: "c-x9", type: "comparison", text: "raskere enn X-9", language: "nb" },
      ...{ asset_ids: ["no-1"], offer_id: "o-no", scope: "product", skus: ["MTB-1"] },
      ...{ markets: ["NO"], evidence_ids: ["e-1"] },
      comparator: {
        ...{ who: "Andre AS", product: "X-9", basis: "vekt", identifiable: true },
        ...{ measured_on: "2026-11-01", source_url: "https://lab.example/x9" },
      },
    },
  ],
});

/** The example with a headline in which a word of cures is about squeaking chains. */
const curing = (id: string): Campaign => ({
  ...example,
  campaign_id: id,
  assets: example.assets.map((asset) =>
    asset.asset_id === "no-1"
      ? { ...asset, text: "Terrengsykkel MTB-1: kurerer knirkende kjeder" }
      : asset,
  ),
});

let keys = 0;
const post = (path: string, as: Asking, body: object): Promise<Heard> =>
  gate.ask({ method: "POST", path, as, body, headers: { "idempotency-key": `k-${keys++}` } });

async function held(campaign: Campaign, more: object = {}): Promise<string> {
  const heard = await post("/v1/gates/campaign/submissions", tool, { ...more, subject: campaign });
  expect([heard.status, heard.body.verdict]).not.toEqual([200, "pass"]);
  await gate.deliver();
  return heard.body.submission_id;
}

async function caseOf(submission: string, rule: string) {
  const { body } = await gate.ask({ path: `/v1/submissions/${submission}/cases`, as: mari });
  const { id } = body.items.find((one: { rule: string }) => one.rule === rule);
  return (await gate.ask({ path: `/v1/cases/${id}`, as: mari })).body;
}

const attest = (id: string, answers: object, as = mari): Promise<Heard> =>
  post(`/v1/cases/${id}/decision`, as, { decision: "attest", answers, reason });

/** The second person looks at the request and consents to what she saw. */
async function consented({ body }: Heard): Promise<Heard> {
  expect(body.entry?.action).toBe("approval.requested");
  const path = `/v1/approvals/${body.entry.approval}`;
  const seen = await gate.ask({ path, as: kadri });
  return post(`${path}/consent`, kadri, { binding: seen.body.binding });
}

const stateOf = async (submission: string): Promise<string> =>
  (await gate.ask({ path: `/v1/submissions/${submission}`, as: mari })).body.state;

const answers = { same_need: true, comparison_fair: true };

test("a comparison is held for what only a person can tell; answered yes it goes out with a pass", async () => {
  const submission = await held(comparing("K-YES"));
  const asked = await caseOf(submission, "CLM-27");
  expect(asked).toMatchObject({
    ...{ state: "open", severity: "hold", violations: "0-1" },
    facts: [{ name: "comparison_fair" }, { name: "same_need" }],
  });
  const [, need] = asked.facts;
  expect(Object.keys(need.question).sort()).toEqual([...languages].sort());
  expect(need.question.nb).toBe("Dekker produktene som sammenlignes, samme behov?");
  const none = await post(`/v1/submissions/${submission}/passes`, tool, {});
  expect(none.status).toBe(409);
  // What a campaign is worth nobody can tell, so that two look at it.
  const given = await consented(await attest(asked.id, answers));
  expect([given.status, given.body.entry.facts.answers]).toEqual([200, answers]);
  expect(await stateOf(submission)).toBe("released");
  const pass = await post(`/v1/submissions/${submission}/passes`, tool, {});
  expect([pass.status, pass.body.pass.kind]).toEqual([200, "whole"]);
});

test("answered no it is refused, with what to do, and returned", async () => {
  const submission = await held(comparing("K-NO"));
  const { id } = await caseOf(submission, "CLM-27");
  const no = await attest(id, { ...answers, same_need: false });
  expect([no.status, no.problem.reason]).toEqual([409, "answers_do_not_clear"]);
  expect(no.problem.detail).toMatch(
    /violation 1: with these answers CLM-27\/same_need fails: return/,
  );
  const half = await attest(id, { same_need: true });
  expect(half.problem.detail).toMatch(/violation 0: CLM-27\/fair still asks comparison_fair/);
  const wrong = await attest(id, { ...answers, cheapest_proven: true });
  expect([wrong.status, wrong.problem.mistakes?.[0]?.pointer]).toEqual([
    400,
    "/answers/cheapest_proven",
  ]);
  const returned = await post(`/v1/cases/${id}/decision`, mari, { decision: "return", reason });
  expect(returned.status).toBe(200);
  expect([await stateOf(submission), (await caseOf(submission, "CLM-27")).state]).toEqual([
    "held",
    "confirmed",
  ]);
  // In the correction the question is asked again.
  const again = await held(comparing("K-NO"), { supersedes: submission });
  expect(await caseOf(again, "CLM-27")).toMatchObject({ state: "open", facts: [{}, {}] });
});

test("a false hit of a rule that nobody waives is let through by two people, and by no other way", async () => {
  const submission = await held(curing("K-CURES"));
  const hit = await caseOf(submission, "CLM-36");
  expect(hit).toMatchObject({
    ...{ severity: "block", waivable: false },
    facts: [{ name: "names_no_disease", violations: "0" }],
  });
  for (const decision of ["release", "false_positive"]) {
    const heard = await post(`/v1/cases/${hit.id}/decision`, mari, { decision, reason });
    expect([heard.status, heard.problem.reason]).toEqual([403, "not_waivable"]);
  }
  const asked = await attest(hit.id, { names_no_disease: true });
  expect(asked.body.entry.facts.why).toEqual(
    expect.arrayContaining(["block_let_through", "rule_not_waivable"]),
  );
  const alone = await post(`/v1/approvals/${asked.body.entry.approval}/consent`, mari, {
    binding: asked.body.entry.facts.binding,
  });
  expect([alone.status, alone.problem.reason]).toEqual([403, "same_person"]);
  await consented(asked);
  expect((await caseOf(submission, "CLM-36")).state).toBe("attested");
  // The undeclared claim is another rule's, which may be wrong as any other.
  const { id } = await caseOf(submission, "CLM-02");
  await consented(
    await post(`/v1/cases/${id}/decision`, mari, { decision: "false_positive", reason }),
  );
  expect(await stateOf(submission)).toBe("released");
});

test("a correction that leaves the campaign as it was shows what was answered", async () => {
  const both = { ...curing("K-AGAIN"), claims: comparing("K-AGAIN").claims };
  const first = await held(both);
  await consented(await attest((await caseOf(first, "CLM-27")).id, answers));
  const second = await held(both, { supersedes: first });
  const again = await caseOf(second, "CLM-27");
  expect(again).toMatchObject({
    state: "open",
    answeredBefore: [
      { fact: "comparison_fair", value: true, by: { person: "mari" }, submission: first },
      { fact: "same_need", value: true, violations: "1" },
    ],
  });
});
