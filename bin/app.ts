import { App, Tags } from "aws-cdk-lib";
import { checkWithNag } from "../lib/infra/checks.ts";
import { GateStack } from "../lib/infra/gate-stack.ts";
import { stageIn } from "../lib/infra/stage.ts";

const app = new App();
const stage = stageIn(app.node);
checkWithNag(app);
new GateStack(app, `Holdpoint-${stage.name}`, {
  stage,
  description: "Holdpoint: judges what a company sends its customers before it is sent",
});
Tags.of(app).add("holdpoint:stage", stage.name);
