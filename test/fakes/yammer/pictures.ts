import type { PersonTruth } from "../../support/network/truth.ts";
import { MISSING, type Payload, type Reply, type World } from "./context.ts";

/** What a person's picture is, and where it is said to be. Whoever is in no map of them has none (`no_photo.png`). */
export interface FakePicture {
  /** The last part of its addresses; another one is another picture. */
  readonly name: string;
  readonly reply: Reply;
  /** direct: on the second host, as old payloads have it. redirect: on the API's too, which leads to the second. Else an address as given. */
  readonly at: "direct" | "redirect" | { readonly url: string };
  /** True for the signature (`P1`) of an address that has ended. */
  readonly hasEnded?: (signature: string) => boolean;
}

/** Direct addresses are signed anew in every payload: the picture stays the same. Source: samples of 2022. */
export function mugshots(world: World, person: PersonTruth, slug: string): Payload {
  const picture = world.pictures.get(person.id);
  const origin = picture === undefined ? "https://mug0.assets-yammer.com" : world.filesOrigin();
  const name = picture?.name ?? "no_photo.png";
  if (typeof picture?.at === "object") return { mugshot_url: picture.at.url };
  const signed = `${origin}/mugshot/images/${name}?P1=${String(1668205841 + world.signed.count++)}&P2=104&P3=1&P4=${slug}`;
  const redirect = {
    mugshot_redirect_url: `${world.origin()}/mugshot/images/redirect/48x48/${name}`,
    mugshot_redirect_url_template: `${world.origin()}/mugshot/images/redirect/{width}x{height}/${name}`,
  };
  return {
    mugshot_url: `${signed}&size=48x48`,
    mugshot_url_template: `${signed}&size={width}x{height}`,
    ...(picture?.at === "direct" ? {} : redirect),
  };
}

const REDIRECT = /^\/mugshot\/images\/redirect\/(\d+x\d+)\/([^/]+)$/;

/** What the API's host answers at an address of a picture; undefined where it is none. */
export function redirectOf(world: World, pathname: string): Reply | undefined {
  const [, size, name] = REDIRECT.exec(pathname) ?? [];
  if (size === undefined || name === undefined) return undefined;
  return { kind: "redirect", location: `${world.filesOrigin()}/mugshot/images/${name}?P4=signed&size=${size}` };
}

/** What the second host answers. */
export function pictureAt(world: World, { pathname, searchParams }: URL): Reply | undefined {
  const name = /^\/mugshot\/images\/([^/]+)$/.exec(pathname)?.[1];
  if (name === undefined) return undefined;
  const found = [...world.pictures.values()].find((picture) => picture.name === name);
  if (found === undefined || !searchParams.has("P4")) return MISSING;
  const isOver = found.hasEnded?.(searchParams.get("P1") ?? "") === true;
  return isOver
    ? { kind: "text", status: 403, type: "application/xml", text: "<Error><Code>AuthenticationFailed</Code></Error>" }
    : found.reply;
}
