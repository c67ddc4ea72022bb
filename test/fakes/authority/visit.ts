import { readFileSync } from "node:fs";
import { certificateFile } from "./authority.ts";
import { visit } from "./browser.ts";

/** A browser as a program: `node visit.ts <address>`. What BROWSER names in the tests of the real program. */
const [, , address = ""] = process.argv;
await visit({ certificate: readFileSync(certificateFile, "utf8") }, address);
