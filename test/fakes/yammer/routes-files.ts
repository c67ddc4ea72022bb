import { createHash } from "node:crypto";
import { mayReadThread } from "./accounts.ts";
import type { FileTruth } from "../../support/network/truth.ts";
import { FORBIDDEN, MISSING, ok, type Call, type Reply, type World } from "./context.ts";
import { hashText } from "./dice.ts";
import { contentType, filePayload } from "./payload-files.ts";
import type { Route } from "./routes.ts";

export const FILE_ROUTES: readonly Route[] = [
  { path: "uploaded_files/:id", answer: oneFile },
  { path: "uploaded_files/:id/download", answer: download },
  { path: "uploaded_files/:id/version/:version/download/:name", answer: (call, id, version) => download(call, id, version) },
];

function readableFile(call: Call, id: string) {
  const found = call.world.live.file(id);
  return found !== undefined && mayReadThread(call.world.live, call.account, found.thread.head) ? found : undefined;
}

function oneFile(call: Call, id: string): Reply {
  const found = readableFile(call, id);
  const attachment = found?.message.attachments.find(({ ref }) => ref === id);
  if (found === undefined || attachment === undefined || found.file.deletedAt !== null) return MISSING;
  return ok(filePayload(call.world, { attachment, file: found.file, message: found.message }));
}

/** Bytes, a redirect to the other host, 403 from SharePoint, or 404 for what is deleted (2.8). */
function download(call: Call, id: string, versionId?: string): Reply {
  const { world } = call;
  if (world.live.file(id) !== undefined && readableFile(call, id) === undefined) return FORBIDDEN;
  const file = readableFile(call, id)?.file;
  if (file === undefined || file.deletedAt !== null) return MISSING;
  if (file.storage === "SHAREPOINT" && world.settings.behaviour.sharepoint === "refused") return sharePointRefusal();
  const version = versionId === undefined ? file.versions.at(-1) : file.versions.find((candidate) => candidate.id === versionId);
  if (version === undefined) return MISSING;
  const { downloads } = world.settings.behaviour;
  const isElsewhere = downloads === "redirect" || (downloads === "both" && hashText(`redirect ${id}`) % 2 === 0);
  if (isElsewhere) return { kind: "redirect", location: elsewhere(world, id, version.id) };
  return bytesOf(world, id, version);
}

function bytesOf(world: World, id: string, version: FileTruth["versions"][number]): Reply {
  const bytes = version.bytes();
  return world.falseFile(id, bytes.length) ?? { kind: "bytes", type: contentType(version.name), name: version.name, bytes };
}

function sharePointRefusal(): Reply {
  return {
    kind: "text",
    status: 403,
    type: "text/html; charset=utf-8",
    text: "<html><head><title>Access denied</title></head><body>403 FORBIDDEN</body></html>",
  };
}

/** The address on the second host, signed so that nobody needs a token there. */
export function elsewhere(world: World, fileId: string, versionId: string): string {
  return `${world.filesOrigin()}/blob/${fileId}/${versionId}?sig=${signature(world, fileId, versionId)}`;
}

function signature(world: World, fileId: string, versionId: string): string {
  return createHash("sha256")
    .update(`${String(world.settings.seed)} ${fileId} ${versionId}`)
    .digest("hex")
    .slice(0, 24);
}

/** What the second host answers. */
export function blob(world: World, url: URL): Reply {
  const [, kind, fileId = "", versionId = ""] = url.pathname.split("/");
  if (kind !== "blob" || url.searchParams.get("sig") !== signature(world, fileId, versionId)) return FORBIDDEN;
  const version = world.live.file(fileId)?.file.versions.find((candidate) => candidate.id === versionId);
  if (version === undefined) return MISSING;
  return bytesOf(world, fileId, version);
}
