/** One route of the API: what infra deploys, and which use case answers. */
export interface Route {
  readonly method: "POST";
  /** As API Gateway writes it: `/v1/gates/{gate}/submissions`. */
  readonly path: string;
  readonly useCase: "submit";
}

/** Every route there is. `test/infra` compares it with what the stack deploys. */
export const routes: readonly Route[] = [
  { method: "POST", path: "/v1/gates/{gate}/submissions", useCase: "submit" },
];
