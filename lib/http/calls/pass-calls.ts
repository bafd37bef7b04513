import { getPass } from "../../app/pass/get-pass.ts";
import { keyList } from "../../app/pass/key-list.ts";
import { recallList } from "../../app/pass/recall-list.ts";
import { recallPass } from "../../app/pass/recall-pass.ts";
import { recordProof } from "../../app/pass/record-proof.ts";
import { rotateKeys } from "../../app/pass/rotate-keys.ts";
import type { PassPorts } from "../../app/review/command.ts";
import type { passRoutes } from "../routes/pass-routes.ts";
import type { Calls } from "../routes.ts";
import { commanded, exactReason } from "./command-parts.ts";

/** Answers what is asked of passes and the keys that sign them. */
export const passCalls = (ports: PassPorts): Pick<Calls, keyof typeof passRoutes> => ({
  getPass: ({ caller, parameters }) => getPass(ports, { caller, ...parameters }),
  recordProof: ({ caller, parameters, query }) =>
    recordProof(ports, { caller, ...parameters, record: query.record }),
  recallPass: (request) =>
    recallPass(ports, {
      ...commanded(request),
      ...request.parameters,
      reason: exactReason(request.body.reason),
    }),
  recallList: () => recallList(ports),
  keyList: () => keyList(ports),
  rotateKeys: (request) => {
    const { text, compromised } = request.body;
    return rotateKeys(ports, {
      ...commanded(request),
      text,
      ...(compromised !== undefined && { compromised }),
    });
  },
});
