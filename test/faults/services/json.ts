import type { Asked, Partly, Service, Told } from "./service.ts";

// Services that speak JSON: the operation is in `X-Amz-Target`, errors are told by `__type`.

/** What a service of this protocol calls its errors, each with its status. */
export interface JsonDialect {
  readonly name: string;
  readonly version: "1.0" | "1.1";
  readonly throttles: readonly JsonError[];
  readonly failures: readonly JsonError[];
  /** Of some operations. */
  readonly throttlesOf?: (operation: string, body: Json) => readonly JsonError[];
  readonly batches?: Readonly<Record<string, (body: Json, detail: number) => JsonPartly>>;
}

// biome-ignore lint/suspicious/noExplicitAny: what the SDK sends is what the engine understands
export type Json = any;

export interface JsonError {
  readonly type: string;
  readonly status?: number;
  readonly message?: string;
  readonly more?: object;
}

export interface JsonPartly {
  /** What is done; nothing when absent. */
  readonly done?: Json;
  readonly mend: (answer: Json) => Json;
}

/** A service by its dialect. */
export function jsonService(dialect: JsonDialect): Service {
  const { name, version, throttles, failures, throttlesOf, batches = {} } = dialect;
  const operationOf = ({ headers }: Asked): string =>
    String(headers["x-amz-target"] ?? "?").replace(/^.*\./, "");
  const answer = (status: number, body: object): Told => ({
    status,
    headers: ["content-type", `application/x-amz-json-${version}`, "x-amzn-requestid", "fault"],
    body: Buffer.from(JSON.stringify(body)),
  });
  const refusal = ({ type, status = 400, message, more }: JsonError): Told =>
    answer(status, { __type: type, message: message ?? `${type} by chance`, ...more });
  return {
    name,
    operationOf,
    throttled: (asked, detail) => {
      const own = throttlesOf?.(operationOf(asked), JSON.parse(asked.body.toString())) ?? [];
      const all = [...own, ...throttles];
      return refusal(all[detail % all.length] as JsonError);
    },
    failed: (_, detail) => refusal(failures[detail % failures.length] as JsonError),
    partly: (asked, detail): Partly | undefined => {
      const batch = batches[operationOf(asked)];
      if (batch === undefined) return undefined;
      const { done, mend } = batch(JSON.parse(asked.body.toString()), detail);
      return {
        ...(done !== undefined && { body: Buffer.from(JSON.stringify(done)) }),
        mend: (told) => {
          if (told !== undefined && told.status !== 200) return told;
          return answer(200, mend(told === undefined ? {} : JSON.parse(told.body.toString())));
        },
      };
    },
  };
}

/** Parts a list by chance: at least one is left out. */
export function parted<T>(list: readonly T[], detail: number): readonly [done: T[], left: T[]] {
  const isLeft = list.map((_, index) => ((detail >> (index % 16)) & 1) === 1);
  if (!isLeft.includes(true)) isLeft[0] = true;
  return [list.filter((_, at) => !isLeft[at]), list.filter((_, at) => isLeft[at])];
}
