import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../lib/core/report.ts";
import type { Violation } from "../../lib/core/violation.ts";
import { cli, folderWith } from "../support/cli.ts";
import { repository } from "../support/house.ts";

const examples = join(repository, "examples/campaign");

/** What the tests change of a campaign. */
interface Campaign {
  campaign_id: string;
  assets: { asset_id: string; language: string; text: string }[];
  claims: { claim_id: string; type: string; asset_ids: string[]; evidence_ids?: string[] }[];
  evidence: { reviewed_on?: string }[];
}

const example = (name: string): Campaign =>
  JSON.parse(readFileSync(join(examples, `${name}.json`), "utf8"));

/** The example that passes, with another headline and more claims. */
function headline(id: string, text: string, claims: Campaign["claims"] = []): Campaign {
  const { assets, claims: declared, ...rest } = example("pass");
  const [first, ...others] = assets as [Campaign["assets"][number]];
  return {
    ...rest,
    campaign_id: id,
    assets: [{ ...first, text }, ...others],
    claims: [...declared, ...claims],
  };
}

const words = "Norges beste terrengsykkel";
const best = { claim_id: "c9", type: "superiority", asset_ids: ["no-1"] };
const proven = headline("K-PROVEN", words, [{ ...best, evidence_ids: ["e-1"] }]);
const campaigns: readonly Campaign[] = [
  ...["pass", "hold", "block"].map(example),
  headline("K-SILENT", words),
  headline("K-BARE", words, [best]),
  proven,
  {
    ...proven,
    campaign_id: "K-UNREAD",
    evidence: proven.evidence.map(({ reviewed_on: _, ...piece }) => piece),
  },
];

/** All in one run, since what a run costs is mostly its beginning. */
async function judged(all: readonly Campaign[]): Promise<Report> {
  const folder = folderWith({ "all.json": JSON.stringify(all) });
  const { stdout, stderr } = await cli([
    ...["check", join(folder, "all.json"), "--gate", "campaign", "--as-of", "2026-11-22"],
    ...["--reference", join(examples, "reference")],
    ...["--output", "json", "--max-violations", "1000"],
  ]);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Report;
}

let report: Report;
beforeAll(async () => {
  report = await judged(campaigns);
});

const counted = ({ violations }: Report): readonly Violation[] =>
  violations.filter(({ shadow }) => !shadow);
const violationsOf = (id: string): readonly Violation[] =>
  counted(report).filter(({ record }) => record?.key === id);
const rulesOf = (id: string): readonly string[] =>
  [...new Set(violationsOf(id).map(({ rule, severity }) => `${severity} ${rule}`))].sort();

// K-31 is the sample of the domain specification, with the prices that it names: 79.00 for twenty
// days, then 99.00 for ten.
test.each([
  ["K-32", []],
  ["K-34", ["hold CLM-02", "hold CLM-54"]],
  [
    "K-31",
    [
      ...["block CLM-09", "block CLM-10", "block CLM-20", "block CLM-23", "block CLM-29"],
      ...["block CLM-55", "hold CLM-02", "hold CLM-54"],
    ],
  ],
])("the example %s gives %j", (id, rules) => {
  expect(rulesOf(id)).toEqual(rules);
});

test("what was found in the copy is told with its text and place", () => {
  const undeclared = violationsOf("K-31").filter(({ rule }) => rule === "CLM-02");
  const text = example("block").assets[0]?.text ?? "";
  for (const { at, values } of undeclared) {
    expect(at).toEqual(["/assets/0/text"]);
    const match = String(values["match"]?.value);
    const from = Number(values["position"]?.value) - 1;
    expect([...text].slice(from, from + [...match].length).join("")).toBe(match);
  }
  const categories = undeclared.map(({ values }) => values["category"]?.value).sort();
  expect(categories).toEqual(["delivery_promise", "green_generic", "limited_time", "price_drop"]);
});

// What the copy claims and nobody declared, and what was declared and cannot be proven.
test.each([
  ["K-SILENT", "hold CLM-02", true],
  ["K-SILENT", "block CLM-03", false],
  ["K-BARE", "hold CLM-02", false],
  ["K-BARE", "block CLM-03", true],
  ["K-PROVEN", "hold CLM-02", false],
  ["K-PROVEN", "block CLM-03", false],
  ["K-UNREAD", "block CLM-03", true],
])("campaign %s: %s is %s", (id, rule, isThere) => {
  expect(rulesOf(id).includes(rule)).toBe(isThere);
});

test("campaigns of one submission are judged each on its own, in any order", async () => {
  const told = (of: Report): readonly string[] =>
    counted(of)
      .map(({ rule, check, record, at }) => [record?.key, rule, check, ...at].join(" "))
      .sort();
  const back = await judged(campaigns.toReversed());
  expect(told(back)).toEqual(told(report));
  expect(back.counts).toEqual(report.counts);
});
