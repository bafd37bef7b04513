import { createHash, timingSafeEqual } from "node:crypto";
import { GateError } from "../app/errors.ts";
import { originSecretHeader } from "../environment.ts";

/**
 * The two doors of the API. Machines come to `/machine/v1/…` of its own domain and are whom their
 * signature (IAM) says; people and OAuth clients come to `/v1/…` and are whom their token says. What
 * is believed at one door is not believed at the other.
 */
export type Door = "machine" | "people";

/** By which door a request came, and what it asks there, as the route table writes it. */
export interface Entrance {
  readonly door: Door;
  readonly path: string;
}

export const machinePrefix = "/machine";

/**
 * The door of a path as it was sent. The prefix is told letter by letter, before anything is
 * decoded: however else it is written, the path is at the people's door, where no route has it.
 */
export function entranceOf(rawPath: string): Entrance {
  return rawPath.startsWith(`${machinePrefix}/`)
    ? { door: "machine", path: rawPath.slice(machinePrefix.length) }
    : { door: "people", path: rawPath };
}

/** What CloudFront's requests carry: the value in use, and the one before it while that is taken over. */
export interface OriginSecrets {
  /**
   * Those that are taken.
   *
   * @param isDoubtful asks for them anew, as far as they have not just been asked for.
   * @throws {GateError} `unavailable` when none are known and they cannot be read.
   */
  taken(isDoubtful: boolean): Promise<readonly string[]>;
}

/**
 * Refuses what comes to the people's door past CloudFront and its firewall.
 *
 * @param secrets absent where nothing stands before the API: on one machine.
 * @throws {GateError} `forbidden`, reason `not_through_cloudfront`.
 */
export async function admitEntrance(
  { door }: Entrance,
  headers: Readonly<Record<string, string | undefined>>,
  secrets: OriginSecrets | undefined,
): Promise<void> {
  if (door === "machine" || secrets === undefined) return;
  const sent = headers[originSecretHeader];
  if (sent !== undefined) {
    if (isOneOf(sent, await secrets.taken(false))) return;
    // CloudFront may have been given a new one since they were read.
    if (isOneOf(sent, await secrets.taken(true))) return;
  }
  throw new GateError(
    "forbidden",
    "people and clients with a token come through the address that is meant for them, " +
      `machines that sign with IAM to ${machinePrefix}/v1/…`,
    { reason: "not_through_cloudfront" },
  );
}

/** Compares with all of them, each in a time that does not tell how much of it fits. */
function isOneOf(sent: string, taken: readonly string[]): boolean {
  const digest = digestOf(sent);
  return taken.filter((each) => timingSafeEqual(digestOf(each), digest)).length > 0;
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();
