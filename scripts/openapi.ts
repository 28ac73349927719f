/** `npm run openapi`: writes docs/api/openapi.json, the description of the console's API. */
import { writeFileSync } from "node:fs";
import { openapi } from "../packages/functions/admin/openapi.ts";

writeFileSync("docs/api/openapi.json", `${JSON.stringify(openapi(), null, 2)}\n`);
