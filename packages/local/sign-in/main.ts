/** `npm run sign-in -- code USER`: the code that the user's authenticator app would show now. */
import { dataDirOf } from "../settings.ts";
import { codeOf, knownUsers } from "./seed.ts";

const [verb, username] = process.argv.slice(2);
const users = knownUsers(dataDirOf(process.env));
const user = users.find((one) => one.username === username);
if (verb === "code" && user !== undefined) console.log(codeOf(user));
else {
  const names = users.map((one) => one.username).join(", ") || "made at the first npm start";
  console.error(`npm run sign-in -- code USER; users are ${names}`);
  process.exitCode = 1;
}
