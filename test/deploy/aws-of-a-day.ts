import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What an account holds, as far as a deployment asks. */
export interface Holdings {
  /** Absent: nobody is signed in. */
  readonly account?: string;
  /** By region and name: their outputs and templates. */
  readonly stacks?: Readonly<
    Record<
      string,
      {
        readonly status?: string;
        readonly outputs?: Readonly<Record<string, string>>;
        readonly template?: unknown;
      }
    >
  >;
  /** By service and name. */
  readonly quotas?: Readonly<Record<string, number>>;
}

/** Speaks STS's and CloudFormation's XML and Service Quotas' JSON on loopback, two quotas a page. */
export async function startAws() {
  const state: { holdings: Holdings; asked: string[] } = { holdings: {}, asked: [] };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const target = String(request.headers["x-amz-target"] ?? "").split(".")[1];
    const region = /\/([a-z0-9-]+)\/(?:sts|cloudformation|servicequotas)\/aws4_request/.exec(
      String(request.headers.authorization),
    )?.[1] as string;
    const form = new URLSearchParams(body);
    const action = target ?? (form.get("Action") as string);
    state.asked.push(`${action} ${region}`);
    const { status, type, content } = answer(state.holdings, action, region, form, body);
    response.writeHead(status, { "content-type": type });
    response.end(content);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    endpoint,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  });
}

const xml = (status: number, content: string) => ({ status, type: "text/xml", content });

function answer(
  { account, stacks = {}, quotas = {} }: Holdings,
  action: string,
  region: string,
  form: URLSearchParams,
  body: string,
) {
  const refusal = (status: number, code: string, message: string) =>
    xml(
      status,
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    );
  const name = form.get("StackName") as string;
  const stack = stacks[`${region} ${name}`];
  switch (action) {
    case "GetCallerIdentity":
      if (account === undefined)
        return refusal(403, "ExpiredToken", "The security token is expired");
      return xml(
        200,
        `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/mari</Arn><UserId>x</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    case "DescribeStacks": {
      if (stack === undefined)
        return refusal(400, "ValidationError", `Stack with id ${name} does not exist`);
      const outputs = Object.entries(stack.outputs ?? {}).map(
        ([key, value]) =>
          `<member><OutputKey>${key}</OutputKey><OutputValue>${value.replaceAll('"', "&quot;")}</OutputValue></member>`,
      );
      return xml(
        200,
        `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>${stack.status ?? "CREATE_COMPLETE"}</StackStatus><Outputs>${outputs.join("")}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
      );
    }
    case "GetTemplate":
      return xml(
        200,
        `<GetTemplateResponse><GetTemplateResult><TemplateBody>${JSON.stringify(stack?.template ?? {}).replaceAll('"', "&quot;")}</TemplateBody></GetTemplateResult></GetTemplateResponse>`,
      );
    case "ListServiceQuotas": {
      const { ServiceCode, NextToken = "0" } = JSON.parse(body);
      const all = Object.entries(quotas)
        .filter(([key]) => key.startsWith(`${ServiceCode} `))
        .map(([key, Value]) => ({ QuotaName: key.slice(ServiceCode.length + 1), Value }));
      const from = Number(NextToken);
      const page = {
        Quotas: all.slice(from, from + 2),
        ...(from + 2 < all.length && { NextToken: String(from + 2) }),
      };
      return { status: 200, type: "application/x-amz-json-1.1", content: JSON.stringify(page) };
    }
    default:
      return refusal(400, "InvalidAction", action);
  }
}
