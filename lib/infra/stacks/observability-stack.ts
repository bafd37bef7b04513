import { Stack } from "aws-cdk-lib";
import { Dashboard, TextWidget } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { nameIn } from "../names.ts";
import type { StageStackProps } from "./data-stack.ts";

/** What people look at: the service's own measures beside those of what it runs on. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, { stage, ...props }: StageStackProps) {
    super(scope, id, props);
    new Dashboard(this, "Dashboard", {
      dashboardName: nameIn(stage, "service"),
      widgets: [[new TextWidget({ markdown: "", width: 24 })]],
    });
  }
}
