import type { Call, Route } from "./route.ts";
import { approvalRoutes } from "./routes/approval-routes.ts";
import { auditRoutes } from "./routes/audit-routes.ts";
import { caseRoutes } from "./routes/case-routes.ts";
import { gateRoutes } from "./routes/gate-routes.ts";
import { letterRoutes } from "./routes/letter-routes.ts";
import { passRoutes } from "./routes/pass-routes.ts";
import { runRoutes } from "./routes/run-routes.ts";
import { submissionRoutes } from "./routes/submission-routes.ts";

/**
 * Every route there is, by the name of its use case: the one table from which the dispatcher, the
 * OpenAPI document and the client are made.
 */
export const routeTable = {
  ...submissionRoutes,
  ...runRoutes,
  ...caseRoutes,
  ...approvalRoutes,
  ...passRoutes,
  ...letterRoutes,
  ...auditRoutes,
  ...gateRoutes,
} as const;
export type RouteTable = typeof routeTable;
export type RouteName = keyof RouteTable;

/** What answers the routes, by their names. */
export type Calls = { readonly [Name in RouteName]: Call<RouteTable[Name]> };

/** A route with its name in the table. */
export interface NamedRoute extends Route {
  readonly name: RouteName;
}

/** The same as a list, in the table's order. `test/infra` compares it with what the stack deploys. */
export const routes: readonly NamedRoute[] = Object.entries<Route>(routeTable).map(
  ([name, route]) => ({ ...route, name: name as RouteName }),
);
