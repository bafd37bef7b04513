import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { App } from "aws-cdk-lib";
import { deploymentOf } from "../lib/infra/deployment.ts";
import { permissionsMarkdown } from "../lib/infra/permissions-doc.ts";
import { stageIn } from "../lib/infra/stage.ts";

// Writes docs/permissions.md from the templates of a stage that has everything; with `--check` tells
// whether it is stale instead. Nothing is bundled, nothing is asked of AWS.

process.env["CDK_VALIDATION"] = "false"; // `npm run synth` does that
const repository = fileURLToPath(new URL("..", import.meta.url));
const path = join(repository, "docs/permissions.md");
const { context } = JSON.parse(readFileSync(join(repository, "cdk.json"), "utf8"));
const outdir = mkdtempSync(join(tmpdir(), "holdpoint-permissions-"));
process.once("exit", () => rmSync(outdir, { recursive: true, force: true }));
const app = new App({ context: { ...context, "aws:cdk:bundling-stacks": [] }, outdir });
for (const [name, value] of Object.entries({
  stage: "prod",
  region: "eu-central-1",
  issuer: "https://login.example",
  audience: "holdpoint",
}))
  app.node.setContext(name, value);
const stage = stageIn(app.node);
deploymentOf(app, stage);
const text = permissionsMarkdown(stage, app.synth().stacks);

if (process.argv.includes("--check")) {
  if (!existsSync(path) || text !== readFileSync(path, "utf8")) {
    console.error("docs/permissions.md is stale: write it with `node bin/permissions.ts`");
    process.exitCode = 1;
  }
} else {
  writeFileSync(path, text);
}
