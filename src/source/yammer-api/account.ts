import type { Id } from "../../model/key.ts";
import type { AccountLine } from "../source.ts";
import type { AccountPayload } from "./schema.ts";

/** What an account may see, and what that means for an export. Pure. Source: reference, sections 1.2, 1.3 and 2.2. */
export function describeAccount(
  account: AccountPayload,
  network: { readonly name: string; readonly id: Id | null; readonly isNative: boolean },
): AccountLine[] {
  const isVerified = account.verified_admin || account.m365_yammer_admin;
  const role = isVerified
    ? "a verified admin"
    : account.admin
      ? "an admin, but no verified admin"
      : account.aad_guest
        ? "a guest"
        : "a member";
  const lines = [line(`The token is ${account.full_name ?? "somebody"}'s, ${role} of the network ${network.name}.`)];
  if (account.network_id !== null && network.id !== null && account.network_id !== network.id) {
    const own = account.network_name ?? `with the id ${account.network_id}`;
    lines.push({
      found: `The token itself is of the network ${own}, not of ${network.name}: what it reads is that network's.`,
      fix: `Get a token of ${network.name}, or set sources[].network in regroup.yaml to ${own}.`,
      isWrong: true,
    });
  }
  if (isVerified) {
    lines.push(line("Private groups of others can be read with `regroup export --include-private`; without it they count as denied."));
  } else {
    lines.push(
      line(
        "Private groups that this account is not in stay closed: the export lists them as denied, and is whole without them.",
        "For a complete network, sign in as a verified admin, or add an export ZIP as a second source.",
      ),
    );
  }
  lines.push(
    network.isNative
      ? line("The network is in native mode: files lie in SharePoint, and come only where this account may open them there.")
      : line("The network is not in native mode: files come from Yammer itself."),
  );
  return lines;
}

function line(found: string, fix: string | null = null): AccountLine {
  return { found, fix };
}
