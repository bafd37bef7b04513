import { fileURLToPath } from "node:url";
import { Duration, RemovalPolicy, type Size } from "aws-cdk-lib";
import { MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import { type IRole, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogLevel, NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { environment } from "../../environment.ts";
import { letStand } from "../checks.ts";
import { ImpactAlarm } from "../impact-alarm.ts";
import { type FunctionName, metricsNamespaceOf, nameIn, roleNameOf } from "../names.ts";
import type { Stage } from "../stage.ts";
import { allow } from "./allow.ts";
import { packagedBeside } from "./packaged-beside.ts";

export interface GateFunctionProps {
  readonly stage: Stage;
  /** The folder under `lambdas/`. */
  readonly folder: FunctionName;
  /** What it does, for whoever sees it among others. */
  readonly description: string;
  /** Who is hurt when it fails or is turned away, told to the person the alarm wakes. */
  readonly hurt: string;
  readonly alarms: ITopic;
  readonly timeout: Duration;
  readonly memorySizeMb: number;
  /** Room under `/tmp`; 512 MB when absent. */
  readonly scratch?: Size;
  /** Instances that are its own, and the most it ever has. */
  readonly reserved?: number | undefined;
  /** Whether the compiled plans of all gates lie beside its code. */
  readonly holdsPlans?: boolean;
  /** Whether the page that describes the API lies beside its code. */
  readonly holdsDocs?: boolean;
}

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * A function of `lambdas/`: Node 24 on arm64, bundled whole with its source map, so that what was
 * tested is what runs; a role of its own that may write its own log and nothing else.
 */
export class GateFunction extends NodejsFunction {
  /** Its own role: `role` of a function may be anybody's, or none. */
  readonly ownRole: IRole;
  /** The folder under `lambdas/`. */
  readonly folder: FunctionName;

  constructor(scope: Construct, id: string, props: GateFunctionProps) {
    const { stage, folder } = props;
    const logGroup = new LogGroup(scope, `${id}Log`, {
      logGroupName: `/holdpoint/${stage.name}/${folder}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, {
      roleName: roleNameOf(stage, folder),
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    allow(role, {
      why: "writes its own log",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logGroup.logGroupArn],
    });
    super(scope, id, {
      functionName: nameIn(stage, folder),
      description: props.description,
      entry: `${repository}lambdas/${folder}/index.ts`,
      projectRoot: repository,
      depsLockFilePath: `${repository}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySizeMb,
      timeout: props.timeout,
      ...(props.scratch && { ephemeralStorageSize: props.scratch }),
      ...(props.reserved !== undefined && { reservedConcurrentExecutions: props.reserved }),
      tracing: stage.traces ? Tracing.ACTIVE : Tracing.DISABLED,
      logGroup,
      role,
      environment: {
        [environment.metricsNamespace]: metricsNamespaceOf(stage), // two stages may share an account
      },
      bundling: {
        format: OutputFormat.ESM,
        target: "node24",
        mainFields: ["module", "main"],
        minify: true,
        logLevel: LogLevel.ERROR,
        keepNames: true,
        sourceMap: true, // read by `originOf` when something fails: Node would at every start
        sourcesContent: false,
        externalModules: [], // the SDK too: the runtime's changes without us
        // Some dependencies are CommonJS and call `require`.
        banner:
          "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
        commandHooks: packagedBeside(scope, props),
      },
    });
    if (stage.traces)
      letStand(role, "AwsSolutions-IAM5[Resource::*]", "X-Ray's segments are of no resource.");
    this.ownRole = role;
    this.folder = folder;
    new ImpactAlarm(this, `${id}Fails`, {
      impact: props.hurt,
      topic: props.alarms,
      metric: this.#failures(),
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3, // once may be a machine that Lambda took away
    });
  }

  /** Calls that ended in an error or a time-out, and those that Lambda never made. */
  #failures(): MathExpression {
    const period = Duration.minutes(1);
    return new MathExpression({
      label: "failed or turned away",
      expression: "failed + turnedAway",
      usingMetrics: {
        failed: this.metricErrors({ period }),
        turnedAway: this.metricThrottles({ period }),
      },
      period,
    });
  }
}
