import { GateError } from "../../app/errors.ts";

/**
 * A body that says which submission it corrects: into an envelope the header is written, a record or
 * a list gets an envelope. No other byte is touched.
 *
 * @throws {GateError} `invalid` for what is no JSON, or says otherwise already.
 */
export function superseding(body: Uint8Array, submission: string): Uint8Array {
  const text = Buffer.from(body).toString("utf8").trimStart();
  const value = parsed(text);
  const header = `"supersedes":${JSON.stringify(submission)},`;
  if (!isEnvelope(value)) return Buffer.from(`{${header}"subject":${text.trimEnd()}}`);
  if (value.supersedes !== undefined && value.supersedes !== submission)
    throw new GateError(
      "invalid",
      `the envelope says that it supersedes ${String(value.supersedes)}, and --supersedes ${submission}`,
    );
  return value.supersedes === undefined ? Buffer.from(`{${header}${text.slice(1)}`) : body;
}

const isEnvelope = (value: unknown): value is { readonly supersedes?: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "subject" in value;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GateError("invalid", "the file is no JSON: a gate takes JSON", { cause });
  }
}
