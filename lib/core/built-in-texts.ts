import type { RuleTexts } from "./report.ts";
import type { Localized } from "./rule.ts";

/** What is shown instead of a rule's message where the rule could not be judged. */
export const unjudgedMessage: Localized = {
  en: "Could not be judged: {why}.",
  et: "Ei saanud hinnata: {why}.",
  ro: "Nu a putut fi evaluat: {why}.",
  nb: "Kunne ikke bedømmes: {why}.",
};

/** The texts of the engine's own rules, by rule; `{note}` is what was found, in English. */
export const builtInTexts: Readonly<Record<string, Omit<RuleTexts, "source">>> = {
  schema: {
    title: {
      en: "The record fits its schema",
      et: "Kirje vastab skeemile",
      ro: "Înregistrarea corespunde schemei",
      nb: "Posten passer til skjemaet",
    },
    message: {
      en: "The record does not fit its schema: {note}.",
      et: "Kirje ei vasta skeemile: {note}.",
      ro: "Înregistrarea nu corespunde schemei: {note}.",
      nb: "Posten passer ikke til skjemaet: {note}.",
    },
    fix: {
      en: "Correct the field where it is made, then submit again.",
      et: "Paranda väli seal, kus see tekib, ja esita uuesti.",
      ro: "Corectați câmpul acolo unde este produs, apoi trimiteți din nou.",
      nb: "Rett feltet der det blir laget, og send inn på nytt.",
    },
  },
  unreadable: {
    title: {
      en: "Every piece of the input is a record",
      et: "Iga osa sisendist on kirje",
      ro: "Fiecare parte a datelor este o înregistrare",
      nb: "Hver del av inndataene er en post",
    },
    message: {
      en: "This is no record: {note}.",
      et: "See ei ole kirje: {note}.",
      ro: "Aceasta nu este o înregistrare: {note}.",
      nb: "Dette er ingen post: {note}.",
    },
    fix: {
      en: "Correct the input, then submit again.",
      et: "Paranda sisend ja esita uuesti.",
      ro: "Corectați datele, apoi trimiteți din nou.",
      nb: "Rett inndataene, og send inn på nytt.",
    },
  },
  unjudged: {
    title: {
      en: "Every record is judged by a rule",
      et: "Iga kirjet hindab mõni reegel",
      ro: "Fiecare înregistrare este evaluată de o regulă",
      nb: "Hver post bedømmes av en regel",
    },
    message: {
      en: "No rule of the set judged this record.",
      et: "Ükski reegel ei hinnanud seda kirjet.",
      ro: "Nicio regulă nu a evaluat această înregistrare.",
      nb: "Ingen regel bedømte denne posten.",
    },
    fix: {
      en: "Have a person look at it, or give the rule set a rule that applies to it.",
      et: "Lase inimesel see üle vaadata või lisa reegel, mis sellele kohaldub.",
      ro: "Cereți unei persoane să o verifice sau adăugați o regulă care i se aplică.",
      nb: "La en person se på den, eller lag en regel som gjelder for den.",
    },
  },
  empty: {
    title: {
      en: "A submission has records",
      et: "Esituses on kirjeid",
      ro: "O trimitere conține înregistrări",
      nb: "En innsending har poster",
    },
    message: {
      en: "The submission has no records.",
      et: "Esituses ei ole ühtegi kirjet.",
      ro: "Trimiterea nu conține nicio înregistrare.",
      nb: "Innsendingen har ingen poster.",
    },
    fix: {
      en: "Find out why nothing was written, then submit again.",
      et: "Selgita välja, miks midagi ei kirjutatud, ja esita uuesti.",
      ro: "Aflați de ce nu s-a scris nimic, apoi trimiteți din nou.",
      nb: "Finn ut hvorfor ingenting ble skrevet, og send inn på nytt.",
    },
  },
  tables: {
    title: {
      en: "The tables that the gate requires are loaded",
      et: "Värava nõutud tabelid on laaditud",
      ro: "Tabelele cerute de poartă sunt încărcate",
      nb: "Tabellene som porten krever, er lastet",
    },
    message: {
      en: "What the gate requires is not there: {note}.",
      et: "Värava nõutu puudub: {note}.",
      ro: "Lipsește ceea ce cere poarta: {note}.",
      nb: "Det porten krever, mangler: {note}.",
    },
    fix: {
      en: "Load the table, then submit again.",
      et: "Laadi tabel ja esita uuesti.",
      ro: "Încărcați tabelul, apoi trimiteți din nou.",
      nb: "Last tabellen, og send inn på nytt.",
    },
  },
  systemic: {
    title: {
      en: "One rule does not fire on a large share of the records",
      et: "Üks reegel ei rakendu suurele osale kirjetest",
      ro: "O regulă nu se declanșează la o mare parte a înregistrărilor",
      nb: "Én regel slår ikke ut på en stor del av postene",
    },
    message: {
      en: "So many violations of one rule have one cause: {note}.",
      et: "Nii paljudel ühe reegli rikkumistel on üks põhjus: {note}.",
      ro: "Atâtea încălcări ale unei reguli au o singură cauză: {note}.",
      nb: "Så mange brudd på én regel har én årsak: {note}.",
    },
    fix: {
      en: "Look for the mistake at its source instead of correcting record by record.",
      et: "Otsi viga selle tekkekohast, mitte kirje haaval.",
      ro: "Căutați greșeala la sursă, nu înregistrare cu înregistrare.",
      nb: "Let etter feilen ved kilden i stedet for å rette post for post.",
    },
  },
};
