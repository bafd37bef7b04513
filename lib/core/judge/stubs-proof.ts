import { proof } from "../expression/load.ts";
import type { PreparedCheck, PreparedRule } from "./preparation.ts";
import type { StubState } from "./stubs.ts";

type Certain = Extract<StubState, "pass" | "not_applicable" | "not_configured">;

/**
 * What a set rule gives where no other record has the key, as far as its checks are proven: `open`
 * where one fails, which is a violation; undefined where the interpreter must look.
 */
export function provenState(
  { checks, rule }: PreparedRule,
  proofs: Uint8Array,
  first: number,
): Certain | "open" | undefined {
  let state: Certain = "not_applicable";
  for (let i = 0; i < checks.length; i++) {
    const proven = proofs[first + i];
    const check = checks[i] as PreparedCheck;
    if (check.lacks) {
      const lacking = lackingState(check, rule.each.length > 0, proven);
      if (lacking === undefined) return undefined;
      state = worse(state, lacking);
    } else if (proven === proof.failed) return "open";
    else if (proven === proof.pass) state = "pass";
    else if (proven !== proof.notApplicable) return undefined;
  }
  return state;
}

/**
 * A check without what it needs: not configured where its `when` holds or cannot be judged; of
 * elements, where some are meant.
 */
function lackingState(
  { check, lacks }: PreparedCheck,
  isEach: boolean,
  proven: number | undefined,
): Certain | undefined {
  if (lacks?.knowsWhen && proven === proof.notApplicable) return "not_applicable";
  if (lacks?.holds) return undefined;
  if (!isEach && (!lacks?.knowsWhen || !check.when)) return "not_configured";
  const applies = proven === proof.applies || proven === proof.pass || proven === proof.failed;
  return applies ? "not_configured" : undefined;
}

const order: readonly Certain[] = ["not_applicable", "not_configured", "pass"];

const worse = (a: Certain, b: Certain): Certain => (order.indexOf(a) < order.indexOf(b) ? b : a);
