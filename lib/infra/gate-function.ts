import { fileURLToPath } from "node:url";
import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

export interface GateFunctionProps {
  /** The folder under `lambdas/`. */
  readonly folder: string;
  readonly timeout: Duration;
  readonly memorySizeMb: number;
  /** Whether the compiled plans of all gates lie beside its code. */
  readonly holdsPlans?: boolean;
  /** Whether the page that describes the API lies beside its code. */
  readonly holdsDocs?: boolean;
}

const repository = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A function of `lambdas/`: Node 24 on arm64, bundled whole with its source map, so that what was
 * tested is what runs; a role of its own that may write its own log and nothing else.
 */
export class GateFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: GateFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroup.logGroupArn],
      }),
    );
    super(scope, id, {
      entry: `${repository}lambdas/${props.folder}/index.ts`,
      projectRoot: repository,
      depsLockFilePath: `${repository}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySizeMb,
      timeout: props.timeout,
      logGroup,
      role,
      environment: { NODE_OPTIONS: "--enable-source-maps" },
      bundling: {
        format: OutputFormat.ESM,
        target: "node24",
        mainFields: ["module", "main"],
        minify: true,
        keepNames: true,
        sourceMap: true,
        sourcesContent: false,
        externalModules: [], // the SDK too: the runtime's changes without us
        // Some dependencies are CommonJS and call `require`.
        banner:
          "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
        commandHooks: beside(props),
      },
    });
  }
}

/**
 * What lies beside the code: every gate's compiled rules, so that no function parses YAML when it
 * starts, and the files of the page that renders the API's description.
 */
const beside = ({ holdsPlans, holdsDocs }: GateFunctionProps) => ({
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (from: string, to: string) => [
    ...(holdsPlans
      ? [`node "${from}/bin/package-plans.ts" "${from}/gates" "${from}/rulesets" "${to}/plans"`]
      : []),
    ...(holdsDocs ? [`node "${from}/bin/package-docs.ts" "${to}/docs"`] : []),
  ],
});
