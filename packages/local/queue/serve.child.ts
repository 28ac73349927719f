/** The queue service as a process of its own, for tests that kill it: folder in, URL out. */
import { silent } from "../log.ts";
import { startQueueServer } from "./server.ts";

const { url } = await startQueueServer({ dataDir: process.argv[2] ?? "", log: silent });
process.stdout.write(`${url}\n`);
// Whoever started it holds the other end: it is not left behind.
process.stdin.on("end", () => process.exit(0)).resume();
