/** What a page's document says of it, and what it has the browser fetch ahead. */

export interface About {
  /** Without the site's name. */
  title: string;
  description: string;
  /** Path of the board that the page asks for first. */
  board?: string | undefined;
  /** Absolute, where the site's own address is known. */
  url?: string | undefined;
}

const SITE = "Podium";
const SLOT = /(<!-- page -->\n)[\s\S]*?( *<!-- \/page -->)/;
const INDENT = "    ";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that may stand in an element and in a quoted attribute. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const lines = (tags: readonly string[]): string => tags.map((tag) => `${INDENT}${tag}\n`).join("");

/** The document, about another page. Its text may come from anywhere: it is escaped. */
export function about(html: string, page: About): string {
  const title = escaped(page.title);
  const description = escaped(page.description);
  const tags = [
    `<title>${title} · ${SITE}</title>`,
    `<meta name="description" content="${description}">`,
    `<meta property="og:site_name" content="${SITE}">`,
    '<meta property="og:type" content="website">',
    `<meta property="og:title" content="${title}">`,
    `<meta property="og:description" content="${description}">`,
  ];
  if (page.url !== undefined) {
    const url = escaped(page.url);
    tags.push(`<meta property="og:url" content="${url}">`, `<link rel="canonical" href="${url}">`);
  }
  if (page.board !== undefined) {
    tags.push(`<link rel="preload" href="${escaped(page.board)}" as="fetch" crossorigin>`);
  }
  return html.replace(SLOT, (_, open: string, close: string) => open + lines(tags) + close);
}

/** The document with its main script's place taken by the one that knows the reader's language. */
export function begun(html: string, first: string): string {
  return html.replace(/<script type="module".*?<\/script>/, () => `<script>${first}</script>`);
}

/**
 * The document with what its page needs: styles, and scripts in each language, the main one first, which the document's own
 * script has fetched while nothing else has run.
 */
export function ahead(
  html: string,
  scripts: ReadonlyMap<string, readonly string[]>,
  styles: readonly string[],
): string {
  const offers = [...scripts].map(
    ([language, files]) => `data-${language}="${files.map((file) => `/${file}`).join(" ")}"`,
  );
  const sheets = styles
    // The app's own is in it already.
    .filter((file) => !html.includes(`"/${file}"`))
    .map((file) => `<link rel="stylesheet" crossorigin href="/${file}">`);
  return html
    .replace("<script>", () => `<script ${offers.join(" ")}>`)
    .replace(/ *<\/head>/, (end) => lines(sheets) + end);
}
