import type { Asked, Partly, Service, Told } from "./service.ts";

/** S3, as it says no. */
export const s3Service: Service = {
  name: "S3",
  operationOf,
  throttled: (asked) => refusal(asked, 503, "SlowDown", "Please reduce your request rate."),
  failed: (asked, detail) =>
    detail % 2 === 0
      ? refusal(asked, 500, "InternalError", "We encountered an internal error.")
      : operationOf(asked) === "CompleteMultipartUpload"
        ? // It begins to answer before it knows: 200, and an error behind it.
          refusal(asked, 200, "InternalError", "We encountered an internal error.")
        : refusal(asked, 503, "ServiceUnavailable", "Service is unable to handle request."),
  partly,
};

function operationOf({ method, path }: Asked): string {
  const query = new URL(path, "http://bucket").searchParams;
  const has = (name: string): boolean => query.has(name);
  if (method === "PUT") return has("partNumber") ? "UploadPart" : "PutObject";
  if (method === "POST")
    return has("uploads")
      ? "CreateMultipartUpload"
      : has("delete")
        ? "DeleteObjects"
        : "CompleteMultipartUpload";
  if (method === "DELETE") return has("uploadId") ? "AbortMultipartUpload" : "DeleteObject";
  if (method === "HEAD") return "HeadObject";
  return has("uploadId") ? "ListParts" : has("list-type") ? "ListObjectsV2" : "GetObject";
}

const xml = (text: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;

const refusal = ({ method }: Asked, status: number, code: string, message: string): Told => ({
  status,
  headers: ["content-type", "application/xml", "x-amz-request-id", "fault"],
  body: Buffer.from(
    method === "HEAD"
      ? ""
      : xml(
          `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>f</RequestId></Error>`,
        ),
  ),
});

/** Of what should be taken away some stays. */
function partly(asked: Asked, detail: number): Partly | undefined {
  if (operationOf(asked) !== "DeleteObjects") return undefined;
  const text = asked.body.toString();
  const objects = text.match(/<Object>.*?<\/Object>/gs) ?? [];
  const left = objects.filter((_, index) => index === detail % objects.length);
  const done = objects.filter((object) => !left.includes(object));
  const errors = left.map((object) => {
    const key = /<Key>(.*?)<\/Key>/s.exec(object)?.[1] ?? "";
    return `<Error><Key>${key}</Key><Code>InternalError</Code><Message>by chance</Message></Error>`;
  });
  const result = (deleted: string): Told => ({
    status: 200,
    headers: ["content-type", "application/xml"],
    body: Buffer.from(
      xml(
        `<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${deleted}${errors.join("")}</DeleteResult>`,
      ),
    ),
  });
  if (done.length === 0) return { mend: () => result("") };
  return {
    body: Buffer.from(text.replace(left.join(""), "")),
    mend: (told) => {
      const deleted = told?.body.toString().match(/<Deleted>.*?<\/Deleted>/gs) ?? [];
      return told?.status === 200 ? result(deleted.join("")) : (told as Told);
    },
  };
}
