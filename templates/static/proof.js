// Tells the widget where its worker lies, and what to say in the page's language; everything comes from this site.
import "./vendor/altcha/altcha.min.js";

const worker = new URL("./vendor/altcha/pbkdf2.js", import.meta.url);
document.getElementById("proof-starts")?.remove();
const words = JSON.parse(document.getElementById("proof").dataset.words);
globalThis.$altcha.i18n.set("en", { ...globalThis.$altcha.i18n.get("en"), ...words });
globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(worker));
