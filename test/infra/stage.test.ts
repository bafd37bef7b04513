import { App } from "aws-cdk-lib";
import { stageIn } from "../../lib/infra/stage.ts";

const stageOf = (context: Record<string, string>) => stageIn(new App({ context }).node);

test("without context it is dev, whose data may go", () => {
  expect(stageOf({})).toEqual({ name: "dev", tenant: "dev", keepsData: false });
});

test("every other stage keeps its data", () => {
  expect(stageOf({ stage: "prod", tenant: "acme" })).toEqual({
    name: "prod",
    tenant: "acme",
    keepsData: true,
  });
});

test("an issuer and an audience make callers bring tokens", () => {
  const tokens = { issuer: "https://login.example", audience: "holdpoint" };
  const keysUrl = "https://login.example/.well-known/jwks.json";
  expect(stageOf(tokens).tokens).toEqual({ ...tokens, keysUrl });
  const elsewhere = { issuer: "https://login.example/", keys: "https://keys.example/jwks" };
  expect(stageOf({ ...tokens, ...elsewhere }).tokens?.keysUrl).toBe("https://keys.example/jwks");
});

test.each<[Record<string, string>, RegExp]>([
  [{ stage: "Prod" }, /'Prod' is no name/],
  [{ stage: "a-b" }, /'a-b' is no name/],
  [{ issuer: "https://login.example" }, /need both/],
  [{ audience: "holdpoint" }, /need both/],
  [{ issuer: "http://login.example", audience: "holdpoint" }, /not at an address with https/],
])("%j is refused", (context, message) => {
  expect(() => stageOf(context)).toThrow(message);
});
