import { flag } from "../store/codes.ts";

/**
 * Whether an attachment is a post of a private group or conversation that somebody shared, as SQL over `attachment x`: who reads the post that it hangs on
 * may not have read that one, though the source gives its words beside it. A post that is not in the store is what the source says.
 */
export function isSecretShare(plan: number): string {
  return `(x.kind = 'message' AND EXISTS (SELECT 1 FROM message s JOIN thread o ON o.network = s.network AND o.id = s.thread_id
    LEFT JOIN group_mapping g ON g.target = (SELECT target FROM plan WHERE id = ${plan}) AND g.network = o.network AND g.id = o.group_id
    LEFT JOIN sub_group h ON h.target = g.target AND h.network = g.home_network AND h.id = g.home_id
    LEFT JOIN grp w ON w.network = o.network AND w.id = o.group_id
    WHERE s.network = x.network AND s.id = x.id AND (s.flags & ${flag.private} OR o.is_private OR coalesce(h.privacy, g.privacy, w.privacy) = 'private')))`;
}
