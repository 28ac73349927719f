/** A part that few events need: it comes as a file of its own, once something wants it. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

export function late<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let Loaded: ComponentType<P> | undefined;
  return function Late(props: P) {
    const [, setReady] = useState(Loaded !== undefined);
    useEffect(() => {
      if (Loaded !== undefined) return;
      void load().then((part) => {
        Loaded = part;
        setReady(true);
      });
    }, []);
    return Loaded === undefined ? null : <Loaded {...props} />;
  };
}
