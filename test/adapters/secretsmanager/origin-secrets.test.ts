import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  secretsManagerClient,
  secretsManagerOrigin,
} from "../../../lib/adapters/secretsmanager/origin-secrets.ts";
import { anyRegion } from "../../support/engines/dynamodb.ts";

/** The versions of the secret by their stages; `undefined`: the service answers nothing of use. */
let versions: Readonly<Record<string, string>> | undefined;
let asked: string[] = [];
let server: Server;
let endpoint: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { SecretId, VersionStage } = JSON.parse(body);
    expect([request.headers["x-amz-target"], SecretId]).toEqual([
      "secretsmanager.GetSecretValue",
      "the-secret",
    ]);
    asked.push(VersionStage);
    const SecretString = versions?.[VersionStage];
    const status = versions === undefined ? 500 : SecretString === undefined ? 400 : 200;
    const __type = status === 500 ? "InternalServiceError" : "ResourceNotFoundException";
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(status === 200 ? { SecretString } : { __type }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

function origin() {
  const at = { ms: 0 };
  const client = secretsManagerClient({
    endpoint,
    region: anyRegion,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  asked = [];
  return { at, secrets: secretsManagerOrigin(client, "the-secret", { now: () => at.ms }) };
}

test("the current value is taken, and the one before it once there is one", async () => {
  const { at, secrets } = origin();
  versions = { AWSCURRENT: "a" };
  expect(await secrets.taken(false)).toEqual(["a"]);
  versions = { AWSCURRENT: "b", AWSPREVIOUS: "a" };
  expect(await secrets.taken(false)).toEqual(["a"]); // still kept
  at.ms = 300_000;
  expect(await secrets.taken(false)).toEqual(["b", "a"]);
});

test("whoever doubts has them read again, but not more than every ten seconds", async () => {
  const { at, secrets } = origin();
  versions = { AWSCURRENT: "a" };
  await secrets.taken(false);
  versions = { AWSCURRENT: "b", AWSPREVIOUS: "a" };
  at.ms = 9_999;
  expect(await secrets.taken(true)).toEqual(["a"]);
  at.ms = 10_000;
  expect(await secrets.taken(true)).toEqual(["b", "a"]);
  expect(asked).toHaveLength(4);
});

test("callers who ask at once wait for one answer", async () => {
  const { secrets } = origin();
  versions = { AWSCURRENT: "a" };
  await Promise.all(Array.from({ length: 20 }, () => secrets.taken(false)));
  expect(asked.sort()).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
});

test("what cannot be read again stays believed; what was never read is unavailable", async () => {
  const { at, secrets } = origin();
  versions = undefined;
  await expect(secrets.taken(false)).rejects.toMatchObject({ code: "unavailable" });
  versions = { AWSCURRENT: "a" };
  expect(await secrets.taken(false)).toEqual(["a"]);
  versions = undefined;
  at.ms = 300_000;
  expect(await secrets.taken(false)).toEqual(["a"]);
});

test("a secret without a current value is unavailable, and nobody is let in by it", async () => {
  const { secrets } = origin();
  versions = {};
  await expect(secrets.taken(false)).rejects.toMatchObject({ code: "unavailable" });
});
