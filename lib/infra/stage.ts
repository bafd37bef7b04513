import type { Node } from "constructs";

/** One deployment: how it is called, whose it is, who signs its callers in, and what it may take. */
export interface Stage {
  /** `dev`, `prod` … */
  readonly name: string;
  /** The organisation that runs it. */
  readonly tenant: string;
  readonly region: string;
  /** Unknown while nobody is signed in: templates then hold for any account. */
  readonly account?: string;
  /** Whether its data outlives the stacks: everywhere but in `dev`. */
  readonly keepsData: boolean;
  /** An OpenID issuer; without one nobody but machines that sign with IAM is let in. */
  readonly tokens?: Tokens;
  /** The address people open, where it is one of their own. */
  readonly domain?: Domain;
  /** How long seals, entries, payloads and reports are kept. */
  readonly retentionDays: number;
  /** KMS keys that certify signing keys, each after the one before it. */
  readonly signingKeys: number;
  /** The version of the secret that CloudFront sends; the current one when absent. */
  readonly originSecretVersion?: string;
  /** Instances of the submit function that are kept warm. */
  readonly warm: number;
  /** Concurrency that is set aside for each function; none where the account has too little. */
  readonly reserved?: Reserved;
  /** Parts of runs that are judged at once. */
  readonly partsAtOnce: number;
  /** Requests of one address in five minutes, beyond which CloudFront turns it away. */
  readonly addressRate: number;
  /** Requests a second that one caller may make. */
  readonly callerRate: number;
  /** Whether X-Ray sees every function. */
  readonly traces: boolean;
  /** What was said, setting by setting: the next deployment takes it over. */
  readonly said: Readonly<Record<string, string>>;
}

/** Whose tokens are taken, for whom they must be meant, and where the issuer's public keys are. */
export interface Tokens {
  readonly issuer: string;
  readonly audience: string;
  readonly keysUrl: string;
}

export interface Domain {
  readonly name: string;
  /** The ARN of a certificate in us-east-1, as CloudFront wants it. */
  readonly certificate: string;
}

/** Instances set aside: what one function has, no other can take, and more it never gets. */
export interface Reserved {
  readonly submit: number;
  readonly api: number;
  readonly openCases: number;
}

interface Setting {
  /** What holds where nothing is said, in words. */
  readonly unset: string;
  readonly means: string;
}

/** Every context value that a deployment takes: `cdk --context NAME=VALUE`. */
export const settings = {
  stage: {
    unset: "`dev`",
    means:
      "the name of the deployment, 1 to 16 of a-z and 0-9, a letter first; all but `dev` keep their data when " +
      "their stacks are deleted",
  },
  tenant: {
    unset: "the stage's name",
    means: "the organisation that runs it, as it stands in every entry",
  },
  region: {
    unset: "the shell's (`AWS_REGION`, the profile's), else `eu-central-1`",
    means: "where it is deployed; CloudFront's firewall is in `us-east-1` always",
  },
  issuer: {
    unset: "–",
    means:
      "the OpenID issuer whose tokens are believed, exactly as `iss` has it; only together with `audience`. " +
      "Without one only machines are let in, which sign with IAM",
  },
  audience: { unset: "–", means: "what a token's `aud` must be or contain" },
  keys: {
    unset: "`/.well-known/jwks.json` under the issuer",
    means:
      "where the issuer's public keys are, with https: its discovery document names it as `jwks_uri`",
  },
  domain: {
    unset: "CloudFront's own",
    means: "the host name that people open; only together with `certificate`",
  },
  certificate: {
    unset: "–",
    means: "the ARN of a certificate for `domain`, in ACM in `us-east-1`",
  },
  "retention-days": {
    unset: "2557 (seven years); in `dev` 1",
    means:
      "how long seals and archived entries cannot be deleted, and payloads and reports are kept; it can be " +
      "raised, and lowered for what comes later",
  },
  "signing-keys": {
    unset: "1",
    means:
      "how many KMS keys there are to certify signing keys, 1 to 10: one more, then `holdpoint keys rotate`. " +
      "Never fewer: what an earlier key certified would no longer verify",
  },
  "origin-secret": {
    unset: "`AWSCURRENT`",
    means:
      "the version id of the secret that CloudFront sends: a new one is taken over by naming it",
  },
  warm: {
    unset: "0",
    means: "instances of the submit function that are kept warm, and paid for, at all times",
  },
  reserved: {
    unset: "`400/100/50`; in `dev` `none`",
    means:
      "concurrency set aside for submit, api and open-cases, `none` for none: the account's quota must leave 100 " +
      "beside it",
  },
  "parts-at-once": {
    unset: "200; in `dev` 5",
    means: "parts of runs that are judged at once, 1 to 5000, out of the account's concurrency",
  },
  "address-rate": {
    unset: "10000",
    means:
      "requests of one address in five minutes, 100 to 2000000, beyond which CloudFront turns it away",
  },
  "requests-per-second": {
    unset: "1000",
    means: "requests of one caller in a second, 1 to 100000, beyond which the gate answers 429",
  },
  traces: { unset: "`off`", means: "`on`: X-Ray sees every function, and costs what it costs" },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof settings;

/**
 * The stage that context values name, each as `settings` says.
 *
 * @param shellRegion the region of whoever deploys, where she has one.
 * @throws {Error} with every value that cannot be, and what would be right.
 */
export function stageIn(
  context: Node,
  { region: shellRegion, account }: { readonly region?: string; readonly account?: string } = {},
): Stage {
  const read = (name: SettingName): string | undefined => {
    const value: unknown = context.tryGetContext(name);
    return value === undefined || value === null || value === "" ? undefined : String(value);
  };
  const mistakes: string[] = [];
  const problem = (text: string) => void mistakes.push(text);
  const whole = (name: SettingName, unset: number, min: number, max: number): number => {
    const text = read(name) ?? String(unset);
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    problem(`${name} is '${text}': write a whole number from ${min} to ${max}`);
    return unset;
  };

  const name = read("stage") ?? "dev";
  if (!/^[a-z][a-z0-9]{0,15}$/.test(name))
    problem(`the stage '${name}' is no name: write 1 to 16 of a-z and 0-9, a letter first`);
  const tenant = read("tenant") ?? name;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(tenant))
    problem(
      `the tenant '${tenant}' is no name: write 1 to 64 of letters, digits, '.', '_' and '-'`,
    );
  const region = read("region") ?? shellRegion ?? "eu-central-1";
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
    problem(`the region '${region}' is none: write it as AWS does, eu-central-1`);
  const isDev = name === "dev";
  const tokens = tokensIn(read, problem);
  const domain = domainIn(read, problem);
  const reserved = reservedIn(read("reserved") ?? (isDev ? "none" : "400/100/50"), problem);
  const traces = read("traces") ?? "off";
  if (traces !== "on" && traces !== "off") problem(`traces is '${traces}': write on or off`);
  const originSecretVersion = read("origin-secret");
  if (originSecretVersion !== undefined && !/^[\w-]{32,64}$/.test(originSecretVersion))
    problem(`origin-secret is '${originSecretVersion}': write a version's id, 32 to 64 characters`);

  const stage: Stage = {
    name,
    tenant,
    region,
    ...(account !== undefined && { account }),
    keepsData: !isDev,
    ...(tokens && { tokens }),
    ...(domain && { domain }),
    retentionDays: whole("retention-days", isDev ? 1 : 2_557, 1, 36_500),
    signingKeys: whole("signing-keys", 1, 1, 10),
    ...(originSecretVersion !== undefined && { originSecretVersion }),
    warm: whole("warm", 0, 0, 1_000),
    ...(reserved && { reserved }),
    partsAtOnce: whole("parts-at-once", isDev ? 5 : 200, 1, 5_000),
    addressRate: whole("address-rate", 10_000, 100, 2_000_000),
    callerRate: whole("requests-per-second", 1_000, 1, 100_000),
    traces: traces === "on",
    said: Object.fromEntries(
      (Object.keys(settings) as SettingName[]).flatMap((each) => {
        const value = read(each);
        return value === undefined ? [] : [[each, value]];
      }),
    ),
  };
  if (mistakes.length > 0) throw new Error(mistakes.join("\n"));
  return stage;
}

type Read = (name: SettingName) => string | undefined;
type Problem = (text: string) => void;

function tokensIn(read: Read, problem: Problem): Tokens | undefined {
  const [issuer, audience] = [read("issuer"), read("audience")];
  if (issuer === undefined && audience === undefined) return undefined;
  if (issuer === undefined || audience === undefined) {
    problem("tokens need both --context issuer=URL and --context audience=NAME");
    return undefined;
  }
  if (!isHttps(issuer)) problem(`the issuer '${issuer}' is not at an address with https`);
  const keysUrl = read("keys") ?? `${issuer.replace(/\/$/, "")}/.well-known/jwks.json`;
  if (!isHttps(keysUrl))
    problem(`the issuer's keys at '${keysUrl}' are not at an address with https`);
  return { issuer, audience, keysUrl };
}

function domainIn(read: Read, problem: Problem): Domain | undefined {
  const [name, certificate] = [read("domain"), read("certificate")];
  if (name === undefined && certificate === undefined) return undefined;
  if (name === undefined || certificate === undefined) {
    problem(
      "an address of your own needs both --context domain=HOST and --context certificate=ARN",
    );
    return undefined;
  }
  if (!/^([a-z0-9-]+\.)+[a-z]{2,}$/.test(name)) problem(`the domain '${name}' is no host name`);
  if (!/^arn:[\w-]+:acm:us-east-1:\d{12}:certificate\/[\w-]+$/.test(certificate))
    problem(`the certificate '${certificate}' is no ARN of one in ACM in us-east-1`);
  return { name, certificate };
}

function reservedIn(text: string, problem: Problem): Reserved | undefined {
  if (text === "none") return undefined;
  const [, submit, api, openCases] = /^(\d{1,5})\/(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  const reserved = { submit: Number(submit), api: Number(api), openCases: Number(openCases) };
  if (Object.values(reserved).every((each) => each >= 1)) return reserved;
  problem(
    `reserved is '${text}': write three whole numbers from 1, submit/api/open-cases, or none`,
  );
  return undefined;
}

const isHttps = (url: string): boolean => /^https:\/\/[^/\s]+/.test(url);
