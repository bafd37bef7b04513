import { GateError } from "../lib/app/errors.ts";
import { type Account, awsAccount } from "./deploy-account.ts";

/** What a stage's table and buckets are called, and where they are. */
export interface StageNames {
  readonly region: string;
  readonly table: string;
  readonly objects: string;
  readonly archive: string;
}

/** What a person said of them; the rest the data stack of the stage tells by its outputs. */
export type SaidNames = {
  readonly [name in keyof StageNames]?: string | undefined;
} & { readonly stage?: string | undefined };

/**
 * What a command on a deployed stage works on.
 *
 * @throws {GateError} `invalid` where a name is neither said nor told, `not_found` where there is no
 * such stage, `unavailable` where nobody can ask.
 */
export async function stageNames(
  { stage, ...said }: SaidNames,
  account: Pick<Account, "stack"> = awsAccount(),
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<StageNames> {
  const region = said.region ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "eu-central-1";
  const { table, objects, archive } = said;
  if (table && objects && archive) return { region, table, objects, archive };
  if (stage === undefined)
    throw new GateError("invalid", "name the stage by --stage, or table and buckets each");
  const outputs = await outputsOf(account, `Holdpoint-${stage}-Data`, region);
  const name = (of: "TableName" | "ObjectsBucket" | "ArchiveBucket"): string => {
    const found = outputs[of];
    if (found !== undefined) return found;
    throw new GateError(
      "invalid",
      `the data stack of ${stage} has no output ${of}: deploy it anew`,
    );
  };
  return {
    region,
    table: table ?? name("TableName"),
    objects: objects ?? name("ObjectsBucket"),
    archive: archive ?? name("ArchiveBucket"),
  };
}

async function outputsOf(account: Pick<Account, "stack">, name: string, region: string) {
  const found = await account.stack(name, region).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GateError("unavailable", `the stack ${name} cannot be asked: ${why}`, { cause });
  });
  if (found !== undefined) return found.outputs;
  throw new GateError("not_found", `there is no stack ${name} in ${region}: is --region right?`);
}
