import type { GroupTruth } from "../../support/network/truth.ts";
import { mayReadGroup, mayReadThread, type Account } from "./accounts.ts";
import type { World } from "./context.ts";
import type { Head } from "./live-index.ts";
import type { LiveThread } from "./live.ts";
import { isUnlisted } from "./payload-people.ts";

/** Threads that an account may read. Private conversations are not among them: the default policy keeps none of their texts. */
export function readableHeads({ live }: World, account: Account): Head[] {
  return live.index.heads.filter((head) => {
    const { groupId, isPrivate } = head.thread;
    if (isPrivate || groupId === null || head.count === 0 || live.group(groupId)?.isDeleted === true) return false;
    return mayReadThread(live, account, head);
  });
}

/** With the capability header: external groups are among them. */
export function listedGroups({ live }: World, account: Account): GroupTruth[] {
  return live.groups.filter((group) => !group.isDeleted && (!isUnlisted(group) || mayReadGroup(live, account, group.id)));
}

/** Why the bytes of a file cannot be had, or undefined. */
export function refusalOf({ settings, dice }: World, thread: LiveThread, fileId: string): string | undefined {
  const file = thread.files.find(({ id }) => id === fileId);
  if (file === undefined || file.deletedAt !== null) return "answers 404";
  if (file.storage === "SHAREPOINT" && settings.behaviour.sharepoint === "refused") return "is refused by SharePoint";
  if (dice(settings.lies.privateAddresses, "address", fileId)) return "lies at a private address";
  const isEmpty = file.versions.at(-1)?.bytes().length === 0;
  return !isEmpty && dice(settings.lies.signInFiles, "sign in", fileId) ? "is answered with something else" : undefined;
}
