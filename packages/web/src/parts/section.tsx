/** Named by its heading, which is the table's caption where there is a table. */
import type { ComponentChildren } from "preact";

interface Props {
  id: string;
  children: ComponentChildren;
}

export function Section({ id, children }: Props) {
  return (
    <section id={id} aria-labelledby={`${id}-heading`}>
      {children}
    </section>
  );
}

/** `href`: where there is more of it. */
export function Heading({
  id,
  text,
  note,
  href,
}: {
  id: string;
  text: string;
  note?: string;
  href?: string;
}) {
  return (
    <span class="heading">
      <h2 id={`${id}-heading`}>{href === undefined ? text : <a href={href}>{text}</a>}</h2>
      {note && <span class="muted">{note}</span>}
    </span>
  );
}

/** Column headings that only a screen reader needs: name and class, which sets the width of the column. */
export function QuietHead({ columns }: { columns: readonly (readonly [name: string, width: string])[] }) {
  return (
    <thead class="quiet">
      <tr>
        {columns.map(([name, width]) => (
          <th key={name} scope="col" class={width}>
            <span class="hidden">{name}</span>
          </th>
        ))}
      </tr>
    </thead>
  );
}
