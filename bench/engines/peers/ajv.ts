import { Ajv } from "ajv";
import { type Peer, placeOf, type Variant } from "../peer.ts";
import { FAILED, PASS } from "../verdicts.ts";
import { ajvRules } from "./ajv-rules.ts";

/** JSON Schema compiled to JavaScript, one subschema a rule. It compares no fields and sums nothing. */
export function ajv(variant: Variant): Peer {
  const schemas = ajvRules(variant);
  const places = Object.keys(schemas).map(placeOf);
  const validate = new Ajv({
    allErrors: true,
    strict: false,
    multipleOfPrecision: 9,
  }).compile({ allOf: Object.values(schemas) });
  return {
    name: "ajv",
    package: "ajv",
    rulesAre: "schema",
    rules: Object.keys(schemas),
    remark: "rules over one field at a time; amounts that are text by patterns",
    tellsApplicability: false,
    records: 20_000,
    judge: (record, out) => {
      for (const place of places) out[place] = PASS;
      if (validate(record)) return;
      for (const { schemaPath } of validate.errors ?? [])
        out[places[Number(schemaPath.split("/")[2])]!] = FAILED;
    },
  };
}
