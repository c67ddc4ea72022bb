import { Readable } from "node:stream";
import { RemoteError } from "../../errors.ts";
import { PICTURE_BYTES, pictureFormat } from "../../model/picture.ts";
import type { AvatarRecord, Opened, Part } from "../source.ts";
import { webAddress } from "./convert-files.ts";
import type { Place } from "./convert-people.ts";
import { download } from "./download.ts";
import type { Downloads } from "./follow.ts";
import type { UserPayload } from "./schema.ts";

/** Twice what the largest place for it shows. Templates take any size. Source: reference, section 2.1. */
const PIXELS = 192;
const MAX_BYTES = 5_000_000;
/** A picture is no reason to wait for minutes; the next run asks again. */
const TRIES = 2;
/** `no_photo.png`, `no_photo_small.gif`: what is shown of somebody who has none. Source: samples of 2011 to 2022. */
const NO_PHOTO = /\/no_photo[^/]*$/i;
/** Parts of an address that sign it, and its size: they change though the picture does not. Source: samples of 2022. */
const SIGNATURE = ["P1", "P2", "P3", "P4", "size"];

/** Where pictures are asked for; absent in `Place`: they are not wanted. */
export interface Pictures {
  /** Only its own server gets the token, which the redirecting address wants. */
  readonly baseUrl: URL;
}

/** What to fetch of a person's picture; nothing where the payload does not tell. */
export function avatarOf(user: UserPayload, { pictures, scope, network }: Place): AvatarRecord[] {
  const found = pictures === undefined || scope.content !== "full" ? undefined : pictureOf(user, pictures);
  return found === undefined ? [] : [{ kind: "avatar", network, personId: user.id, ...found }];
}

/**
 * Where a person's picture is, and by which address it is the same one; both null where the person has none. Direct addresses are signed and expire within a run
 * of days, so the API's own redirect to them counts first. Source: reference, section 2 (general rules).
 */
export function pictureOf(user: UserPayload, { baseUrl }: Pictures): Pick<AvatarRecord, "url" | "locator"> | undefined {
  const direct = sized(user.mugshot_url_template) ?? webAddress(user.mugshot_url);
  const redirect = sized(user.mugshot_redirect_url_template) ?? webAddress(user.mugshot_redirect_url);
  const isOurs = redirect !== null && new URL(redirect).origin === baseUrl.origin;
  const locator = isOurs ? redirect : (direct ?? redirect);
  if (locator === null) return undefined;
  // The one field that every form of a person has, so that a picture is the same one from each of them.
  const named = new URL(webAddress(user.mugshot_url) ?? locator);
  if (NO_PHOTO.test(named.pathname)) return { url: null, locator: null };
  for (const name of SIGNATURE) named.searchParams.delete(name);
  return { url: named.pathname + named.search, locator };
}

function sized(template: string | null): string | null {
  return webAddress(template?.replaceAll("{width}", String(PIXELS)).replaceAll("{height}", String(PIXELS)) ?? null);
}

/** Statuses with which a server refuses an address whose signature has ended. */
const ENDED: readonly (number | undefined)[] = [400, 401, 403, 404, 410];

/** Where the bytes of somebody's picture come from. */
export interface PictureOf {
  readonly locator: string;
  /** Where the picture is said to be now; null: there is none. Undefined: nobody tells. */
  readonly locatorNow: (signal: AbortSignal) => Promise<string | null | undefined>;
}

/**
 * As `openPictureAt`. Direct addresses are signed, and end within days: one that is refused is asked for anew, once. A picture that changed meanwhile is
 * fetched again when its person is read again.
 * @throws RemoteError with recovery "skip" for whatever keeps it away; UserError where the API refuses the token.
 */
export async function openPicture(
  { locator, locatorNow }: PictureOf,
  downloads: Downloads,
  signal: AbortSignal,
  how: { readonly part?: Part | undefined },
): Promise<Opened> {
  try {
    return await openPictureAt(locator, downloads, signal, how);
  } catch (error) {
    const mayHaveEnded = error instanceof RemoteError && error.recovery === "skip" && ENDED.includes(error.status);
    if (!mayHaveEnded || new URL(locator).origin === downloads.baseUrl.origin) throw error;
    const now = await locatorNow(signal);
    if (now === null) throw new RemoteError("the person has no picture any more", { recovery: "skip", cause: error });
    if (now === undefined || now === locator) throw error;
    return openPictureAt(now, downloads, signal, {});
  }
}

/**
 * As `download`, for a picture: small, few tries, and nothing is handed on before its first bytes prove that it is one.
 */
async function openPictureAt(
  locator: string,
  downloads: Downloads,
  signal: AbortSignal,
  { part }: { readonly part?: Part | undefined },
): Promise<Opened> {
  const bounds = { ...downloads.bounds, maxBytes: MAX_BYTES, limit: "a picture of a person may have" };
  const opened = await download(locator, { ...downloads, bounds, tries: TRIES }, signal, { part });
  // A part has been looked at when it began.
  return opened.from > 0 ? opened : { ...opened, bytes: Readable.from(onlyPicture(opened.bytes), { objectMode: false }) };
}

async function* onlyPicture(bytes: Readable): AsyncGenerator<Buffer> {
  let start = Buffer.alloc(0);
  let isKnown = false;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    if (isKnown) yield chunk;
    else {
      start = Buffer.concat([start, chunk]);
      if (start.length < PICTURE_BYTES) continue;
      if (pictureFormat(start) === undefined) break;
      isKnown = true;
      yield start;
    }
  }
  if (!isKnown) throw new RemoteError("the answer is no picture", { recovery: "skip" });
}
