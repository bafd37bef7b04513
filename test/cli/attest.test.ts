import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CliResult, folderWith } from "../support/cli.ts";
import { repository } from "../support/house.ts";
import { eventually, type Served, serve } from "../support/served.ts";

// Answers from a terminal, at a gate with two rules of its own about campaigns.

const rules = `
- id: OWN-01
  title: { en: Same need, nb: Samme behov }
  severity: hold
  source: test
  prevents: Comparisons of what nobody compares.
  money_at_risk: record.offers[0].price
  checks:
    need: { must: 'attested("same_need")' }
    fair: { must: 'attested("comparison_fair")' }
  message: { en: "{key} compares.", nb: "{key} sammenligner." }
- id: OWN-02
  title: { en: No disease, nb: Ingen sykdom }
  severity: block
  waivable: false
  source: test
  prevents: Cures.
  money_at_risk: record.offers[0].price
  must: '!record.name.contains("cure") || optional(attested("names_no_disease")).orElse(false)'
  message: { en: "{key} cures.", nb: "{key} kurerer." }
- id: OWN-03
  title: { en: On sale, nb: Til salgs }
  severity: hold
  source: test
  prevents: Pages on which nothing can be bought.
  money_at_risk: record.offers[0].price
  when: record.name.contains("sale")
  must: 'attested("item_can_be_ordered") && lookup("products", record.offers[0].sku).status == "active"'
  message: { en: "{key} sells.", nb: "{key} selger." }
`;
const gate = `
name: own
subject: campaign
ruleset: own
zone: Europe/Tallinn
`;

const campaign = (id: string, name: string): string =>
  JSON.stringify({
    ...JSON.parse(readFileSync(join(repository, "examples/campaign/pass.json"), "utf8")),
    ...{ campaign_id: id, name },
  });

const products = (status: string): string => JSON.stringify([{ sku: "MTB-1", status }]);

let served: Served;
beforeAll(async () => {
  const folder = folderWith({
    "gates/own.yaml": gate,
    "rulesets/own/ruleset.yaml":
      "name: own\nsubject: campaign\nlanguages: [en, nb]\ndescription: Own.\n",
    "rulesets/own/rules.yaml": rules,
    "plain.json": campaign("C-1", "autumn"),
    "cures.json": campaign("C-2", "cures rust"),
    "sale.json": campaign("C-3", "on sale"),
    "later.json": campaign("C-4", "on sale again"),
    "tables/products.json": products("active"),
    "later/products.json": products("discontinued"),
  });
  served = await serve(folder, ["--gate", "own", "--reference", "tables"]);
});
afterAll(() => served.end("SIGTERM"));

const data = ["--data", "data"] as const;
const mari = ["--as", "Mari", "--department", "service", ...data] as const;
const jaan = ["--as", "Jaan", "--department", "finance", ...data] as const;
const leena = ["--as", "Leena", "--role", "service_analyst", ...data] as const;
const text = ["--text", "Both are e-bikes of one class"] as const;

async function held(file: string, rule: string): Promise<string> {
  const args = [
    "submit",
    file,
    "--gate",
    "own",
    "--json",
    "--as",
    "tool",
    "--department",
    "marketing",
    ...data,
  ];
  const { answer } = JSON.parse((await served.run(...args)).stdout);
  const found = await eventually(
    async () => {
      const { stdout } = await served.run("cases", "list", "--json", ...mari);
      const { items }: { items: { id: string; rule: string }[] } = JSON.parse(stdout);
      return items.find((one) => one.rule === rule && one.id.startsWith(answer.submission_id));
    },
    (one) => one !== undefined,
  );
  return found!.id;
}

const ok = (result: CliResult): string => {
  expect(result).toMatchObject({ code: 0, stderr: "" });
  return result.stdout;
};

test("show asks, attest answers, and what does not clear it changes nothing", async () => {
  const id = await held("plain.json", "OWN-01");
  const shown = ok(await served.run("cases", "show", id, "--locale", "nb", ...mari));
  expect(shown).toContain("same_need  Dekker produktene som sammenlignes, samme behov?");
  expect(shown).toContain("violations 1");
  expect(shown).toMatch(
    /cases attest \S+ --answer comparison_fair=yes\|no --answer same_need=yes\|no/,
  );

  const draft = ["cases", "propose", id, "attest", "--answer", "same_need=yes", ...text];
  expect(ok(await served.run(...draft, ...leena))).toContain("attest");
  const half = await served.run(
    "cases",
    "attest",
    id,
    "--answer",
    "same_need=yes",
    ...text,
    ...mari,
  );
  expect(half.code).toBe(3);
  expect(half.stderr).toContain("still asks comparison_fair");
  expect(half.stderr).toContain("answers_do_not_clear");
  const both = ["--answer", "same_need=yes", "--answer", "comparison_fair=no"];
  const no = await served.run("cases", "attest", id, ...both, ...text, ...mari);
  expect([no.code, no.stderr]).toEqual([3, expect.stringContaining("OWN-01/fair fails")]);
  const one = ["--answer", "same_need=yes", "--violations", "1"];
  const part = await served.run("cases", "attest", id, ...one, ...text, ...mari);
  expect(ok(part)).toMatch(/^decided: attest for \S+, violations 1/);
  const rest = ["--answer", "comparison_fair=yes"];
  ok(await served.run("cases", "attest", id, ...rest, ...text, ...mari));
  const after = ok(await served.run("cases", "show", id, ...mari));
  expect(after).toMatch(/state +attested/);
  expect(after).toContain("decided: attest comparison_fair=yes, Both are e-bikes");
  const submission = await served.run("submission", "show", id.split(".")[0]!, ...mari);
  expect(ok(submission)).toContain("released");
});

test("what nobody waives waits for a second person, who sees the answers", async () => {
  const id = await held("cures.json", "OWN-02");
  const shown = ok(await served.run("cases", "show", id, ...mari));
  expect(shown).toContain("never, unless its rule accepts the answers");
  const answer = ["--answer", "names_no_disease=yes", "--because", "rule_too_strict"];
  const asked = ok(await served.run("cases", "attest", id, ...answer, ...text, ...mari));
  const [, approval = ""] = /a second person is asked, (\S+);/.exec(asked) ?? [];
  const seen = ok(await served.run("cases", "approval", approval, ...jaan));
  expect(seen).toContain("attest names_no_disease=yes violations 0");
  expect(seen).toContain("rule not waivable");
  const [, binding = ""] = /--binding ([0-9a-f]+)/.exec(seen) ?? [];
  ok(await served.run("cases", "approve", approval, "--binding", binding, ...jaan));
  expect(ok(await served.run("cases", "show", id, ...mari))).toMatch(/state +attested/);
});

test("the row of then decides, whatever was loaded since", async () => {
  const before = await held("sale.json", "OWN-03");
  const load = ["reference", "load", "products", "later/products.json"];
  ok(await served.run(...load, "--store", "data/reference.sqlite", "--subject", "campaign"));
  const answer = ["--answer", "item_can_be_ordered=yes", ...text, ...mari];
  expect(ok(await served.run("cases", "attest", before, ...answer))).toMatch(/^decided: attest/);
  const after = await held("later.json", "OWN-03");
  const refused = await served.run("cases", "attest", after, ...answer);
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("OWN-03 fails")]);
});

test.each([
  [["--answer", "same_need"], "write a fact and yes or no"],
  [["--answer", "same_need=maybe"], "write a fact and yes or no"],
  [[], "answer"],
  [["--answer", "same_need=yes", "--answer", "same_need=no"], "says yes and no to same_need"],
] as const)("cases attest %j is refused", async (args, message) => {
  const result = await served.run("cases", "attest", "57d6e5.8ae76d", ...args, ...text, ...mari);
  expect([result.code, result.stderr]).toEqual([3, expect.stringContaining(message)]);
});

test("decide points to attest", async () => {
  const result = await served.run("cases", "decide", "57d6e5.8ae76d", "attest", ...text, ...mari);
  expect([result.code, result.stderr]).toEqual([3, expect.stringContaining("cases attest")]);
});
