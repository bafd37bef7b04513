import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { type Deployment, deploymentOf } from "../../lib/infra/deployment.ts";
import { type FunctionName, nameIn } from "../../lib/infra/names.ts";
import { type SettingName, type Stage, stageIn } from "../../lib/infra/stage.ts";
import { repository } from "../support/house.ts";

type Context = Readonly<Partial<Record<SettingName, string>>>;

/** A stage as somebody's context values make it. */
export const stageOf = (context: Context): Stage =>
  stageIn(new App({ context: { ...context } }).node);

export const dev = stageOf({ tenant: "acme" });
export const prod = stageOf({
  stage: "prod",
  tenant: "acme",
  issuer: "https://login.example",
  audience: "holdpoint",
  "signing-keys": "2",
});

/** An app as `cdk.json` makes it, but without bundling. */
export function appWithoutBundling(): App {
  const { context } = JSON.parse(readFileSync(join(repository, "cdk.json"), "utf8"));
  return new App({ context: { ...context, "aws:cdk:bundling-stacks": [] } });
}

type StackName = keyof Deployment;

export interface Synthesised {
  readonly stage: Stage;
  readonly stacks: Deployment;
  readonly templates: Readonly<Record<StackName, Template>>;
}

/** The stacks of a stage, and their templates. */
export function synthesised(stage: Stage): Synthesised {
  const stacks = deploymentOf(appWithoutBundling(), stage);
  const templates = Object.entries(stacks).map(
    ([name, stack]) => [name, Template.fromStack(stack)] as const,
  );
  return { stage, stacks, templates: Object.fromEntries(templates) as never };
}

export interface FoundResource {
  readonly stack: StackName;
  readonly id: string;
  readonly resource: {
    readonly Type: string;
    // biome-ignore lint/suspicious/noExplicitAny: templates are looked into, each test knows where
    readonly Properties: any;
    readonly DeletionPolicy?: string;
  };
}

/** All resources of a type, whatever stack they are in. */
export const resourcesOf = ({ templates }: Synthesised, type: string): readonly FoundResource[] =>
  Object.entries(templates).flatMap(([stack, template]) =>
    Object.entries(template.findResources(type)).map(([id, resource]) => ({
      stack: stack as StackName,
      id,
      resource: resource as FoundResource["resource"],
    })),
  );

/** The properties of the one resource of a type that has a name. */
export function propertiesOf(
  from: Synthesised,
  type: string,
  named: Readonly<Record<string, string>> = {},
): FoundResource["resource"]["Properties"] {
  const found = resourcesOf(from, type).filter(({ resource }) =>
    Object.entries(named).every(([key, value]) => resource.Properties[key] === value),
  );
  if (found.length !== 1)
    throw new Error(`${found.length} of ${type} with ${JSON.stringify(named)}: there must be one`);
  return found[0]?.resource.Properties;
}

/** The properties of a function, by the folder that it is made of. */
export const functionIn = (from: Synthesised, folder: FunctionName) =>
  propertiesOf(from, "AWS::Lambda::Function", { FunctionName: nameIn(from.stage, folder) });

/** The folders of all functions that are deployed. */
export const deployedFunctions = (from: Synthesised): readonly FunctionName[] =>
  resourcesOf(from, "AWS::Lambda::Function")
    .map(({ resource }) => resource.Properties.FunctionName.slice(nameIn(from.stage, "").length))
    .sort();
