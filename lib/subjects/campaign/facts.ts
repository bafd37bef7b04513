import type { FactQuestions } from "../fact-questions.ts";

/** What rules about campaigns ask of people: each is answered yes where all is well. */
export const campaignFacts = {
  reference_price_named: {
    en: "Does the copy say beside the figure what the reference price is?",
    et: "Kas tekstis on arvu juures öeldud, mis on võrdlushind?",
    ro: "Textul spune, lângă cifră, care este prețul de referință?",
    nb: "Sier teksten ved siden av tallet hva referanseprisen er?",
  },
  fees_beside_price: {
    en: "Are fees that nobody can avoid shown in the same asset as the price?",
    et: "Kas vältimatud tasud on näidatud samas materjalis kui hind?",
    ro: "Taxele care nu pot fi evitate apar în același material ca prețul?",
    nb: "Vises uunngåelige gebyrer i det samme materiellet som prisen?",
  },
  copy_read: {
    en: "Has somebody who reads its language found the copy's claims, prices and conditions as declared?",
    et: "Kas keegi, kes seda keelt oskab, on leidnud, et teksti väited, hinnad ja tingimused on need, mis on teatatud?",
    ro: "A constatat cineva care citește limba respectivă că afirmațiile, prețurile și condițiile din text sunt cele declarate?",
    nb: "Har noen som leser språket, funnet at påstandene, prisene og vilkårene i teksten er de som er oppgitt?",
  },
  gift_condition_shown: {
    en: "Does the copy say beside the gift what must be bought for it?",
    et: "Kas tekstis on kingituse juures öeldud, mida selle saamiseks peab ostma?",
    ro: "Textul spune, lângă cadou, ce trebuie cumpărat pentru a-l primi?",
    nb: "Sier teksten ved siden av gaven hva som må kjøpes for å få den?",
  },
  free_costs_nothing: {
    en: "Does the thing that is called free cost nothing beyond its delivery?",
    et: "Kas on õige, et see, mida nimetatakse tasuta asjaks, ei maksa peale kohaletoimetamise midagi?",
    ro: "Este adevărat că ceea ce este numit gratuit nu costă nimic în afară de livrare?",
    nb: "Stemmer det at det som kalles gratis, ikke koster noe utover leveringen?",
  },
  terms_beside_button: {
    en: "Do the terms of the trial stand close to the button that starts it?",
    et: "Kas prooviperioodi tingimused on selle nupu lähedal, millega prooviperiood algab?",
    ro: "Condițiile perioadei de probă stau lângă butonul care o pornește?",
    nb: "Står vilkårene for prøveperioden tett ved knappen som starter den?",
  },
  item_can_be_ordered: {
    en: "Can the article be ordered on the page that the asset leads to?",
    et: "Kas lehel, kuhu materjal viib, saab toodet tellida?",
    ro: "Articolul poate fi comandat pe pagina la care duce materialul?",
    nb: "Kan varen bestilles på siden som materiellet leder til?",
  },
  superlative_proven: {
    en: "Does the evidence prove the superlative for this market and time?",
    et: "Kas tõendid kinnitavad ülivõrret sellel turul ja sellel ajal?",
    ro: "Dovezile demonstrează superlativul pentru această piață și această perioadă?",
    nb: "Beviser dokumentasjonen superlativet for dette markedet og denne tiden?",
  },
  same_need: {
    en: "Do the products compared serve the same need?",
    et: "Kas võrreldavad tooted rahuldavad sama vajadust?",
    ro: "Produsele comparate răspund aceleiași nevoi?",
    nb: "Dekker produktene som sammenlignes, samme behov?",
  },
  comparison_fair: {
    en: "Are the features compared relevant, typical and checkable?",
    et: "Kas võrreldavad omadused on olulised, tüüpilised ja kontrollitavad?",
    ro: "Caracteristicile comparate sunt relevante, tipice și verificabile?",
    nb: "Er egenskapene som sammenlignes, relevante, typiske og kontrollerbare?",
  },
  cheapest_proven: {
    en: "Does the price survey cover what the claim says?",
    et: "Kas hinnauuring katab selle, mida väide ütleb?",
    ro: "Sondajul de prețuri acoperă ceea ce spune afirmația?",
    nb: "Dekker prisundersøkelsen det påstanden sier?",
  },
  true_of_whole: {
    en: "Is the claim true of the whole product or company, not of a part alone?",
    et: "Kas väide kehtib kogu toote või ettevõtte, mitte ainult selle osa kohta?",
    ro: "Afirmația este adevărată pentru întregul produs sau întreaga companie, nu doar pentru o parte?",
    nb: "Er påstanden sann for hele produktet eller selskapet, ikke bare for en del?",
  },
  durability_supported: {
    en: "Do the product's facts support what is said of durability and repair?",
    et: "Kas toote andmed toetavad seda, mida öeldakse vastupidavuse ja remondi kohta?",
    ro: "Datele produsului susțin ceea ce se spune despre durabilitate și reparare?",
    nb: "Støtter produktets data det som sies om holdbarhet og reparasjon?",
  },
  names_no_disease: {
    en: "Does the copy name no disease that the product would treat or prevent?",
    et: "Kas on õige, et tekst ei nimeta ühtki haigust, mida toode raviks või ennetaks?",
    ro: "Este adevărat că textul nu numește nicio boală pe care produsul ar trata-o sau ar preveni-o?",
    nb: "Stemmer det at teksten ikke nevner noen sykdom som produktet skal behandle eller forebygge?",
  },
  health_wording_equal: {
    en: "Do the words mean the same as the authorised health claim?",
    et: "Kas sõnad tähendavad sama mis lubatud tervisealane väide?",
    ro: "Formularea are același sens ca mențiunea de sănătate autorizată?",
    nb: "Betyr ordene det samme som den godkjente helsepåstanden?",
  },
  names_no_doctor: {
    en: "Does the copy refer to no doctor and no rate of weight loss?",
    et: "Kas on õige, et tekst ei viita arstile ega kaalulanguse kiirusele?",
    ro: "Este adevărat că textul nu se referă la niciun medic și la niciun ritm de slăbire?",
    nb: "Stemmer det at teksten verken viser til en lege eller til hvor fort man går ned i vekt?",
  },
  urges_no_children: {
    en: "Does the copy urge no children to buy or to make their parents buy?",
    et: "Kas on õige, et tekst ei kutsu lapsi ostma ega vanemaid ostma veenma?",
    ro: "Este adevărat că textul nu îndeamnă copiii să cumpere sau să își convingă părinții să cumpere?",
    nb: "Stemmer det at teksten ikke oppfordrer barn til å kjøpe eller til å få foreldrene til å kjøpe?",
  },
  right_not_sold: {
    en: "Is the customer's legal right named as such, and not as an advantage?",
    et: "Kas kliendi seadusest tulenev õigus on nimetatud õiguseks, mitte pakkumise eeliseks?",
    ro: "Dreptul legal al clientului este numit ca atare, și nu ca un avantaj?",
    nb: "Er kundens lovfestede rett omtalt som nettopp det, og ikke som en fordel?",
  },
  endorses_nothing: {
    en: "Does the wording claim no mark, approval, award or test of the product?",
    et: "Kas on õige, et sõnastus ei väida tootel olevat märgist, heakskiitu, auhinda ega testi?",
    ro: "Este adevărat că formularea nu pretinde nicio marcă, aprobare, premiu sau test al produsului?",
    nb: "Stemmer det at ordlyden ikke påstår noe merke, noen godkjenning, pris eller test av produktet?",
  },
  suggests_no_harm: {
    en: "Does the copy nowhere suggest that health suffers without the product?",
    et: "Kas on õige, et tekst ei anna kuskil mõista, et ilma tooteta kannatab tervis?",
    ro: "Este adevărat că textul nu sugerează nicăieri că sănătatea are de suferit fără produs?",
    nb: "Stemmer det at teksten ingen steder antyder at helsen lider uten produktet?",
  },
  qualifier_agrees: {
    en: "Does the qualifier agree with the headline that it qualifies?",
    et: "Kas täpsustus on kooskõlas pealkirjaga, mida see täpsustab?",
    ro: "Precizarea este în acord cu titlul la care se referă?",
    nb: "Stemmer forbeholdet overens med overskriften det gjelder?",
  },
  qualifier_beside_claim: {
    en: "Does the qualifier stand where the claim is read?",
    et: "Kas täpsustus on seal, kus väidet loetakse?",
    ro: "Precizarea stă acolo unde este citită afirmația?",
    nb: "Står forbeholdet der påstanden leses?",
  },
} as const satisfies FactQuestions;
