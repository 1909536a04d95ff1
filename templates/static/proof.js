// Tells the widget where its worker lies; everything comes from this site.
import "./vendor/altcha/altcha.min.js";

const worker = new URL("./vendor/altcha/pbkdf2.js", import.meta.url);
document.getElementById("proof-starts")?.remove();
globalThis.$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(worker));
