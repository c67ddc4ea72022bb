import { BlockList, isIP } from "node:net";
import { UserError } from "../errors.ts";
import { isLoopback } from "./addresses.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy for this address, or undefined to go straight. `HTTPS_PROXY` and `NO_PROXY`, in capitals or not; loopback never takes a proxy. */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const given = named(env, url.protocol === "https:" ? "https_proxy" : "http_proxy") ?? named(env, "all_proxy");
  if (given === undefined || isLoopback(url.hostname) || isExempt(url, named(env, "no_proxy") ?? "")) return undefined;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol === "http:" || proxy?.protocol === "https:") return proxy;
  throw new UserError("HTTPS_PROXY holds no address of an HTTP proxy.", {
    hint: "Set it to http://host:port (or https://), or unset it. SOCKS proxies and automatic configuration scripts are not read.",
  });
}

function named(env: Environment, name: string): string | undefined {
  const value = env[name] ?? env[name.toUpperCase()];
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}

/** `*`, `host`, `.domain`, `*.domain`, `host:port`, an address or a range of addresses; a plain domain covers what is below it, as curl does. */
function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      if (entry.includes("/")) return isInRange(host, entry);
      const [, name = entry, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
      if (onlyPort !== undefined && onlyPort !== port) return false;
      const bare = name.replace(/^\*?\./, "").replace(/^\[|\]$/g, "");
      return host === bare || host.endsWith(`.${bare}`);
    });
}

function isInRange(host: string, range: string): boolean {
  const [net = "", bits = ""] = range.split("/");
  const version = isIP(net);
  if (version === 0 || isIP(host) !== version || !/^\d{1,3}$/.test(bits)) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  if (Number(bits) > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(net, Number(bits), family);
  return list.check(host, family);
}
