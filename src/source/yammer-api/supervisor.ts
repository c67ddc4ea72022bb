import { exitCodes, RemoteError, UserError } from "../../errors.ts";
import type { HttpClient } from "../../http/client.ts";
import type { SettingsJournal } from "../source.ts";
import { isObject } from "./references.ts";

/** The name of the setting in the journal. */
const SETTING = "supervisor_mode";

/**
 * Private content mode: a verified admin sees the groups he is not in. It is a state of the account, so it is written down before it is switched on, and switched off
 * at the end. What it was before is told nowhere: it counts as off. Every start asks for it, also one that goes on after a kill: only the answer tells that it is still
 * on. Source: reference, section 1.2.
 */
export async function switchOn(http: HttpClient, baseUrl: URL, journal: SettingsJournal, signal: AbortSignal): Promise<void> {
  journal.record(SETTING, "off");
  try {
    await toggle(http, baseUrl, true, signal);
  } catch (error) {
    if (!(error instanceof RemoteError) || (error.status !== 403 && error.status !== 401 && error.status !== 404)) throw error;
    journal.settled(SETTING);
    throw new UserError(`Yammer does not let this account see private content (${error.status}).`, {
      hint: "--include-private needs the token of a verified admin. Without it, leave the flag out: private groups of others are then named as denied.",
      exit: exitCodes.access,
      cause: error,
    });
  }
}

export async function switchOff(http: HttpClient, baseUrl: URL, journal: SettingsJournal, signal: AbortSignal): Promise<void> {
  if (!journal.pending().some(({ setting }) => setting === SETTING)) return;
  await toggle(http, baseUrl, false, signal);
  journal.settled(SETTING);
}

async function toggle(http: HttpClient, baseUrl: URL, enabled: boolean, signal: AbortSignal): Promise<void> {
  const url = new URL(`${baseUrl.href.replace(/\/+$/, "")}/supervisor_mode/toggle`);
  // The same state twice is the same state: it may be sent again.
  const { body } = await http.json(
    {
      method: "POST",
      url,
      bucket: "other",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ enabled }),
      isSafe: true,
    },
    signal,
  );
  if (isObject(body) && body["supervisor_mode"] === enabled) return;
  throw new RemoteError(`Yammer did not say that private content is ${enabled ? "shown" : "hidden"} now`, {
    recovery: "abort",
    status: 403,
  });
}
