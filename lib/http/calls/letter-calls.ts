import { discardLetter } from "../../app/letters/discard-letter.ts";
import { getLetter } from "../../app/letters/get-letter.ts";
import { listLetters } from "../../app/letters/list-letters.ts";
import { type LetterPorts, redriveLetter } from "../../app/letters/redrive-letter.ts";
import { redriveLetters } from "../../app/letters/redrive-letters.ts";
import type { letterRoutes } from "../routes/letter-routes.ts";
import type { Calls } from "../routes.ts";
import { commanded, paged } from "./command-parts.ts";

/** Answers what is asked of dead messages. */
export const letterCalls = (ports: LetterPorts): Pick<Calls, keyof typeof letterRoutes> => ({
  listLetters: ({ caller, query }) => {
    const { gate, rule, because, reason, state, submission } = query;
    return listLetters(ports, {
      caller,
      ...(gate !== undefined && { gate }),
      ...(rule !== undefined && { rule }),
      ...(because !== undefined && { because }),
      ...(reason !== undefined && { reason }),
      ...(state !== undefined && { state }),
      ...(submission !== undefined && { submission }),
      ...paged(query),
    });
  },
  getLetter: ({ caller, parameters: { letter } }) => getLetter(ports, { caller, letter }),
  redriveLetter: (request) =>
    redriveLetter(ports, { ...commanded(request), ...request.parameters }),
  redriveLetters: async (request) => ({
    items: await redriveLetters(ports, { ...commanded(request), letters: request.body.letters }),
  }),
  discardLetter: (request) =>
    discardLetter(ports, {
      ...commanded(request),
      ...request.parameters,
      text: request.body.text,
    }),
});
