import type { Tongue } from "./market.ts";

/** A text in each language. */
export type Copy = Readonly<Record<Tongue, string>>;

const said = (en: string, et: string, ro: string, nb: string): Copy => ({ en, et, ro, nb });

/** What bodies say of whatever is sold; nothing of it is a claim. */
export const bodies: readonly Copy[] = [
  said(
    "Made for everyday use at home.",
    "Mõeldud igapäevaseks kasutamiseks kodus.",
    "Pentru folosirea de zi cu zi acasă.",
    "Laget for daglig bruk hjemme.",
  ),
  said(
    "Read more on the product page or ask our customer service.",
    "Loe lähemalt tootelehelt või küsi klienditeenindusest.",
    "Citiți mai multe pe pagina produsului sau întrebați serviciul clienți.",
    "Les mer på produktsiden, eller spør kundeservice.",
  ),
  said(
    "Now in three colours: grey, blue and dark green.",
    "Nüüd kolmes värvis: hall, sinine ja tumeroheline.",
    "Acum în trei culori: gri, albastru și verde închis.",
    "Nå i tre farger: grå, blå og mørkegrønn.",
  ),
  said(
    "Feel free to visit us in the shop as well.",
    "Tule vaatama ka meie poodi.",
    "Vă așteptăm și în magazin.",
    "Velkommen også til butikken.",
  ),
  said(
    "Charging the battery between 20-80% keeps it in shape.",
    "Aku laadimine vahemikus 20–80% hoiab selle tervena.",
    "Încărcarea bateriei între 20–80% o menține în formă.",
    "Lading mellom 20–80 % tar vare på batteriet.",
  ),
];

export const subjects: Copy = said(
  "News from our shop: {name}",
  "Uudis meie poest: {name}",
  "Noutăți din magazinul nostru: {name}",
  "Nytt i butikken vår: {name}",
);

export const reductions = {
  headline: said(
    "{name}: {percent}% off",
    "{name}: {percent}% allahindlust",
    "{name}: reducere de {percent}%",
    "{name}: {percent} % rabatt",
  ),
  price: said(
    "{price} (prior price {prior})",
    "{price} (varasem hind {prior})",
    "{price} (preț anterior {prior})",
    "{price} (tidligere pris {prior})",
  ),
  claim: said(
    "{percent}% off",
    "{percent}% allahindlust",
    "reducere de {percent}%",
    "{percent} % rabatt",
  ),
};

export const launches = {
  headline: said(
    "{name}",
    "{name} on nüüd müügil",
    "{name} este acum disponibil",
    "{name} er her nå",
  ),
  price: said("Price {price}", "Hind {price}", "Preț {price}", "Pris {price}"),
};

export const terms: Copy = said(
  "The price is valid from {from} to {to}.",
  "Hind kehtib {from} kuni {to}.",
  "Prețul este valabil de la {from} până la {to}.",
  "Prisen gjelder fra {from} til {to}.",
);

export const deliveries: Copy = said(
  "Delivered within 5 working days.",
  "Tarne 5 tööpäeva jooksul.",
  "Livrare în 5 zile lucrătoare.",
  "Levering innen 5 virkedager.",
);

export const guarantees: Copy = said(
  "The manufacturer gives a guarantee of 7 years.",
  "Tootja annab 7 aastat garantiid.",
  "Producătorul acordă garanție 7 ani.",
  "Produsenten gir 7 års garanti.",
);

export const recycled: Copy = said(
  "Its housing is made of 70% recycled plastic.",
  "Korpus on 70% ulatuses ümbertöödeldud plastist.",
  "Carcasa este din 70% plastic reciclat.",
  "Kabinettet er av 70 % resirkulert plast.",
);

export const credits = {
  body: said(
    "Instalments over 6 months at 0% interest.",
    "Järelmaks 6 kuuks, intress 0%.",
    "Plata în rate, 6 luni, dobândă 0%.",
    "Delbetaling over 6 måneder, 0 % rente.",
  ),
  warning: said(
    "Caution! Borrowing money costs money.",
    "Ettevaatust! Raha laenamine maksab raha.",
    "Atenție! Împrumutul de bani costă bani.",
    "Forsiktig! Det koster penger å låne penger.",
  ),
};

export const awards: Copy = said(
  "Test winner 2026",
  "Testivõitja 2026",
  "Câștigător al testului 2026",
  "Testvinner 2026",
);

export const ratings: Copy = said(
  "Customers rated it: 4.6 stars",
  "Klientide hinne: 4,6 tärni",
  "Evaluarea clienților: 4,6 stele",
  "Kundenes vurdering: 4,6 stjerner",
);

export const vitamins: Copy = said(
  "Vitamin C contributes to the normal function of the immune system.",
  "C-vitamiin aitab kaasa immuunsüsteemi normaalsele talitlusele.",
  "Vitamina C contribuie la funcționarea normală a sistemului imunitar.",
  "Vitamin C bidrar til immunforsvarets normale funksjon.",
);

export const posts: Copy = said(
  "Advertisement. I use it every day, have a look.",
  "Reklaam. Kasutan seda iga päev, vaata lähemalt.",
  "Publicitate. Îl folosesc zilnic, aruncați o privire.",
  "Reklame. Jeg bruker den hver dag, ta en titt.",
);

export const listings: Copy = said(
  "{name}. What is in the box: the article and its manual.",
  "{name}. Komplektis: toode ja kasutusjuhend.",
  "{name}. Conținutul pachetului: produsul și manualul.",
  "{name}. Innhold: produktet og bruksanvisningen.",
);

export const warnings: Copy = said(
  "Keep away from water.",
  "Hoida veest eemal.",
  "A se feri de apă.",
  "Hold den unna vann.",
);

export const conditions: Copy = said(
  "One to a customer.",
  "Üks kliendi kohta.",
  "Unul de client.",
  "Én per kunde.",
);

export const hurries: Copy = said(
  "Limited time: until {to}.",
  "Piiratud ajaga pakkumine: kuni {to}.",
  "Perioadă limitată: până la {to}.",
  "Begrenset tid: til {to}.",
);

export const freeDeliveries: Copy = said(
  "Free delivery.",
  "Tasuta tarne.",
  "Livrare gratuită.",
  "Gratis frakt.",
);

export const scarcities: Copy = said(
  "While stocks last.",
  "Kuni kaupa jätkub.",
  "În limita stocului disponibil.",
  "Så lenge lageret rekker.",
);

export const gifts = {
  copy: said(
    "Gift with purchase: a mug with every order.",
    "Iga ostuga kingitus kaasa: kruus.",
    "La fiecare cumpărătură un cadou: o cană.",
    "Gave inkludert ved hvert kjøp: et krus.",
  ),
  condition: said("with every order", "iga ostuga", "la fiecare cumpărătură", "ved hvert kjøp"),
};

export const ranges: Copy = said(
  "The whole range: up to {percent}% off",
  "Kogu valik: kuni {percent}% allahindlust",
  "Toată gama: reducere de până la {percent}%",
  "Hele utvalget: opptil {percent} % rabatt",
);

/** A text with its placeholders filled. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
