import { type Authorizer, callerOf, signIn } from "../../lib/http/identity.ts";
import { testIssuer } from "../support/tokens.ts";

const issuer = testIssuer();
const settings = { tenant: "acme", issuers: [issuer.trusted] };
const now = "2026-11-22T12:00:00.000Z";
const claims = { iss: "https://login", sub: "mari" };

const role = "arn:aws:sts::123456789012:assumed-role/shop/i-0abc";

test.each<[string, Authorizer, string]>([
  [
    "an IAM user",
    { iam: { userArn: "arn:aws:iam::123456789012:user/shop" } },
    "arn:aws:iam::123456789012:user/shop",
  ],
  [
    "a role without its session, which each sign-in chooses",
    { iam: { userArn: role } },
    "arn:aws:sts::123456789012:assumed-role/shop",
  ],
])("%s that the gateway names is a machine that may submit", async (_what, authorizer, arn) => {
  expect(
    await signIn({ door: "machine", authorizer, authorization: undefined }, settings, now),
  ).toEqual({
    principal: arn,
    person: arn,
    isPerson: false,
    roles: ["submitter"],
    tenant: "acme",
  });
});

test.each<[Authorizer | undefined]>([
  [undefined],
  [{}],
  [{ iam: {} }],
  [{ iam: { userArn: null } }],
  [{ iam: { userArn: "" } }],
])("%j and no token names nobody", async (authorizer) => {
  await expect(
    signIn({ door: "machine", authorizer, authorization: undefined }, settings, now),
  ).rejects.toMatchObject({ code: "unauthenticated", reason: "no_signature" });
});

test("claims that a gateway has verified are not believed: the token itself is verified", async () => {
  const authorizer = { jwt: { claims: { iss: "https://login", sub: "mari" } } } as Authorizer;
  await expect(
    signIn({ door: "people", authorizer, authorization: undefined }, settings, now),
  ).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a token names account, person, department, roles and client", async () => {
  const token = issuer.token({
    sub: "mari-2",
    person: "mari",
    department: "service",
    holdpoint_roles: ["service_manager", "submitter"],
    client_id: "console",
  });
  const authorization = `Bearer ${token}`;
  expect(
    await signIn({ door: "people", authorizer: undefined, authorization }, settings, now),
  ).toEqual({
    principal: "https://login|mari-2",
    person: "mari",
    isPerson: true,
    roles: ["submitter", "service_manager"],
    tenant: "acme",
    department: "service",
    client: "console",
  });
});

test.each<[unknown, readonly string[]]>([
  [["service_manager", "janitor", 7, null], ["service_manager"]], // the gate's roles only
  ["service_manager", []], // a list, or nothing
  [{ service_manager: true }, []],
  [undefined, []],
])("the roles in %j are %j", (holdpoint_roles, expected) => {
  expect(callerOf({ ...claims, holdpoint_roles }, settings).roles).toEqual(expected);
});

test("a token without a person is a machine, whatever its roles", () => {
  const caller = callerOf({ ...claims, holdpoint_roles: ["service_manager"] }, settings);
  expect(caller).toMatchObject({ isPerson: false, person: "https://login|mari" });
});

test("an issuer that names claims otherwise is understood", () => {
  const renamed = { tenant: "acme", claims: { roles: "groups", person: "employee_number" } };
  const read = { ...claims, groups: ["auditor"], employee_number: "4711", person: "x" };
  expect(callerOf(read, renamed)).toMatchObject({ roles: ["auditor"], person: "4711" });
});

// Whoever has two spellings of herself could be two persons: what is not plainly a text is refused.
test.each([[7], [""], ["   "], [["mari"]], ["ma\u0000ri"], ["ma\u200bri"], ["m".repeat(201)]])(
  "a person %j is no person",
  (person) => {
    expect(() => callerOf({ ...claims, person }, settings)).toThrow(
      expect.objectContaining({ code: "unauthenticated", reason: "invalid_token" }),
    );
  },
);

test("a person's text is trimmed", () => {
  expect(callerOf({ ...claims, person: " mari " }, settings).person).toBe("mari");
});
