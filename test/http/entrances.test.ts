import { createApi } from "../../lib/http/api.ts";
import type { HttpEvent } from "../../lib/http/event.ts";
import { testIssuer } from "../support/tokens.ts";

const issuer = testIssuer();
const stranger = testIssuer("https://login", "key-1"); // the same names, another key
const secrets = { taken: async () => ["s-current", "s-before"] };
const clock = { now: () => "2026-11-22T12:00:00.000Z" };
const arn = "arn:aws:iam::123456789012:user/shop";

type Settings = Parameters<typeof createApi>[1];
const behindCloudFront: Settings = {
  tenant: "acme",
  issuers: [issuer.trusted],
  origin: secrets,
};
const onOneMachine: Settings = { tenant: "acme", issuers: [issuer.trusted] };

/** Answers who the caller was taken for; or the code and reason of the refusal. */
async function takenFor(
  settings: Settings,
  path: string,
  { headers = {}, iam }: { headers?: HttpEvent["headers"]; iam?: unknown },
): Promise<string> {
  const me = async ({ caller }: { caller?: { principal: string } }) => ({
    principal: caller?.principal,
  });
  const keys = async () => ({ keys: "public" });
  const api = createApi({ me, keyList: keys } as never, settings, { clock });
  const { result } = await api({
    rawPath: path,
    headers,
    requestContext: {
      requestId: "r-1",
      http: { method: "GET" },
      ...(iam === undefined ? {} : { authorizer: { iam } as never }),
    },
  });
  const { principal, code, reason } = JSON.parse(result.body);
  return (
    principal ??
    (code === undefined ? "answered" : reason === undefined ? code : `${code}: ${reason}`)
  );
}

const token = `Bearer ${issuer.token({ sub: "mari", person: "mari" })}`;
const forged = `Bearer ${stranger.token({ sub: "mari" })}`;
const signature = "AWS4-HMAC-SHA256 Credential=AKIA/20261122/eu-central-1/execute-api/aws4_request";
const iam = { userArn: arn };
const cloudFront = { "x-holdpoint-origin": "s-current" };
const mari = "https://login|mari";
const notThrough = "forbidden: not_through_cloudfront";

// What is sent where, and whom it is taken for.
const ATTEMPTS: readonly [
  what: string,
  path: string,
  sent: Parameters<typeof takenFor>[2],
  is: string,
][] = [
  // Each door by its own proof.
  ["a signed machine", "/machine/v1/me", { iam, headers: { authorization: signature } }, arn],
  ["a machine, through CloudFront too", "/machine/v1/me", { iam, headers: cloudFront }, arn],
  ["a person", "/v1/me", { headers: { ...cloudFront, authorization: token } }, mari],
  [
    "a person while the secret is rotated",
    "/v1/me",
    { headers: { "x-holdpoint-origin": "s-before", authorization: token } },
    mari,
  ],
  // The other door's proof, or both.
  [
    "a token at the machines'",
    "/machine/v1/me",
    { headers: { authorization: token } },
    "unauthenticated: no_signature",
  ],
  [
    "a token and CloudFront's secret at the machines'",
    "/machine/v1/me",
    { headers: { ...cloudFront, authorization: token } },
    "unauthenticated: no_signature",
  ],
  [
    "both at the machines': the signature",
    "/machine/v1/me",
    { iam, headers: { authorization: token } },
    arn,
  ],
  [
    "both at the people's: the token",
    "/v1/me",
    { iam, headers: { ...cloudFront, authorization: token } },
    mari,
  ],
  [
    "a signature at the people's",
    "/v1/me",
    { iam, headers: cloudFront },
    "unauthenticated: no_token",
  ],
  [
    "a signature's header at the people's",
    "/v1/me",
    { iam, headers: { ...cloudFront, authorization: signature } },
    "unauthenticated: invalid_token",
  ],
  [
    "a stranger's token beside a signature",
    "/v1/me",
    { iam, headers: { ...cloudFront, authorization: forged } },
    "unauthenticated: invalid_token",
  ],
  ["nothing at the machines'", "/machine/v1/me", {}, "unauthenticated: no_signature"],
  ["nothing at the people's", "/v1/me", { headers: cloudFront }, "unauthenticated: no_token"],
  // What only looks like a gateway's word.
  ["an empty ARN", "/machine/v1/me", { iam: { userArn: "" } }, "unauthenticated: no_signature"],
  [
    "an ARN that is no text",
    "/machine/v1/me",
    { iam: { userArn: [arn] } },
    "unauthenticated: no_signature",
  ],
  ["no ARN", "/machine/v1/me", { iam: { userArn: null } }, "unauthenticated: no_signature"],
  [
    "headers that name an ARN",
    "/machine/v1/me",
    {
      headers: {
        "x-amzn-iam-arn": arn,
        "x-amz-user-arn": arn,
        authorizer: JSON.stringify({ iam }),
      },
    },
    "unauthenticated: no_signature",
  ],
  // Past CloudFront.
  ["a token past CloudFront", "/v1/me", { headers: { authorization: token } }, notThrough],
  [
    "another secret",
    "/v1/me",
    { headers: { "x-holdpoint-origin": "s-other", authorization: token } },
    notThrough,
  ],
  [
    "an empty secret",
    "/v1/me",
    { headers: { "x-holdpoint-origin": "", authorization: token } },
    notThrough,
  ],
  [
    "both secrets in one header",
    "/v1/me",
    { headers: { "x-holdpoint-origin": "s-current,s-before", authorization: token } },
    notThrough,
  ],
  [
    "the secret in capitals",
    "/v1/me",
    { headers: { "x-holdpoint-origin": "S-CURRENT", authorization: token } },
    notThrough,
  ],
  ["a public route past CloudFront", "/v1/keys", {}, notThrough],
  ["what is nowhere, past CloudFront", "/v1/nothing", {}, notThrough],
  ["a public route", "/v1/keys", { headers: cloudFront }, "answered"],
  // Other ways to write a prefix are the people's door, where no route has them.
  ["a signature under another case", "/MACHINE/v1/me", { iam }, notThrough],
  [
    "a signature under another case, through CloudFront",
    "/Machine/v1/me",
    { iam, headers: cloudFront },
    "not_found",
  ],
  ["an encoded slash", "/machine%2Fv1/me", { iam, headers: cloudFront }, "not_found"],
  [
    "an encoded slash in small letters",
    "/machine%2fv1%2fme",
    { iam, headers: cloudFront },
    "not_found",
  ],
  ["an encoded letter", "/%6dachine/v1/me", { iam, headers: cloudFront }, "not_found"],
  ["two slashes", "//machine/v1/me", { iam, headers: cloudFront }, "not_found"],
  ["two slashes behind", "/machine//v1/me", { iam }, "not_found"],
  ["the prefix twice", "/machine/machine/v1/me", { iam }, "not_found"],
  ["the prefix alone", "/machine", { iam, headers: cloudFront }, "not_found"],
  ["the prefix and a slash", "/machine/", { iam }, "not_found"],
  ["a slash at the end", "/machine/v1/me/", { iam }, "not_found"],
  [
    "a slash at the end, of people",
    "/v1/me/",
    { headers: { ...cloudFront, authorization: token } },
    "not_found",
  ],
  ["steps up", "/v1/../machine/v1/me", { iam, headers: cloudFront }, "not_found"],
  ["steps up from the machines'", "/machine/../v1/me", { iam }, "not_found"],
  ["steps up, encoded", "/machine/%2e%2e/v1/me", { iam }, "not_found"],
  ["a longer word", "/machines/v1/me", { iam, headers: cloudFront }, "not_found"],
  ["a semicolon", "/machine;/v1/me", { iam, headers: cloudFront }, "not_found"],
  ["a space", "/machine%20/v1/me", { iam, headers: cloudFront }, "not_found"],
  ["a backslash", "/machine\\v1\\me", { iam, headers: cloudFront }, "not_found"],
];

test.each(ATTEMPTS)("%s at %s", async (_what, path, sent, is) => {
  expect(String(await takenFor(behindCloudFront, path, sent))).toBe(is);
});

test("on one machine nothing stands before, and nobody is there who could name a machine", async () => {
  expect(await takenFor(onOneMachine, "/v1/me", { headers: { authorization: token } })).toBe(mari);
  expect(
    await takenFor(onOneMachine, "/machine/v1/me", { headers: { authorization: token } }),
  ).toBe("unauthenticated: no_signature");
});

test("a secret that is not known is asked for once more, since CloudFront may have a new one", async () => {
  const asked: boolean[] = [];
  const origin = {
    taken: async (isDoubtful: boolean) => {
      asked.push(isDoubtful);
      return isDoubtful ? ["s-new", "s-current"] : ["s-current"];
    },
  };
  const headers = { "x-holdpoint-origin": "s-new", authorization: token };
  expect(await takenFor({ ...behindCloudFront, origin }, "/v1/me", { headers })).toBe(mari);
  expect(asked).toEqual([false, true]);
});
