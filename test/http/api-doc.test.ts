import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseGate } from "../../lib/app/gate.ts";
import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";
import { rulesetFiles } from "../subjects/order/ruleset-files.ts";
import { type GateOverHttp, gateOverHttp, type Heard } from "../support/gate-over-http.ts";
import { repository, sourceOf } from "../support/house.ts";

// Plays the examples of `docs/api.md`, in order, as a reader would.

const doc = sourceOf("docs/api.md");

let gate: GateOverHttp;
beforeAll(async () => {
  gate = await gateOverHttp([orderGate()]);
});
afterAll(async () => gate.close());

function orderGate() {
  const compiled = compileRuleset({ files: rulesetFiles("order"), subject: orderSubject });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return { gate: parseGate(sourceOf("gates/order.yaml"), "gates/order.yaml"), plan: compiled.plan };
}

/** What the page's variables stand for; answers give the rest. */
const variables = (): Record<string, string> => ({
  GATE: "http://gate",
  SHOP: gate.issuer.token({ sub: "shop", holdpoint_roles: ["submitter"] }),
  MARI: gate.issuer.token({
    sub: "mari",
    person: "mari",
    holdpoint_roles: ["service_manager"],
    department: "service",
  }),
});

/** The curl commands of the page's shell blocks, each as its words. */
const commands = [...doc.matchAll(/^```sh\n(.*?)^```/gms)]
  .flatMap(([, block]) => (block as string).replaceAll("\\\n", " ").trim().split("\n"))
  .map((line) =>
    [...line.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|(\S+)/g)].map(
      ([, double, single, bare]) => single ?? (double ?? (bare as string)).replaceAll('\\"', '"'),
    ),
  );

test("every example of the page is answered", async () => {
  const known = variables();
  const filled = (text: string): string =>
    text.replaceAll(/\$([A-Z]+)/g, (_, name: string) => known[name] ?? `no ${name} yet`);
  let cases = 0;
  for (const words of commands) {
    const heard = await play(words.map(filled));
    expect([words.join(" "), heard.status]).toEqual([words.join(" "), 200]);
    await gate.deliver();
    if (heard.body.submission_id) known["SUBMISSION"] = heard.body.submission_id;
    const [first] = heard.body.items ?? [];
    if (first?.schema === "holdpoint/case/1") {
      cases = heard.body.items.length;
      known["CASE"] = first.id;
      known["VERSION"] = String(first.version);
    }
  }
  expect(commands.length).toBeGreaterThanOrEqual(11);
  expect(cases).toBe(1);
  const { body } = await play([
    `http://gate/v1/submissions/${known["SUBMISSION"]}`,
    "-H",
    `Authorization: Bearer ${known["SHOP"]}`,
  ]);
  expect(body.state).toBe("released");
});

async function play(words: readonly string[]): Promise<Heard> {
  const headers: Record<string, string> = {};
  let method: string | undefined;
  let body: string | undefined;
  let url = "";
  for (let i = 0; i < words.length; i++) {
    const [word, next = ""] = [words[i] as string, words[i + 1]];
    if (word === "-X") method = next;
    else if (word === "-H")
      headers[next.replace(/:.*$/, "").toLowerCase()] = next.replace(/^.*?: /, "");
    else if (word === "--data") body = next;
    else if (word === "--data-binary") body = readFileSync(join(repository, next.slice(1)), "utf8");
    else if (word.startsWith("http")) url = word;
    if (/^-(X|H|-data.*)$/.test(word)) i += 1;
  }
  const { pathname, search } = new URL(url);
  return gate.ask({
    method: method ?? "GET",
    path: pathname,
    query: search.slice(1),
    headers,
    body,
  });
}

test("the problem of the page is the one that is told", async () => {
  const [, text] = /```json\n(.*?)```/s.exec(doc) as unknown as [string, string];
  const shown = JSON.parse(text);
  const told = await gate.ask({
    method: "POST",
    path: `/v1/cases/${"0".repeat(40)}.${"0".repeat(16)}/decision`,
    body: { decision: "approve", reason: { code: "other", text: "Agreed with the customer" } },
    headers: { "x-request-id": shown.request_id },
    as: { name: "mari", roles: ["service_manager"] },
  });
  expect(told.body).toEqual(shown);
});
