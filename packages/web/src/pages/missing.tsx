import { to } from "../app/route.ts";
import { useTitle } from "../app/title.ts";
import { t } from "../language/language.ts";
import { PageHead } from "../parts/page-head.tsx";

export function page() {
  useTitle(t.missing.title);
  return (
    <>
      <PageHead title={t.missing.title} />
      <p>
        {t.missing.text} <a href={to.home}>{t.missing.home}</a>
      </p>
    </>
  );
}
