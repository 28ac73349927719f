/** @jsxImportSource react */
/** All that waits for a second person. */
import { useAsked } from "../app/asked.ts";
import { PageHead, Waiting } from "../parts/parts.tsx";
import { t } from "../text.ts";
import { ProposalList } from "./list.tsx";

export default function Proposals() {
  const { value, error, again } = useAsked("proposals", {}, { everySeconds: 3 });
  return (
    <>
      <PageHead title={t.menu.proposals} />
      {value === undefined && <Waiting error={error} />}
      {value?.proposals.length === 0 && <p>{t.proposals.none}</p>}
      <ProposalList proposals={value?.proposals ?? []} onDecided={again} />
    </>
  );
}
