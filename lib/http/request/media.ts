import { RequestRefusal } from "../request-refusal.ts";

/**
 * Refuses a body that says it is not JSON in UTF-8. A body that does not say what it is is read as
 * JSON, because bytes decide, not headers.
 *
 * @throws {RequestRefusal} `unsupported_media_type`.
 */
export function refuseOtherBodies(contentType: string | undefined): void {
  if (contentType === undefined) return;
  const [type = "", ...parameters] = contentType
    .split(";")
    .map((part) => part.trim().toLowerCase());
  const isJson = type === "application/json";
  const isUtf8 = parameters.every(
    (parameter) => !parameter.startsWith("charset=") || /^charset="?utf-8"?$/.test(parameter),
  );
  if (isJson && isUtf8) return;
  throw new RequestRefusal(
    "unsupported_media_type",
    "a body is taken as application/json in UTF-8 and nothing else",
    { headers: { accept: "application/json" } },
  );
}

/**
 * Refuses a request whose sender takes no answer of this type.
 *
 * @throws {RequestRefusal} `not_acceptable`.
 */
export function refuseOtherAnswers(accept: string | undefined, mediaType: string): void {
  if (accept === undefined || accept.trim() === "") return;
  const [main] = mediaType.split("/") as [string];
  const takes = accept.split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const isRefused = parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
    return !isRefused && [mediaType, `${main}/*`, "*/*"].includes(type);
  });
  if (takes) return;
  throw new RequestRefusal(
    "not_acceptable",
    `the answer is ${mediaType}, and the header Accept does not take it`,
  );
}
