import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { deploymentOf } from "../../lib/infra/deployment.ts";
import { type FunctionName, nameIn } from "../../lib/infra/names.ts";
import { type Stage, stageIn } from "../../lib/infra/stage.ts";
import type { MachineDefinition } from "../machine/interpreter.ts";
import { sourceOf } from "../support/house.ts";
import { arnOf } from "./lambda-host.ts";

/** What would be deployed: the functions' folders, and the definition of the run machine. */
export interface Bundles {
  /** By the folder under `lambdas/`. */
  readonly folders: ReadonlyMap<FunctionName, string>;
  /** With the ARN that `arnOf` gives each function in the place of its reference. */
  readonly definition: MachineDefinition;
}

/** Synthesises the stacks of a stage with everything bundled, as `npm run deploy` does it. */
export function synthesisedBundles(): Bundles {
  // Bundling calls `node`: this one, whatever the system has.
  process.env["PATH"] = `${dirname(process.execPath)}${delimiter}${process.env["PATH"]}`;
  const { context } = JSON.parse(sourceOf("cdk.json"));
  const outdir = mkdtempSync(join(tmpdir(), "holdpoint-synth-"));
  const app = new App({ context, outdir });
  const stage = stageIn(app.node);
  const templates = Object.values(deploymentOf(app, stage)).map((stack) =>
    Template.fromStack(stack),
  );
  const found = (type: string) =>
    templates.flatMap((template) => Object.entries(template.findResources(type)));
  const functions = found("AWS::Lambda::Function").map(([id, { Properties }]) => ({
    id,
    name: folderOf(stage, Properties.FunctionName),
    folder: join(outdir, `asset.${Properties.Code.S3Key.replace(".zip", "")}`),
  }));
  const [machine] = found("AWS::StepFunctions::StateMachine");
  const text = resolved(machine?.[1].Properties.DefinitionString, (id) => {
    const named = functions.find((one) => one.id === id);
    return named === undefined ? id : arnOf(named.name);
  });
  return {
    folders: new Map(functions.map(({ name, folder }) => [name, folder])),
    definition: JSON.parse(text),
  };
}

const folderOf = (stage: Stage, functionName: string): FunctionName =>
  functionName.slice(nameIn(stage, "").length) as FunctionName;

/** A text of CloudFormation, with something in the place of each resource that it refers to. */
function resolved(value: unknown, refer: (id: string) => string): string {
  if (typeof value === "string") return value;
  const { Ref, ...functions } = value as Readonly<Record<string, unknown>>;
  if (typeof Ref === "string") return refer(Ref);
  const [[name, argument] = []] = Object.entries(functions);
  if (name === "Fn::GetAtt") return refer((argument as readonly string[])[0] as string);
  if (name === "Fn::Join") {
    const [separator, parts] = argument as [string, readonly unknown[]];
    return parts.map((part) => resolved(part, refer)).join(separator);
  }
  if (name === "Fn::ImportValue" || name === "Fn::GetStackOutput") return refer(String(argument));
  throw new Error(`what does ${name} give?`);
}
