import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../lib/core/report.ts";
import type { Defect } from "../../lib/generate/generated.ts";
import { cli, folderWith } from "../support/cli.ts";

/** Campaigns of each run; the full figures are `npm run bench:accuracy`'s. */
const records = Number(process.env["HOLDPOINT_GENERATED_CAMPAIGNS"] ?? 300);

const linesOf = (folder: string, name: string): readonly string[] =>
  readFileSync(join(folder, name), "utf8").split("\n").filter(Boolean);

async function generated(defects: string, seed: string, count = records): Promise<string> {
  const folder = join(folderWith(), "campaigns");
  const made = ["generate", "campaign", "--seed", seed, "--records", String(count)];
  const { code, stderr } = await cli([...made, "--defects", defects, "--out", folder]);
  expect([code, stderr]).toEqual([0, ""]);
  return folder;
}

/** Judged on the eve of the first campaigns, an hour after the checkout was last looked at. */
async function judged(folder: string, stage: "intake" | "dispatch"): Promise<Report> {
  const shipped = new URL("../../gates/campaign.yaml", import.meta.url);
  const gate = readFileSync(shipped, "utf8").replace("stage: intake", `stage: ${stage}`);
  expect(gate).toContain(`stage: ${stage}`);
  const args = ["check", join(folder, "campaigns.ndjson"), "--gate", "campaign"];
  const tables = ["--reference", join(folder, "reference"), "--as-of", "2026-12-01"];
  const output = ["--output", "json", "--max-violations", "1000000"];
  const checked = await cli([...args, ...tables, ...output], {
    cwd: folderWith({ "gates/campaign.yaml": gate }),
  });
  expect(checked.stderr).toBe("");
  return JSON.parse(checked.stdout) as Report;
}

/** Rules in shadow are counted here: they guess, and may not guess wrong on what is clean. */
const foundIn = ({ violations }: Report): readonly string[] =>
  [...new Set(violations.map(({ rule, record }) => `${record?.place.line}: ${rule}`))].sort();

test("not one of the claim rules fires on clean campaigns", async () => {
  const folder = await generated("0", "1");
  const report = await judged(folder, "intake");
  expect(foundIn(report)).toEqual([]);
  expect(report.counts).toMatchObject({ received: records, passed: records });
}, 300_000);

test("every planted defect is found by its own rule, all but one of the pack, and nothing else is", async () => {
  const folder = await generated("50%", "42");
  const report = await judged(folder, "intake");
  const truth = linesOf(folder, "truth.ndjson").map((line) => JSON.parse(line) as Defect);
  const planted = truth.flatMap(({ line, expected }) =>
    expected.map(({ rule }) => `${line}: ${rule}`),
  );
  expect(foundIn(report)).toEqual([...new Set(planted)].sort());
  const rules = new Set(truth.flatMap(({ expected }) => expected.map(({ rule }) => rule)));
  const all = Array.from({ length: 60 }, (_, index) => `CLM-${String(index + 1).padStart(2, "0")}`);
  // What the checkout asks for is only looked at when a campaign goes live.
  expect([...rules].sort()).toEqual(all.filter((rule) => rule !== "CLM-59"));
}, 300_000);

test("campaigns are in four languages, three markets and three channels", async () => {
  const folder = await generated("0", "42");
  const campaigns = linesOf(folder, "campaigns.ndjson").map(
    (line) => JSON.parse(line) as Readonly<Record<string, readonly string[]>>,
  );
  const every = (field: string): readonly string[] =>
    [...new Set(campaigns.flatMap((campaign) => campaign[field] ?? []))].sort();
  expect(every("languages")).toEqual(["en", "et", "nb", "ro"]);
  expect(every("markets")).toEqual(["EE", "NO", "RO"]);
  expect(every("channels")).toEqual(["email", "influencer", "web"]);
});

test("a campaign goes live when the checkout asks for what it says, and not for a cent more", async () => {
  const folder = await generated("0", "42", 60);
  expect(foundIn(await judged(folder, "dispatch"))).toEqual([]);

  const lines = linesOf(folder, "campaigns.ndjson");
  const at = lines.findIndex((line) => line.includes('"checkout_probes"'));
  const wrong = (lines[at] as string).replace(/("checkout_probes":.*?"fees":)"0.00"/, '$1"0.01"');
  writeFileSync(join(folder, "campaigns.ndjson"), `${lines.with(at, wrong).join("\n")}\n`);
  const report = await judged(folder, "dispatch");
  expect(foundIn(report)).toEqual([`${at + 1}: CLM-59`]);
  expect(report.counts.blocked).toBe(1);
}, 300_000);
