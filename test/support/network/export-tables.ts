import { messageTable, OUTBOUND, VERSIONS } from "./export-messages.ts";
import type { ExportView, UserView } from "./export-range.ts";
import { API, lookUp, NEW_IN_2022, type Table } from "./export-table.ts";
import type { NetworkTruth } from "./truth.ts";

const USERS: Table<ExportView> = {
  name: "Users.csv",
  columns: [
    "id", "name", "email", "job_title", "location", "department", "api_url", "deleted_by_id", "deleted_by_type", "joined_at", "deleted_at",
    "suspended_by_id", "suspended_by_type", "suspended_at", "guid", "state",
  ], // prettier-ignore
  *rows({ users, truth }, { date }) {
    const admin = truth.admins[0] ?? "";
    for (const user of users) {
      const deleted = user.deletedAt === null ? ["", ""] : [admin, "User"];
      const suspended = user.suspendedAt === null ? ["", ""] : [admin, "User"];
      const about = [user.id, user.name, user.email, user.jobTitle, user.location, user.department, `${API}/users/${user.id}`];
      const state = user.state === "active" ? "active" : "soft_delete";
      yield [...about, ...deleted, date(user.joinedAt), date(user.deletedAt), ...suspended, date(user.suspendedAt), user.guid, state];
    }
  },
};

const GROUPS: Table<ExportView> = {
  name: "Groups.csv",
  columns: [
    "id",
    "name",
    "description",
    "private",
    "external",
    "deleted",
    "created_by_id",
    "created_at",
    "updated_at",
    "api_url",
    "web_url",
  ],
  *rows({ groups, truth }, { date }) {
    for (const group of groups) {
      const flags = [String(group.privacy === "private"), String(group.isExternal), String(group.isDeleted)];
      const web = `https://www.yammer.com/${truth.network.permalink}/#/threads/inGroup?type=in_group&feedId=${group.id}`;
      yield [
        group.id,
        group.name,
        group.description,
        ...flags,
        group.createdById,
        date(group.createdAt),
        date(group.updatedAt),
        `${API}/groups/${group.id}`,
        web,
      ];
    }
  },
};

const TOPICS: Table<ExportView> = {
  name: "Topics.csv",
  columns: ["id", "name", "created_by", "created_at", "api_url"],
  *rows({ topics }, { date }) {
    for (const topic of topics) yield [topic.id, topic.name, topic.createdById, date(topic.createdAt), `${API}/topics/${topic.id}`];
  },
};

const FILE_COLUMNS = [
  "id", "file_id", "name", "description", "uploader_id", "uploader_type", "group_id", "group_name", "reverted_to_id", "deleted_by_user_id",
  "in_private_group", "in_private_conversation", "file_api_url", "download_url", "path", "uploaded_at", "deleted_at", "original_network", "storage_type",
] as const; // prettier-ignore

const FILES: Table<ExportView> = {
  name: "Files.csv",
  columns: FILE_COLUMNS,
  older: FILE_COLUMNS.filter((column) => !NEW_IN_2022.has(column)),
  *rows({ files, truth }, { date }) {
    const { groups } = lookUp(truth);
    for (const [file, version] of files) {
      const group = file.groupId === null ? undefined : groups.get(file.groupId);
      const isAway = file.storage === "SHAREPOINT";
      const download = isAway
        ? `https://contoso.sharepoint.example/sites/yammer/${version.id}`
        : `${API}/uploaded_files/${file.id}/download`;
      yield [
        version.id, file.id, version.name, file.description, version.uploaderId, "User", group?.id ?? "", group?.name ?? "",
        version.revertedToId ?? "", file.deletedById ?? "", String(group?.privacy === "private"), String(file.isPrivate),
        `${API}/uploaded_files/${file.id}`, download, isAway ? "" : version.path, date(version.uploadedAt), date(file.deletedAt),
        truth.network.permalink, file.storage,
      ]; // prettier-ignore
    }
  },
};

const PAGES: Table<ExportView> = {
  name: "Pages.csv",
  columns: [
    "id", "page_id", "creator_user_id", "published_by_user_id", "collaborator_user_ids", "name", "group_id", "group_name", "reverted_to_id",
    "deleted_by_id", "deleted_by_type", "in_private_group", "page_api_url", "download_url", "path", "published_at", "deleted_at",
  ], // prettier-ignore
  *rows({ pages, truth }, { date }) {
    const { groups } = lookUp(truth);
    for (const [page, version] of pages) {
      const group = page.groupId === null ? undefined : groups.get(page.groupId);
      const by = [page.creatorId, version.publishedById, page.collaboratorIds.join(",")];
      const deleted = page.deletedById === null ? ["", ""] : [page.deletedById, "User"];
      const urls = [`${API}/notes/${page.id}`, `https://www.yammer.com/notes/${page.id}/download`, version.path];
      const where = [group?.id ?? "", group?.name ?? "", ""];
      yield [
        version.id,
        page.id,
        ...by,
        page.name,
        ...where,
        ...deleted,
        String(group?.privacy === "private"),
        ...urls,
        date(version.publishedAt),
        date(page.deletedAt),
      ];
    }
  },
};

const ADMINS: Table<ExportView> = {
  name: "Admins.csv",
  columns: ["id", "name", "email", "type"],
  *rows({ admins, truth }) {
    for (const [rank, id] of admins.entries()) {
      const person = lookUp(truth).people.get(id);
      yield [id, person?.name ?? "", person?.email ?? "", rank === 0 ? "verified_admin" : "admin"];
    }
  },
};

export const NETWORKS: Table<{ readonly truths: readonly NetworkTruth[] }> = {
  name: "Networks.csv",
  columns: ["id", "name", "permalink", "url", "created_at", "moderated", "has_usage_policy", "users"],
  *rows({ truths }, { date }) {
    for (const { network, people } of truths) {
      yield [
        network.id,
        network.name,
        network.permalink,
        `https://www.yammer.com/${network.permalink}`,
        date(network.createdAt),
        "false",
        "true",
        String(people.length),
      ];
    }
  },
};

/** The CSVs of the admin export, in the order the entries are written. */
export const ADMIN_TABLES: readonly Table<ExportView>[] = [
  ADMINS,
  USERS,
  GROUPS,
  TOPICS,
  messageTable(
    "Messages.csv",
    (view) => view.messages,
    (view) => view.truth,
  ),
  VERSIONS,
  OUTBOUND,
  FILES,
  PAGES,
];

export const USER_TABLES: readonly Table<UserView>[] = [
  messageTable(
    "Messages.csv",
    (view) => view.messages,
    (view) => view.truth,
  ),
  messageTable(
    "LikedMessages.csv",
    (view) => view.liked,
    (view) => view.truth,
  ),
  messageTable(
    "BestReplyMessages.csv",
    (view) => view.bestReplies,
    (view) => view.truth,
  ),
  GROUPS,
  TOPICS,
  FILES,
];
