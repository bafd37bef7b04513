/** What a template says, as far as values in it are concerned. */
export interface TemplateJson {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }
    >
  >;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export const place = { account: "111122223333", region: "eu-central-1", partition: "aws" } as const;

const pseudo: Readonly<Record<string, string>> = {
  "AWS::AccountId": place.account,
  "AWS::Region": place.region,
  "AWS::Partition": place.partition,
  "AWS::URLSuffix": "amazonaws.com",
};

/**
 * Fills in what CloudFormation would: names and ARNs of resources are made of their stack and logical
 * id, but for those that have a name of their own. Two references to one thing give one text.
 */
export function resolver(stacks: Readonly<Record<string, TemplateJson>>) {
  const resolve = (stack: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each) => resolve(stack, each));
    if (typeof value !== "object" || value === null) return value;
    const [[key, argument] = []] = Object.entries(value) as [string, unknown][];
    if (key === "Ref") return pseudo[String(argument)] ?? nameOf(stack, String(argument));
    if (key === "Fn::GetAtt") return attributeOf(stack, argument as readonly [string, string]);
    if (key === "Fn::Join") {
      const [between, parts] = argument as readonly [string, readonly unknown[]];
      return parts.map((part) => resolve(stack, part)).join(between);
    }
    if (key === "Fn::GetStackOutput") {
      const { StackName, OutputName } = argument as { StackName: string; OutputName: string };
      const output = stacks[StackName]?.Outputs?.[OutputName];
      if (output === undefined) throw new Error(`${StackName} has no output ${OutputName}`);
      return resolve(StackName, output.Value);
    }
    const entries = Object.entries(value).map(([name, each]) => [name, resolve(stack, each)]);
    return Object.fromEntries(entries);
  };
  const nameOf = (stack: string, id: string): string => {
    const resource = stacks[stack]?.Resources[id];
    if (resource === undefined) throw new Error(`${stack} has no ${id}`);
    const names = resource.Properties ?? {};
    if (resource.Type === "AWS::SecretsManager::Secret") return attributeOf(stack, [id, "Arn"]);
    const own = names["BucketName"] ?? names["FunctionName"] ?? names["RoleName"];
    return own === undefined ? `${stack}.${id}` : String(resolve(stack, own));
  };
  const attributeOf = (stack: string, [id, attribute]: readonly [string, string]): string => {
    const { account, region } = place;
    const type = stacks[stack]?.Resources[id]?.Type;
    const isSecret = type === "AWS::SecretsManager::Secret"; // to refer to one is to name its ARN
    const name = isSecret ? `${stack}.${id}` : nameOf(stack, id);
    if (attribute !== "Arn") return `${name}.${attribute}`;
    if (type === "AWS::S3::Bucket") return `arn:aws:s3:::${name}`;
    if (type === "AWS::IAM::Role") return `arn:aws:iam::${account}:role/${name}`;
    return `arn:aws:${type?.split("::")[1]?.toLowerCase()}:${region}:${account}:${name}`;
  };
  return resolve;
}
