import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { ListServiceQuotasCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

/** Whose account it is that the shell is signed in to. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** What a deployed stack says of itself. */
export interface DeployedStack {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** All that is asked of an account before something is deployed into it: nothing is changed. */
export interface Account {
  identity(): Promise<Identity>;
  /** Undefined where there is none of that name. */
  stack(name: string, region: string): Promise<DeployedStack | undefined>;
  resources(stack: string, region: string): Promise<Readonly<Record<string, TemplateResource>>>;
  /** The applied value of a quota by its name; undefined where the service tells none. */
  quota(service: string, name: string, region: string): Promise<number | undefined>;
}

export interface AccountOptions {
  /** Where AWS is, for tests. */
  readonly endpoint?: string;
  /** The shell's when absent. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The account that the shell's credentials are of. Calls end: three tries of some seconds. */
export function awsAccount({ endpoint, credentials }: AccountOptions = {}): Account {
  const settings = (region: string) => ({
    region,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000 },
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  });
  return {
    identity: async () => {
      const client = new STSClient(settings("us-east-1"));
      const { Account = "", Arn = "" } = await client.send(new GetCallerIdentityCommand({}));
      return { account: Account, arn: Arn };
    },
    stack: async (name, region) => {
      const found = await stackNamed(new CloudFormationClient(settings(region)), name);
      return (
        found && {
          status: String(found.StackStatus),
          outputs: Object.fromEntries(
            (found.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
          ),
        }
      );
    },
    resources: async (stack, region) => {
      const client = new CloudFormationClient(settings(region));
      const { TemplateBody = "{}" } = await client.send(
        new GetTemplateCommand({ StackName: stack }),
      );
      return JSON.parse(TemplateBody).Resources ?? {};
    },
    quota: async (service, name, region) => {
      const client = new ServiceQuotasClient(settings(region));
      let from: string | undefined;
      do {
        const page = await client.send(
          new ListServiceQuotasCommand({
            ServiceCode: service,
            ...(from !== undefined && { NextToken: from }),
          }),
        );
        const found = page.Quotas?.find(({ QuotaName }) => QuotaName === name);
        if (found !== undefined) return found.Value;
        from = page.NextToken;
      } while (from !== undefined);
      return undefined;
    },
  };
}

/** CloudFormation says by its message that there is no such stack. */
async function stackNamed(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}
