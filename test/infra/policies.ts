import { roleNameOf } from "../../lib/infra/names.ts";
import { place, resolver, type TemplateJson } from "../support/cloudformation.ts";
import { isAllowed, type Statement, type Wish } from "../support/iam.ts";
import type { Synthesised } from "./synthesised.ts";

/** Every policy of a deployment, with all references filled in. */
export interface Policies {
  /** Of roles, by their names. */
  readonly roles: ReadonlyMap<string, readonly Statement[]>;
  /** Of resources, each with the resource it stands at. */
  readonly resources: readonly { readonly at: string; readonly statements: readonly Statement[] }[];
  readonly arns: Readonly<
    Record<
      "table" | "dataKey" | "objects" | "archive" | "queue" | "dead" | "bus" | "secret",
      string
    >
  >;
  readonly signingKeys: readonly string[];
}

export function policiesOf({ stacks, templates }: Synthesised): Policies {
  const json = Object.entries(stacks).map(
    ([name, { stackName }]) =>
      [
        stackName as string,
        templates[name as keyof typeof templates].toJSON() as TemplateJson,
      ] as const,
  );
  const resolve = resolver(Object.fromEntries(json));
  const all = json.flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(([id, { Type, Properties = {} }]) => ({
      type: Type,
      arn: `${resolve(stack, { "Fn::GetAtt": [id, "Arn"] })}`,
      id,
      // biome-ignore lint/suspicious/noExplicitAny: a template's properties, of whatever resource
      properties: resolve(stack, Properties) as any,
    })),
  );
  const roles = new Map<string, readonly Statement[]>();
  for (const { type, properties } of all)
    if (type === "AWS::IAM::Policy")
      for (const role of properties.Roles)
        roles.set(role, [...(roles.get(role) ?? []), ...properties.PolicyDocument.Statement]);
  const of = (type: string, isIt: (each: (typeof all)[number]) => boolean = () => true) => {
    const found = all.filter((each) => each.type === type && isIt(each));
    if (found.length !== 1) throw new Error(`${found.length} of ${type}: one is asked for`);
    return found[0]?.arn as string;
  };
  const table = of("AWS::DynamoDB::Table");
  const resources = all.flatMap(({ type, arn, properties }) => {
    if (type === "AWS::DynamoDB::Table")
      return [{ at: arn, statements: statementsIn(properties.ResourcePolicy.PolicyDocument, arn) }];
    if (type === "AWS::S3::BucketPolicy")
      return [
        {
          at: `arn:aws:s3:::${properties.Bucket}`,
          statements: properties.PolicyDocument.Statement,
        },
      ];
    if (type === "AWS::KMS::Key")
      return [{ at: arn, statements: statementsIn(properties.KeyPolicy, arn) }];
    return [];
  });
  const isKey = (asymmetric: boolean) => (each: (typeof all)[number]) =>
    (each.properties.KeyUsage === "SIGN_VERIFY") === asymmetric;
  return {
    roles,
    resources,
    arns: {
      table,
      dataKey: of("AWS::KMS::Key", isKey(false)),
      objects: of("AWS::S3::Bucket", ({ id }) => id.includes("Objects")),
      archive: of("AWS::S3::Bucket", ({ id }) => id.includes("Archive")),
      queue: of("AWS::SQS::Queue", ({ properties }) => /-violations$/.test(properties.QueueName)),
      dead: of("AWS::SQS::Queue", ({ properties }) =>
        /-violations-dead$/.test(properties.QueueName),
      ),
      bus: of("AWS::Events::EventBus"),
      secret: of("AWS::SecretsManager::Secret"),
    },
    signingKeys: all
      .filter((each) => each.type === "AWS::KMS::Key" && isKey(true)(each))
      .map(({ arn }) => arn),
  };
}

/** A policy at a resource speaks of it as `*`. */
const statementsIn = ({ Statement }: { Statement: readonly Statement[] }, arn: string) =>
  Statement.map((each) => ({ ...each, Resource: arn }));

/** Whether a role of a deployment may do something; `administrator` is allowed everything by her own. */
export function may(
  { roles, resources }: Policies,
  { stage }: Synthesised,
  who: string,
  wish: Omit<Wish, "principal">,
): boolean {
  const name = roleNameOf(stage, who);
  const identity = who === "administrator" ? [everything] : roles.get(name);
  if (identity === undefined) throw new Error(`${who} has no role`);
  const at = resources.filter(
    ({ at }) => wish.resource === at || wish.resource.startsWith(`${at}/`),
  );
  return isAllowed(
    {
      ...wish,
      principal: `arn:aws:iam::${place.account}:role/${name}`,
      context: { "aws:SecureTransport": ["true"], "s3:TlsVersion": ["1.3"], ...wish.context },
    },
    { identity, resource: at.flatMap(({ statements }) => statements) },
  );
}

const everything: Statement = { Effect: "Allow", Action: "*", Resource: "*" };
