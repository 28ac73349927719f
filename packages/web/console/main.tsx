/** @jsxImportSource react */
import "./api/zod.ts";
import { createRoot } from "react-dom/client";
import { Console } from "./app/console.tsx";
import { openStore } from "./outbox/store.ts";
import { Session } from "./session/session.ts";

const root = document.getElementById("console");
if (root === null) throw new Error("the document has no element #console");

createRoot(root).render(<Console session={new Session()} store={await openStore()} />);
