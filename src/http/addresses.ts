import { lookup, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";

/** Addresses that no payload may send us to: the machine itself and networks that are not public. Source: IANA special-purpose registries, checked 2026-06. */
const closed = new BlockList();
for (const [net, bits] of [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
  ] as const),
  ...([
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
  ] as const),
  ...([
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ] as const),
]) {
  closed.addSubnet(net, bits, "ipv4");
}
for (const [net, bits] of [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  closed.addSubnet(net, bits, "ipv6");
}
const embedded = /^(?:::ffff:|64:ff9b::)(\d+\.\d+\.\d+\.\d+)$/i;

/** True for an address (in text) that is not public. Names are judged when they are resolved. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "");
  const version = isIP(bare);
  if (version === 0) return false;
  if (version === 4) return closed.check(bare, "ipv4");
  const inner = embedded.exec(bare)?.[1];
  // `new URL` writes the IPv4 inside an IPv6 address in hexadecimal; a BlockList sees through `::ffff:` in any spelling.
  return inner !== undefined ? closed.check(inner, "ipv4") : closed.check(bare, "ipv6") || closed.check(bare, "ipv4");
}

/** Names below `localhost` are none: where the system does not know them, a DNS server somewhere answers. */
export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^127(\.\d{1,3}){3}$/.test(bare);
}

/** `host` itself, or with a leading `*.` every name below it. */
export function isAllowedHost(hostname: string, allowed: readonly string[]): boolean {
  const name = hostname.toLowerCase();
  return allowed.some((entry) => {
    const pattern = entry.trim().toLowerCase();
    return pattern.startsWith("*.") ? name.endsWith(pattern.slice(1)) : name === pattern;
  });
}

type Answer = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** `dns.lookup` that knows no private address: a public name may resolve to one, and to another the next time. */
export function publicLookup(hostname: string, options: LookupOptions, answer: Answer): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return answer(error, []);
    const open = addresses.filter(({ address }) => !isPrivateAddress(address));
    const [first] = open;
    if (!first) return answer(Object.assign(new Error(`${hostname} is an address of a private network`), { code: "EPRIVATE" }), []);
    if (options.all === true) answer(null, open);
    else answer(null, first.address, first.family);
  });
}
