import { render } from "preact";
import { App, load } from "./app/app.tsx";
import { followLinks } from "./app/route.ts";
import { useReadersLanguage } from "./language/language.ts";

async function start(root: Element): Promise<void> {
  const [first] = await Promise.all([load(location.pathname), useReadersLanguage()]);
  followLinks();
  root.replaceChildren();
  render(<App first={first} />, root);
  // Begins when everything that the page needs now has come.
  if (document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  const { workOffline } = await import("./app/offline.ts");
  await workOffline();
}

const root = document.getElementById("app");
if (root === null) throw new Error("the document has no element #app");
void start(root);
