/**
 * Messages, conversations, announcements and the newest message of every group, as a subquery. Counts by conversation along the index on
 * (network, thread_id, id), so that not one of a million messages is read itself.
 */
export const groupActivity = `(SELECT t.network, t.group_id, sum(c.messages) AS messages, count(*) AS threads, sum(t.kind = 2) AS announcements, max(c.newest) AS newest
  FROM (SELECT network, thread_id, count(*) AS messages, max(id) AS newest FROM message GROUP BY network, thread_id) c
  CROSS JOIN thread t ON t.network = c.network AND t.id = c.thread_id WHERE t.group_id IS NOT NULL GROUP BY t.network, t.group_id)`;
