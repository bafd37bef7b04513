import { InputError } from "./input-error.ts";
import type { Refusal } from "./reading.ts";

/**
 * Bytes that could not be had although those of their neighbours can: an entry of an archive that breaks
 * off, a link that leads nowhere. Where nothing of them was read they are one unreadable piece; otherwise
 * nothing can be judged, since what was read may be wrong too.
 */
export class BrokenInput extends InputError {
  readonly refusal: Refusal;

  constructor(name: string, refusal: Refusal) {
    super([`${name}: ${refusal.reason}`]);
    this.name = "BrokenInput";
    this.refusal = refusal;
  }
}
