import { toId, type Id } from "../../model/key.ts";
import { DamagedInput } from "./bytes.ts";
import { readRequest, type Csv } from "./csvs.ts";
import { idsIn } from "./prescan.ts";
import type { Run } from "./run.ts";
import { messages } from "./schema.ts";

/**
 * Whose per-user export it is: the sender of every row of its Messages.csv, else the user in the request it was made with. Undefined where the
 * rows have several senders or none.
 */
export async function userOf(likes: Csv, run: Run): Promise<Id | undefined> {
  const own = run.inspection.csvs.find((csv) => csv.place === likes.place && csv.kind.format === messages);
  let user: Id | undefined;
  if (own) {
    const column = own.header.names.findIndex((name) => name.toLowerCase() === "sender_id");
    try {
      for await (const sender of idsIn(own, column, run.signal)) {
        user ??= sender;
        if (user !== sender) return undefined;
      }
    } catch (error) {
      if (!(error instanceof DamagedInput)) throw error;
    }
  }
  return user ?? userInRequest(await readRequest(likes.input, run.signal));
}

/** The call of the per-user export, `/api/v1/export/users/<id>`, or a parameter. What request.txt looks like is not documented. */
function userInRequest(request: string): Id | undefined {
  return toId(/(?:export\/users\/|\buser_id\W{1,3})(\d{1,19})\b/i.exec(request)?.[1] ?? "");
}
