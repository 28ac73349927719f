import { render } from "preact";
import { App, load } from "./app/app.tsx";
import { workOffline } from "./app/offline.ts";
import { followLinks } from "./app/route.ts";
import { useReadersLanguage } from "./language/language.ts";

const root = document.getElementById("app");
if (root === null) throw new Error("the document has no element #app");

const [first] = await Promise.all([load(location.pathname), useReadersLanguage()]);
followLinks();
root.replaceChildren();
render(<App first={first} />, root);
workOffline();
