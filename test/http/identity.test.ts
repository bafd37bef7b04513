import { type Authorizer, principalOf } from "../../lib/http/identity.ts";

const role = "arn:aws:sts::123456789012:assumed-role/shop/i-0abc";

test.each<[string, Authorizer, string]>([
  [
    "a token's issuer and subject",
    { jwt: { claims: { iss: "https://i", sub: "shop", email: "a@b.c" } } },
    "https://i|shop",
  ],
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
])("the principal is %s", (_what, authorizer, principal) => {
  expect(principalOf(authorizer)).toBe(principal);
});

test.each<[Authorizer | undefined]>([
  [undefined],
  [{}],
  [{ jwt: { claims: {} } }],
  [{ jwt: { claims: { iss: "https://i" } } }],
  [{ jwt: { claims: { iss: "https://i", sub: "" } } }],
  [{ jwt: { claims: { iss: "https://i", sub: ["a"] } } }],
  [{ iam: {} }],
  [{ iam: { userArn: null } }],
])("%j names nobody", (authorizer) => {
  expect(() => principalOf(authorizer)).toThrow(expect.objectContaining({ code: "forbidden" }));
});
