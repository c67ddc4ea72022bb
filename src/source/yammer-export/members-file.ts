import { open, readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { stopIfAsked } from "../../errors.ts";
import { cannotRead } from "./archive.ts";
import { readPiece, type Piece } from "./bytes.ts";
import { parseHeader, type Header } from "./header.ts";
import { trimmedInput } from "./inputs.ts";
import { shown } from "./safety.ts";

/** A list of who belongs where, which no export says: a CSV of ours, or what Entra's "download members" gives for one group. */
export interface MemberFile {
  /** As given. */
  readonly file: string;
  readonly piece: Piece;
  readonly position: number;
  readonly fingerprint: string;
  readonly encoding: Encoding;
  readonly header: Header;
  readonly columns: MemberColumns;
  /** The group of a file without a column for it. */
  readonly groupName: string;
}

export interface MemberColumns {
  readonly group: number;
  readonly groupId: number;
  readonly email: number;
  readonly userId: number;
  readonly directoryId: number;
  readonly role: number;
}

type Encoding = "utf-8" | "utf-16le";

const DELIMITERS = [44, 59, 9] as const;
const HEAD_BYTES = 64 * 1024;

/** Column names with everything but letters and digits taken out. */
const NAMES: Readonly<Record<keyof MemberColumns, readonly string[]>> = {
  group: ["group", "groupname", "community", "communityname"],
  groupId: ["groupid", "communityid", "yammergroupid"],
  email: ["email", "emailaddress", "useremail", "memberemail", "mail", "userprincipalname", "upn"],
  userId: ["userid", "personid", "memberid", "yammeruserid"],
  directoryId: ["directoryid", "objectid", "id"],
  role: ["role", "membershiptype", "membertype", "membershiprole"],
};

/** The file, or every CSV of a folder of such files. */
export async function inspectMembers(
  given: string,
  workspace: string,
  position: number,
  problems: string[],
  signal: AbortSignal,
): Promise<MemberFile[]> {
  const name = trimmedInput(given);
  const path = resolve(workspace, given);
  const files: MemberFile[] = [];
  try {
    const isFolder = (await stat(path)).isDirectory();
    const names = isFolder ? (await readdir(path)).filter((entry) => entry.toLowerCase().endsWith(".csv")).sort() : [];
    const found = isFolder ? names.map((entry) => ({ file: `${name}/${entry}`, path: join(path, entry) })) : [{ file: name, path }];
    for (const [n, one] of found.entries()) {
      stopIfAsked(signal);
      const member = await inspectFile(one.file, one.path, position + n);
      if (typeof member === "string") problems.push(member);
      else files.push(member);
    }
  } catch (error) {
    problems.push(cannotRead(given, error));
  }
  return files;
}

async function inspectFile(file: string, path: string, position: number): Promise<MemberFile | string> {
  const { size, mtimeMs } = await stat(path);
  const head = await headOf(path);
  const encoding: Encoding = head[0] === 0xff && head[1] === 0xfe ? "utf-16le" : "utf-8";
  const header = parseHeader(encoding === "utf-8" ? head : Buffer.from(new TextDecoder(encoding).decode(head)), DELIMITERS);
  if (!header) return `${file} is empty: a list of members needs a header`;
  const columns = columnsOf(header.names);
  if (columns.email < 0 && columns.userId < 0 && columns.directoryId < 0) {
    const names = header.names.slice(0, 8).map(shown).join(", ");
    return `${file} has no column that says who: email, mail, userPrincipalName or user id (it has ${names})`;
  }
  const piece = { path, start: 0, length: size, isDeflated: false, sizeBytes: size, crc32: null };
  const groupName = basename(path).replace(/\.[^.]*$/, "");
  return { file, piece, position, fingerprint: `${size}-${mtimeMs}`, encoding, header, columns, groupName };
}

/** What a file of the person's could say as `members`: who belongs to which group, or to the one group it is about. Never throws for a file's sake. */
export async function listOfMembers(path: string): Promise<"groups" | "one group" | "none"> {
  const file = await inspectFile(path, path, 0).catch(() => "unreadable");
  if (typeof file === "string") return "none";
  const { group, groupId } = file.columns;
  return group >= 0 || groupId >= 0 ? "groups" : "one group";
}

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function columnsOf(names: readonly string[]): MemberColumns {
  const plain = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ""));
  const find = (wanted: readonly string[]): number => plain.findIndex((name) => name === wanted.find((one) => plain.includes(one)));
  return {
    group: find(NAMES.group),
    groupId: find(NAMES.groupId),
    email: find(NAMES.email),
    userId: find(NAMES.userId),
    directoryId: find(NAMES.directoryId),
    role: find(NAMES.role),
  };
}

/** The file's bytes as UTF-8, whatever Excel made of them. */
export async function* memberBytes(file: MemberFile, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (file.encoding === "utf-8") {
    yield* readPiece(file.piece, signal);
    return;
  }
  const decoder = new TextDecoder(file.encoding);
  for await (const chunk of readPiece(file.piece, signal)) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
