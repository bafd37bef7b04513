import { type Language, type Rule, type Scope, type Stage, stages } from "../rule.ts";
import type { RecordKind, Subject } from "../subject.ts";
import { readEffective } from "./effective.ts";
import { type Fields, flagIn, lacks, textIn, wordIn, wordsIn } from "./fields.ts";
import { readJurisdictions } from "./jurisdictions.ts";
import { readKind } from "./kind.ts";
import { type LocalizedText, readLocalized } from "./localized.ts";
import type { Complaints, Spot } from "./problem.ts";
import { readRequires } from "./requires.ts";
import { missingSettings, type RuleKey } from "./rule-keys.ts";
import { readSample } from "./sample.ts";
import type { Entry } from "./tree.ts";

/** All of a rule that is no expression. */
export interface Settings
  extends Pick<
    Rule,
    "tier" | "shadow" | "enabled" | "locked" | "waivable" | "effective" | "source" | "stages"
  > {
  readonly title: LocalizedText | undefined;
  readonly scope: Scope;
  readonly kind: RecordKind;
  readonly jurisdictions: readonly string[] | undefined;
  readonly prevents: string | undefined;
  readonly missing: (typeof missingSettings)[number];
  readonly requires: readonly string[];
  readonly optionalTables: readonly string[];
  readonly sample: Rule["sample"];
}

export function readSettings(
  start: Spot,
  fields: Fields<RuleKey>,
  subject: Subject,
  languages: readonly Language[],
  complaints: Complaints,
): Settings {
  tellAbsent(start, fields, complaints);
  const tier = wordIn(fields.tier, ["1", "2"], complaints) === "2" ? 2 : 1;
  const isRoster = fields.for !== undefined;
  const scope = wordIn(fields.scope, ["record", "set", "run"], complaints);
  if (isRoster && scope !== undefined && scope !== "set")
    complaints.wrong((fields.scope as Entry).value.spot, "a rule with 'for:' is of scope set");
  const kind = readKind(fields.of, subject, complaints) ?? (subject.records[0] as RecordKind);
  const settings: Settings = {
    title: readLocalized(fields.title, languages, complaints),
    scope: isRoster ? "set" : (scope ?? "record"),
    kind,
    stages: wordsIn<Stage>(fields.stages, stages, complaints),
    tier,
    shadow: flagIn(fields.shadow, tier === 2, complaints),
    enabled: flagIn(fields.enabled, true, complaints),
    locked: flagIn(fields.locked, false, complaints),
    waivable: flagIn(fields.waivable, true, complaints),
    missing: wordIn(fields.missing, missingSettings, complaints) ?? "hold",
    jurisdictions: readJurisdictions(fields.jurisdictions, complaints),
    effective: readEffective(fields.effective, complaints),
    source: textIn(fields.source, complaints)?.value.trim() ?? "",
    prevents: textIn(fields.prevents, complaints)?.value.trim(),
    requires: readRequires(fields.requires, subject, complaints),
    optionalTables: readRequires(fields.optional_tables, subject, complaints),
    sample: readSample(fields.sample, {
      subject,
      kind,
      scope: isRoster ? "set" : (scope ?? "record"),
      complaints,
    }),
  };
  // For readers of the rule set's page, which takes it from the file: no part of the plan.
  textIn(fields.decided, complaints);
  tellLocked(settings, fields, complaints);
  return settings;
}

const needed: readonly (readonly [key: RuleKey, why: string])[] = [
  ["title", "name the rule in a line"],
  ["severity", "write warn, hold or block"],
  ["source", "say what the rule rests on, such as a law, a standard or a policy"],
  ["message", "say what a person should read"],
];

function tellAbsent(start: Spot, fields: Fields<RuleKey>, complaints: Complaints): void {
  for (const [key, why] of needed) if (!fields[key]) lacks(start, key, why, complaints);
}

/** A locked rule always counts: nothing may take it out of force. */
function tellLocked(settings: Settings, fields: Fields<RuleKey>, complaints: Complaints): void {
  if (!settings.locked) return;
  const { tier, shadow, enabled } = fields;
  if (settings.shadow && (shadow ?? tier))
    complaints.wrong(
      ((shadow ?? tier) as Entry).key.spot,
      settings.tier === 2 && shadow === undefined
        ? "a locked rule cannot be of tier 2, which starts in shadow: add 'shadow: false'"
        : "a locked rule cannot be in shadow: nothing would be held",
    );
  if (!settings.enabled && enabled)
    complaints.wrong(enabled.key.spot, "a locked rule cannot be disabled");
}
