/** Parts of the app that come late bring their styles. The build has this called wherever something is imported late. */

const coming = new Map<string, Promise<unknown>>();

/** `files`: names of style sheets. Where one doesn't come, the part doesn't: it rejects, and may be asked for again. */
export function __vitePreload<Part>(load: () => Promise<Part>, files: readonly string[] = []): Promise<Part> {
  return Promise.all(files.map((file) => style(`/${file}`))).then(load);
}

/** Nothing where the document has it already. */
function style(href: string): Promise<unknown> | undefined {
  if (!coming.has(href) && !document.querySelector(`link[href="${href}"]`)) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", crossOrigin: "", href });
    const here = new Promise((resolve, reject) => {
      link.onload = resolve;
      link.onerror = reject;
    });
    coming.set(href, here);
    here.catch(() => {
      coming.delete(href);
      link.remove();
    });
    document.head.append(link);
  }
  return coming.get(href);
}
