import { type App, type Environment, Tags } from "aws-cdk-lib";
import { ApiStack } from "./stacks/api-stack.ts";
import { ConsoleStack } from "./stacks/console-stack.ts";
import { DataStack } from "./stacks/data-stack.ts";
import { EdgeStack } from "./stacks/edge-stack.ts";
import { ObservabilityStack } from "./stacks/observability-stack.ts";
import { PipelineStack } from "./stacks/pipeline-stack.ts";
import type { Stage } from "./stage.ts";

export interface Deployment {
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
  readonly api: ApiStack;
  readonly edge: EdgeStack;
  readonly console: ConsoleStack;
  readonly observability: ObservabilityStack;
}

/** CloudFront takes firewalls from there only. */
const edgeRegion = "us-east-1";

/**
 * The stacks of a stage, each after those that it needs. Data outlives the others, which hold nothing:
 * they can be deleted and deployed again.
 */
export function deploymentOf(app: App, stage: Stage): Deployment {
  const here: Environment = {
    region: stage.region,
    ...(stage.account !== undefined && { account: stage.account }),
  };
  const named = (component: string, what: string, env = here) =>
    [
      app,
      `Holdpoint-${stage.name}-${component}`,
      {
        stage,
        env,
        description: `Holdpoint, ${stage.name}: ${what}`,
      },
    ] as const;
  const of = <P>([scope, id, props]: ReturnType<typeof named>, more: P) =>
    [scope, id, { ...props, ...more }] as const;

  const data = new DataStack(...named("Data", "what is kept"));
  const pipeline = new PipelineStack(
    ...of(named("Pipeline", "what happens after the answer"), { data }),
  );
  const api = new ApiStack(...of(named("Api", "what answers"), { data }));
  const edge = new EdgeStack(
    ...named("Edge", "the firewall before CloudFront", { ...here, region: edgeRegion }),
  );
  const people = new ConsoleStack(
    ...of(named("Console", "where people come"), { data, api, edge, crossRegionReferences: true }),
  );
  const observability = new ObservabilityStack(
    ...of(named("Observability", "what people look at"), { data, pipeline, api }),
  );
  const stacks = { data, pipeline, api, edge, console: people, observability };
  for (const [component, stack] of Object.entries(stacks)) {
    Tags.of(stack).add("holdpoint:stage", stage.name);
    Tags.of(stack).add("holdpoint:tenant", stage.tenant);
    Tags.of(stack).add("holdpoint:component", component);
  }
  return stacks;
}
