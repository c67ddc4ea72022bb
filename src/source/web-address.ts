/**
 * Where a record can be looked at in the browser of somebody who may read the source. Both sources are of one platform and may not import each
 * other, so what they share stands here. Forms as the platform's own `web_url` fields write them (reference/samples, checked 2026-11).
 */
export function webAddress(record: { readonly permalink: string; readonly kind: string; readonly id: string }): string | undefined {
  const { permalink, kind, id } = record;
  if (!/^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$/i.test(permalink) || !/^\d{1,19}$/.test(id)) return undefined;
  const network = `https://www.yammer.com/${permalink}`;
  switch (kind) {
    case "group":
      // All Company has no feed of its own number: its feed is the network's.
      return id === "0" ? `${network}/` : `${network}/#/threads/inGroup?type=in_group&feedId=${id}`;
    case "thread":
      return `${network}/#/Threads/show?threadId=${id}`;
    case "message":
      return `${network}/messages/${id}`;
    case "person":
      return `${network}/users/${id}`;
    default:
      return undefined;
  }
}
