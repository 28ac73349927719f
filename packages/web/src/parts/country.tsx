import { flagUrl, hasFlag } from "../flags.ts";
import { countryName } from "../language/countries.ts";

/** 3:2, with no word of its own: the code or name stands beside it. A plain cloth where there is no flag. */
export function Flag({ noc }: { noc: string }) {
  if (!hasFlag(noc)) return <span class="flag" />;
  return (
    <img class="flag" src={flagUrl(noc)} alt="" width="20" height="14" loading="lazy" decoding="async" />
  );
}

/** Flag and three letters, with the country's name for those who ask. */
export function Noc({ noc }: { noc: string }) {
  if (noc === "") return null;
  return (
    <span class="flagged">
      <Flag noc={noc} />
      <abbr class="noc" title={countryName(noc)}>
        {noc}
      </abbr>
    </span>
  );
}
