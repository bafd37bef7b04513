import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Stage, settings } from "../lib/infra/stage.ts";
import { awsAccount, type TemplateResource } from "./deploy-account.ts";
import { type Preflight, preflight } from "./deploy-preflight.ts";

// npm run deploy -- --stage NAME [--SETTING VALUE …] [--dry-run] [--yes]
// Looks whether everything is there that a deployment needs, says all that is missing, and deploys.

const repository = fileURLToPath(new URL("..", import.meta.url));
const out = join(repository, "cdk.out");

const flags = Object.fromEntries(
  Object.keys(settings).map((name) => [name, { type: "string" as const }]),
);
const { "dry-run": isDryRun, yes, ...said } = read();
const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
const region = AWS_REGION ?? AWS_DEFAULT_REGION;

const found = await preflight({
  account: awsAccount(),
  nodeVersion: process.version,
  said,
  synthesise,
  ...(region !== undefined && { region }),
});
tell(found);
if (found.missing.length > 0 || found.stage === undefined) process.exit(3);
const command = ["deploy", "--all", "--app", out, ...(yes ? ["--require-approval", "never"] : [])];
if (isDryRun) {
  console.log(`Everything is there. It would be: cdk ${command.join(" ")}`);
} else {
  process.exitCode = cdk(command, "inherit").status ?? 1;
}

function read(): Record<string, string> & { readonly "dry-run"?: boolean; readonly yes?: boolean } {
  try {
    const options = { ...flags, "dry-run": { type: "boolean" }, yes: { type: "boolean" } } as const;
    return parseArgs({ options, strict: true }).values as ReturnType<typeof read>;
  } catch (error) {
    console.error(
      `${(error as Error).message}: settings are --${Object.keys(settings).join(", --")}`,
    );
    process.exit(3);
  }
}

/** What is deployed is what was looked at: the very templates and bundles. */
async function synthesise(stage: Stage): Promise<Readonly<Record<string, TemplateResource>>> {
  console.log(`making the stacks of ${stage.name} …`);
  const context = { ...stage.said, region: stage.region };
  const values = Object.entries(context).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const made = cdk(["synth", "--quiet", "--output", out, ...values], "pipe", {
    CDK_DEFAULT_REGION: stage.region,
    ...(stage.account !== undefined && { CDK_DEFAULT_ACCOUNT: stage.account }),
  });
  if (made.status !== 0) throw new Error(`${made.stdout}${made.stderr}`.trim().slice(-2_000));
  const path = join(out, `Holdpoint-${stage.name}-Data.template.json`);
  return JSON.parse(readFileSync(path, "utf8")).Resources;
}

function cdk(
  args: readonly string[],
  stdio: "inherit" | "pipe",
  env: Readonly<Record<string, string>> = {},
) {
  return spawnSync(process.execPath, [join(repository, "node_modules/aws-cdk/bin/cdk"), ...args], {
    cwd: repository,
    stdio,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
}

function tell({ missing, notes }: Preflight): void {
  for (const note of notes) console.log(`note: ${note}`);
  for (const { what, mend } of missing) console.error(`missing: ${what}\n    mend: ${mend}`);
  if (missing.length > 0) console.error(`${missing.length} missing: nothing was deployed.`);
}
