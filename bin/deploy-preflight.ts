import { App } from "aws-cdk-lib";
import { type Stage, settings, stageIn } from "../lib/infra/stage.ts";
import type { Account, TemplateResource } from "./deploy-account.ts";

/** What is missing before a stage can be deployed, and how it is mended. */
export interface Missing {
  readonly what: string;
  readonly mend: string;
}

export interface Preflight {
  readonly missing: readonly Missing[];
  /** What is worth knowing and hinders nothing. */
  readonly notes: readonly string[];
  /** Every setting that holds, said now or taken over; undefined where some cannot be. */
  readonly stage?: Stage;
}

export interface PreflightParts {
  readonly account: Account;
  readonly nodeVersion: string;
  /** The shell's region, where it has one. */
  readonly region?: string;
  /** What was said: settings by their names. */
  readonly said: Readonly<Record<string, string>>;
  /** Synthesises the stacks of a stage; gives the data stack's resources, or throws with the reason. */
  readonly synthesise: (stage: Stage) => Promise<Readonly<Record<string, TemplateResource>>>;
}

/** The version of the bootstrap stack that CDK's templates ask for. */
const bootstrapVersionMin = 6;
const edgeRegion = "us-east-1";
/** What Lambda wants to be left to functions for which nothing is set aside. */
const leftToOthersMin = 100;

/**
 * Looks whether everything is there that a deployment needs, and changes nothing. All that is missing
 * is told at once, but for what cannot be asked before something else is there.
 */
export async function preflight(parts: PreflightParts): Promise<Preflight> {
  const { account, said } = parts;
  const missing: Missing[] = [];
  const notes: string[] = [];
  if (Number.parseInt(parts.nodeVersion.replace(/^v/, ""), 10) < 24)
    missing.push({
      what: `Node ${parts.nodeVersion} runs this: it must be 24, which Lambda has`,
      mend: "`npm ci` (with its install scripts), and start it by `npm run deploy`",
    });
  const unknown = Object.keys(said).filter((name) => !(name in settings));
  for (const name of unknown)
    missing.push({
      what: `there is no setting '${name}'`,
      mend: `settings are ${Object.keys(settings).join(", ")}: see docs/DEPLOY.md`,
    });

  const identity = await account.identity().catch((error: unknown) => {
    missing.push({
      what: `nobody is signed in to AWS (${messageOf(error)})`,
      mend: "`aws sso login`, or set AWS_PROFILE; then all that needs the account is looked at",
    });
    return undefined;
  });
  const name = said["stage"] ?? "dev";
  const region = said["region"] ?? parts.region ?? "eu-central-1";
  const dataStack = `Holdpoint-${name}-Data`;
  const deployed =
    identity && (await told(missing, () => account.stack(dataStack, region), "CloudFormation"));
  const stage = stageOf(parts, deployed?.outputs["Settings"], identity?.account, missing, notes);

  const synthesised =
    stage &&
    (await parts.synthesise(stage).catch((error: unknown) => {
      missing.push({
        what: `the stacks cannot be made: ${messageOf(error)}`,
        mend: "`npm run check` says what is wrong with the sources",
      });
      return undefined;
    }));
  if (identity !== undefined && stage !== undefined) {
    await lookAtBootstrap(account, stage, identity.account, missing);
    await lookAtQuotas(account, stage, missing, notes);
    if (deployed !== undefined && synthesised !== undefined) {
      const before = await told(
        missing,
        () => account.resources(dataStack, stage.region),
        "CloudFormation",
      );
      if (before !== undefined) missing.push(...replaced(before, synthesised));
    }
    if (deployed !== undefined && /_IN_PROGRESS$|FAILED$/.test(deployed.status))
      missing.push({
        what: `the stack ${dataStack} is ${deployed.status}`,
        mend: "wait, or have a look at its events in CloudFormation, until it is COMPLETE",
      });
  }
  return { missing, notes, ...(stage && { stage }) };
}

/** What was said now goes before what was said to the deployment that is there. */
function stageOf(
  { said, region }: PreflightParts,
  recorded: string | undefined,
  account: string | undefined,
  missing: Missing[],
  notes: string[],
): Stage | undefined {
  const before: Record<string, string> = recorded === undefined ? {} : JSON.parse(recorded);
  const takenOver = Object.keys(before).filter((name) => !(name in said));
  if (takenOver.length > 0)
    notes.push(
      `taken over from the last deployment: ${takenOver.map((each) => `${each}=${before[each]}`).join(", ")}`,
    );
  const known = Object.entries({ ...before, ...said }).filter(([name]) => name in settings);
  const context = Object.fromEntries(known.filter(([, value]) => value !== ""));
  try {
    const stage = stageIn(new App({ context, outdir: "cdk.out" }).node, {
      ...(region !== undefined && { region }),
      ...(account !== undefined && { account }),
    });
    missing.push(...incomplete(stage, recorded !== undefined));
    return stage;
  } catch (error) {
    for (const what of messageOf(error).split("\n"))
      missing.push({ what, mend: "correct the setting: docs/DEPLOY.md says what each means" });
    return undefined;
  }
}

/** What has a default that suits nobody but who tries it out. */
function incomplete({ name, said, tokens }: Stage, isThere: boolean): readonly Missing[] {
  if (name === "dev") return [];
  const missing: Missing[] = [];
  if (said["tenant"] === undefined)
    missing.push({
      what: `it is not said whose deployment ${name} is, which stands in every entry`,
      mend: "say --tenant NAME",
    });
  if (tokens === undefined && !isThere)
    missing.push({
      what: "nobody signs people in: what is held could be decided on by nobody",
      mend: "say --issuer URL and --audience NAME of your identity provider",
    });
  return missing;
}

async function lookAtBootstrap(
  account: Account,
  { region }: Stage,
  number: string,
  missing: Missing[],
): Promise<void> {
  for (const each of new Set([region, edgeRegion])) {
    const stack = await told(missing, () => account.stack("CDKToolkit", each), "CloudFormation");
    const version = Number(stack?.outputs["BootstrapVersion"] ?? 0);
    if (version >= bootstrapVersionMin) continue;
    missing.push({
      what:
        stack === undefined
          ? `CDK has not been bootstrapped in ${each}`
          : `CDK's bootstrap in ${each} is of version ${version}, and must be ${bootstrapVersionMin}`,
      mend: `npx cdk bootstrap aws://${number}/${each}`,
    });
  }
}

/** New accounts have that few instances at once: enough to try it out. */
const newAccountHas = 10;

interface NeededQuota {
  readonly service: string;
  readonly name: string;
  readonly needed: number;
  readonly why: string;
}

const neededQuotas = ({ reserved, partsAtOnce, warm }: Stage): readonly NeededQuota[] => {
  const aside = reserved ? reserved.submit + reserved.api + reserved.openCases : 0;
  return [
    {
      service: "lambda",
      name: "Concurrent executions",
      needed: reserved
        ? aside + Math.max(leftToOthersMin, partsAtOnce)
        : Math.max(newAccountHas, partsAtOnce + warm),
      why: "what is set aside for submit, api and open-cases, and what runs are judged with",
    },
    {
      service: "apigateway",
      name: "Throttle rate",
      needed: 5_000,
      why: "requests a second that the API takes",
    },
    { service: "dynamodb", name: "Maximum number of tables", needed: 1, why: "the table" },
  ];
};

async function lookAtQuotas(
  account: Account,
  stage: Stage,
  missing: Missing[],
  notes: string[],
): Promise<void> {
  for (const { service, name, needed, why } of neededQuotas(stage)) {
    const has = await account.quota(service, name, stage.region).catch((error: unknown) => {
      notes.push(`the quota '${name}' of ${service} cannot be read (${messageOf(error)})`);
      return needed;
    });
    if (has === undefined) notes.push(`${service} tells no quota '${name}': look at it yourself`);
    else if (has < needed)
      missing.push({
        what: `the quota '${name}' of ${service} is ${has}, and ${needed} are needed: ${why}`,
        mend:
          service === "lambda"
            ? "ask for more in Service Quotas, or say --reserved none and a smaller --parts-at-once"
            : "ask for more in Service Quotas",
      });
  }
}

/** What holds data, and the properties by which CloudFormation would make it anew. */
const stateful: Readonly<Record<string, readonly string[]>> = {
  "AWS::DynamoDB::Table": ["KeySchema", "TableName"],
  "AWS::S3::Bucket": ["BucketName", "ObjectLockEnabled"],
  "AWS::KMS::Key": ["KeySpec", "KeyUsage"],
};

/** What of the data stack would go or be made anew, with what is in it. */
function replaced(
  before: Readonly<Record<string, TemplateResource>>,
  after: Readonly<Record<string, TemplateResource>>,
): readonly Missing[] {
  return Object.entries(before).flatMap(([id, { Type, Properties = {} }]) => {
    const decisive = stateful[Type];
    if (decisive === undefined) return [];
    const next = after[id];
    const mend =
      "nothing is deployed: go back to the version that is deployed, or move the data first (docs/DEPLOY.md)";
    if (next?.Type !== Type)
      return [{ what: `${id} (${Type}) would be taken out of the data stack`, mend }];
    const changed = decisive.filter((name) => !isSame(Properties[name], next.Properties?.[name]));
    return changed.map((name) => ({
      what: `${id} (${Type}) would be made anew: its ${name} changes`,
      mend,
    }));
  });
}

const isSame = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

async function told<T>(
  missing: Missing[],
  ask: () => Promise<T>,
  whom: string,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    missing.push({
      what: `${whom} does not answer (${messageOf(error)})`,
      mend: "see that the role you are signed in with may deploy",
    });
    return undefined;
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message.trim() || error.name : String(error);
