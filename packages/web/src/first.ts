/**
 * The one script that stands in the documents themselves: it has the app fetched in the reader's language while the rest of
 * the document is still read. Its text is the same in every document and every build, so that the Content-Security-Policy
 * can name it by its checksum (core/edge/headers.ts); what there is to fetch stands in its attributes, one a language: `data-fr="/assets/…js …"`,
 * the main script first.
 */
import { preferred } from "./language/choice.ts";

const { dataset } = document.currentScript as HTMLScriptElement;
const files = (preferred(dataset) ?? dataset.en ?? "").split(" ");
for (const href of files) {
  const link = document.createElement("link");
  document.head.append(Object.assign(link, { rel: "modulepreload", crossOrigin: "", href }));
}
import(/* @vite-ignore */ files[0] ?? "");
