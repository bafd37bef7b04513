import { buildRouteMap } from "@stricli/core";
import { withExamples } from "../examples.ts";
import { checkCommand } from "./check.ts";

export const rulesCommands = buildRouteMap({
  routes: { check: checkCommand },
  docs: { brief: "Write, check, test and explain rules", fullDescription: withExamples("x", []) },
});
