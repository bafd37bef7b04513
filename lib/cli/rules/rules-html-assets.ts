import type { Language } from "../../core/rule.ts";

/** As their speakers write them. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  et: "eesti",
  ro: "română",
  nb: "norsk bokmål",
};

export const rulesStyle = `
:root { color-scheme: light dark; --line: light-dark(#d8dde3, #39424d); --quiet: light-dark(#56616e, #a3adb9);
  --ground: light-dark(#fff, #14181d); --raised: light-dark(#f5f7f9, #1c2229); --ink: light-dark(#16202b, #e8edf2);
  --link: light-dark(#0b5cad, #7ab8f5); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 82rem; padding: 1.5rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; }
header p { max-width: 60rem; margin: 0 0 .5rem; color: var(--quiet); }
a { color: var(--link); }
form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .75rem; align-items: end;
  padding: .75rem 0; background: var(--ground); border-bottom: 1px solid var(--line); }
label { display: grid; gap: .2rem; font-size: .8rem; color: var(--quiet); }
label.wide { flex: 1 1 18rem; }
input, select { font: inherit; font-size: 1rem; padding: .4rem .5rem; color: var(--ink); background: var(--raised);
  border: 1px solid var(--line); border-radius: .35rem; }
output { margin-left: auto; color: var(--quiet); font-variant-numeric: tabular-nums; }
table { width: 100%; border-collapse: collapse; margin-top: .5rem; }
thead th { text-align: left; font-size: .8rem; color: var(--quiet); padding: .4rem .6rem; }
tbody { border-top: 1px solid var(--line); }
tbody { scroll-margin-top: 6rem; }
tbody:target { background: var(--raised); }
tbody th, tbody td { text-align: left; vertical-align: top; padding: .6rem .6rem .2rem; }
tbody th { white-space: nowrap; font-weight: 600; }
tbody tr:first-child td:nth-child(2) { min-width: 12rem; font-weight: 600; }
tbody tr:first-child td:nth-child(n+4) { font-size: .9rem; color: var(--quiet); }
.more td { padding-top: 0; padding-bottom: .6rem; }
.severity { display: inline-block; padding: .05rem .5rem; border-radius: 1rem; font-size: .85rem; white-space: nowrap;
  border: 1px solid currentColor; }
.block { color: light-dark(#a4161a, #ff9a9c); } .hold { color: light-dark(#8a5300, #f5c26b); }
.warn { color: light-dark(#3c5a78, #9cc3e6); }
summary { cursor: pointer; color: var(--link); font-size: .9rem; }
blockquote { margin: .6rem 0; padding: .3rem .8rem; border-left: 3px solid var(--line); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; font-size: .9rem; }
dt { color: var(--quiet); } dd { margin: 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .7rem; background: var(--raised); border-radius: .35rem; font-size: .82rem; }
@media (max-width: 48rem) { thead { display: none; } tbody tr, tbody th, tbody td { display: block; width: 100%; }
  form { position: static; } dl { grid-template-columns: 1fr; } }
`;

/** Filters by what the address says after "?", so that a search can be sent to somebody. */
export const rulesScript = `
const form = document.querySelector("form");
const bodies = [...document.querySelectorAll("tbody")];
const plain = (text) => text.normalize("NFD").replace(/\\p{M}/gu, "").toLowerCase();
const texts = new Map(bodies.map((body) => [body, plain(body.textContent)]));
function show() {
  const wanted = Object.fromEntries(new FormData(form));
  const words = plain(wanted.q).split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const body of bodies) {
    const fits = ["severity", "scope", "tier"].every(
      (name) => !wanted[name] || body.dataset[name].split(" ").includes(wanted[name]));
    body.hidden = !(fits && words.every((word) => texts.get(body).includes(word)));
    if (!body.hidden) shown += 1;
  }
  for (const part of document.querySelectorAll("span[lang]"))
    part.hidden = part.lang !== (wanted.lang || "en");
  document.documentElement.lang = wanted.lang || "en";
  document.querySelector("output").value = shown + " of " + bodies.length;
  document.querySelector(".none").hidden = shown > 0;
  const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value && value !== "en"));
  history.replaceState(null, "", (query.size > 0 ? "?" + query : location.pathname) + location.hash);
}
for (const [name, value] of new URLSearchParams(location.search))
  if (form.elements[name]) form.elements[name].value = value;
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
const openTarget = () => document.querySelector(":target details")?.setAttribute("open", "");
addEventListener("hashchange", openTarget);
addEventListener("load", openTarget);
show();
`;
