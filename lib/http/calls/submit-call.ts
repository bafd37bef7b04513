import { type SubmitPorts, submit } from "../../app/submit.ts";
import type { Calls } from "../routes.ts";

/** Answers a submission with its verdict. */
export const submitCall = (ports: SubmitPorts): Pick<Calls, "submit"> => ({
  submit: ({ caller, parameters: { gate }, body, idempotencyKey }) =>
    submit(ports, { gate, body, idempotencyKey, caller }),
});
