import { useState } from "preact/hooks";
import { t } from "../language/language.ts";

/** Hands the page's address on: by the device's own means where there are any, else by copying it. */
export function Share({ title }: { title: string }) {
  const [copied, setCopied] = useState(false);
  const share = async () => {
    const url = location.origin + location.pathname;
    try {
      if ("share" in navigator) await navigator.share({ title, url });
      else {
        await (navigator as Navigator).clipboard.writeText(url);
        setCopied(true);
      }
    } catch {
      // The reader has thought better of it, or the browser forbids it: the address bar is there.
    }
  };
  return (
    <button type="button" class="share" onClick={() => void share()}>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <path d="M12 15V3M7.5 7L12 2.5 16.5 7M5 12v9h14v-9" />
      </svg>
      <span class={copied ? "" : "word"} aria-live="polite">
        {copied ? t.share.copied : t.share.link}
      </span>
    </button>
  );
}
