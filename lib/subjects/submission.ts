import * as z from "zod";
import * as s from "./scalars.ts";

/** The headers of a submission's envelope, the same for every kind; rules see them as `submission`. */
export const submission = z.object({
  submission_id: s.id.nullish().meta({ description: "Given by the gate" }),
  idempotency_key: s.text(128, "Given by the sender; equal keys are one submission").nullish(),
  schema_version: s.text(32, "Version of the schema that the sender follows").nullish(),
  source_system: s.id.nullish().meta({ description: "The system that sent it" }),
  submitted_by: s.text(200, "Its author").nullish(),
  submitted_at: s.instant.nullish().meta({ description: "When it was sent" }),
  requested_release_at: s.instant.nullish().meta({ description: "The release the sender plans" }),
  content_hash: s
    .text(128, "SHA-256 of the canonical JSON of what is sent, as the sender worked it out")
    .nullish(),
  all_or_nothing: s.flag("Whether a part of it may not go out alone").nullish(),
  supersedes: s.id.nullish().meta({ description: "The submission that it corrects" }),
  ext: z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: "The sender's own; no rule looks into it" }),
});
