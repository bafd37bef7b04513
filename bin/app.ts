import { App } from "aws-cdk-lib";
import { checkWithNag } from "../lib/infra/checks.ts";
import { deploymentOf } from "../lib/infra/deployment.ts";
import { stageIn } from "../lib/infra/stage.ts";

const { CDK_DEFAULT_REGION: region, CDK_DEFAULT_ACCOUNT: account } = process.env;
const app = new App();
checkWithNag(app);
deploymentOf(app, stageIn(app.node, { ...(region && { region }), ...(account && { account }) }));
