import { nameIn } from "./names.ts";
import type { Stage } from "./stage.ts";

/** What of a stack's template is looked at. */
export interface StackTemplate {
  readonly stackName: string;
  readonly template: {
    readonly Resources: Readonly<Record<string, Resource>>;
    readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
  };
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Why the statements are there that CDK writes by itself, by their first action. */
const reasonsOfCdk: Readonly<Record<string, string>> = {
  "dynamodb:DescribeStream": "reads what changes in the table",
  "dynamodb:ListStreams": "finds the stream: there is no resource to name",
  "kms:CreateGrant": "uses the key through Secrets Manager, as its own policy allows",
  "kms:Decrypt": "has what it is handed decrypted",
  "logs:CreateLogDelivery": "has its log delivered: such deliveries have no names",
  "sqs:ChangeMessageVisibility": "takes messages from its queue",
  "sqs:ReceiveMessage": "takes messages from its queue",
  "s3:PutObject": "writes access logs",
  "s3:GetObject": "gives the console's files to CloudFront alone",
  "s3:*": "refuses what is not encrypted on its way",
  "sqs:*": "refuses what is not encrypted on its way",
  "sns:Publish": "refuses what is not encrypted on its way",
  "kms:*": "leaves it to the policies of this account's roles",
};

/**
 * The page of every statement of every role, and of every policy at a resource, with its reason.
 *
 * @throws {Error} for a statement that has none: whoever allows something says why.
 */
export function permissionsMarkdown(
  stage: Pick<Stage, "name" | "region">,
  stacks: readonly StackTemplate[],
): string {
  const readable = readableIn(stacks);
  const resources = stacks.flatMap(({ stackName, template }) =>
    Object.entries(template.Resources).map(([id, resource]) => ({ stackName, id, ...resource })),
  );
  const roles = new Map<string, Statement[]>();
  for (const { stackName, Type, Properties } of resources)
    if (Type === "AWS::IAM::Policy")
      for (const { Ref } of Properties["Roles"] as { Ref: string }[]) {
        const role = resources.find((each) => each.stackName === stackName && each.id === Ref);
        const RoleName = String(role?.Properties["RoleName"]);
        const name = RoleName.slice(nameIn(stage, "").length, -`-${stage.region}`.length);
        const { Statement } = Properties["PolicyDocument"] as { Statement: Statement[] };
        roles.set(name, [...(roles.get(name) ?? []), ...Statement]);
      }
  const ofRoles = [...roles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, statements]) => [`### ${name}`, "", ...tableOf(statements, readable)].join("\n"));
  const ofResources = resources.flatMap(({ stackName, id, Type, Properties }) => {
    const document = documentOf(Type, Properties);
    if (document === undefined) return [];
    const at =
      Properties["Bucket"] ??
      (Properties["Queues"] as unknown[] | undefined)?.[0] ??
      (Properties["Topics"] as unknown[] | undefined)?.[0];
    const name = at === undefined ? plain(id) : readable(stackName, at);
    return [
      [`### ${kindOf(Type)} ${name}`, "", ...tableOf(document.Statement, readable, true)].join(
        "\n",
      ),
    ];
  });
  return `${[head, "## Roles", ...ofRoles, "## Policies at resources", ...ofResources].join("\n\n")}\n`;
}

const head = `# Permissions

Made by \`node bin/permissions.ts\` from the templates of the stage \`prod\`; do not edit. Each function has a role of its own,
and each statement a reason, by which it is named in the policy (\`Sid\`). What is not here is not allowed. No statement of a
role has a wildcard action. \`test/infra/permissions.test.ts\` holds some five hundred attempts against these policies.`;

function documentOf(
  type: string,
  properties: Readonly<Record<string, unknown>>,
): { readonly Statement: readonly Statement[] } | undefined {
  if (type === "AWS::DynamoDB::Table")
    return (properties["ResourcePolicy"] as { PolicyDocument: { Statement: Statement[] } })
      .PolicyDocument;
  if (type === "AWS::KMS::Key") return properties["KeyPolicy"] as { Statement: Statement[] };
  if (/Policy$/.test(type) && type !== "AWS::IAM::Policy" && "PolicyDocument" in properties)
    return properties["PolicyDocument"] as { Statement: Statement[] };
  return undefined;
}

const kindOf = (type: string): string => {
  const [, service = "", kind = ""] = type.split("::");
  return `${service} ${kind.replace(/Policy$/, "").toLowerCase()}`.trim();
};

type Readable = (stack: string, value: unknown) => string;

function tableOf(
  statements: readonly Statement[],
  readable: (stack: string, value: unknown) => string,
  hasPrincipals = false,
): readonly string[] {
  const text = (value: unknown) => readable("", value);
  const rows = statements.map(({ Sid, Effect, Action, Resource, Principal, Condition = {} }) => {
    const actions = [Action].flat();
    const reason = Sid === undefined ? reasonsOfCdk[actions[0] as string] : wordsOf(Sid);
    if (reason === undefined)
      throw new Error(`the statement that allows ${actions.join(", ")} does not say why`);
    const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(
        ([key, values]) => `\`${key}\` ${operator} ${listOf([values].flat().map(text))}`,
      ),
    );
    return [
      `${Effect === "Deny" ? "**Denied**: " : ""}${reason}`,
      ...(hasPrincipals ? [principalOf(Principal, text)] : []),
      listOf(actions),
      listOf([Resource ?? "*"].flat().map(text)),
      conditions.join("; ") || "–",
    ];
  });
  const columns = ["why", ...(hasPrincipals ? ["who"] : []), "actions", "resources", "only where"];
  return [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function principalOf(principal: unknown, text: (value: unknown) => string): string {
  if (principal === "*") return "everybody";
  const [[kind, who] = ["", ""]] = Object.entries(principal as Readonly<Record<string, unknown>>);
  const names = [who].flat().map(text);
  if (kind === "Service") return listOf(names);
  return names.includes("*")
    ? "everybody"
    : names.some((name) => name.endsWith(":root"))
      ? "this account"
      : listOf(names);
}

const listOf = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(", ");

/** `ReadsItsOwnLog`: reads its own log. */
const wordsOf = (sid: string): string => sid.replace(/(?!^)([A-Z])/g, " $1").toLowerCase();

/** Without the digest that CDK appends. */
const plain = (id: string): string => id.replace(/[0-9A-F]{8}$/, "");

const pseudo = (name: string): string =>
  name === "AWS::AccountId" ? "<account>" : `<${name.replace("AWS::", "").toLowerCase()}>`;

/** Values as people read them: what only CloudFormation knows, by what it is called. */
const readableIn = (stacks: readonly StackTemplate[]): Readable => {
  const readable: Readable = (stack, value) => {
    if (typeof value !== "object" || value === null) return String(value);
    const [[key, argument] = ["", undefined]] = Object.entries(value) as [string, unknown][];
    if (key === "Ref")
      return String(argument).startsWith("AWS::")
        ? pseudo(String(argument))
        : plain(String(argument));
    if (key === "Fn::GetAtt") return plain((argument as readonly string[])[0] as string);
    if (key === "Fn::Join") {
      const [between, parts] = argument as readonly [string, readonly unknown[]];
      return parts.map((part) => readable(stack, part)).join(between);
    }
    if (key === "Fn::GetStackOutput") {
      const { StackName, OutputName } = argument as { StackName: string; OutputName: string };
      const output = stacks.find(({ stackName }) => stackName === StackName)?.template.Outputs;
      return readable(StackName, output?.[OutputName]?.Value);
    }
    throw new Error(`${key} is not told here`);
  };
  return readable;
};
