import type { FactQuestions } from "../fact-questions.ts";

/** What rules about changes ask of people: each is answered yes where all is well. */
export const serviceChangeFacts = {
  scope_unchanged: {
    en: "Does the impact assessment still describe the change as it is now?",
    et: "Kas mõjuhinnang kirjeldab muudatust endiselt nii, nagu see praegu on?",
    ro: "Evaluarea de impact descrie încă schimbarea așa cum este acum?",
    nb: "Beskriver konsekvensvurderingen fortsatt endringen slik den er nå?",
  },
  valid_reason_in_contract: {
    en: "Does the contract state a valid reason for this change?",
    et: "Kas lepingus on nimetatud selle muudatuse jaoks mõjuv põhjus?",
    ro: "Contractul prevede un motiv întemeiat pentru această schimbare?",
    nb: "Angir kontrakten en gyldig grunn for denne endringen?",
  },
  leaving_not_harder: {
    en: "Is leaving, returning or complaining as easy after the change as joining?",
    et: "Kas lahkumine, tagastamine ja kaebamine on pärast muudatust sama lihtne kui liitumine?",
    ro: "După schimbare, renunțarea, returnarea și reclamația sunt la fel de simple ca înscrierea?",
    nb: "Er det like enkelt å slutte, returnere eller klage etter endringen som å begynne?",
  },
} as const satisfies FactQuestions;
