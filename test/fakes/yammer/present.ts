import { materialise } from "../../support/network.ts";
import type { MembershipTruth, NetworkTruth } from "../../support/network/truth.ts";
import type { Live } from "./live.ts";

/** The network as it is now, as a truth of its own: with what was posted, edited and removed since the start. Holds everything in memory. */
export function presentTruth(live: Live): NetworkTruth {
  const bundles = live.index.heads.map((head) => live.bundle(head));
  const memberships: MembershipTruth[] = live.groups.flatMap((group) => [...live.members(group.id)]);
  const messageCount = bundles.reduce((sum, { messages }) => sum + messages.length, 0);
  return materialise({ ...live.truth, memberships, messageCount, threadCount: bundles.length }, bundles);
}
