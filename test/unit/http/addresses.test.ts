import { describe, expect, it } from "vitest";
import { isAllowedHost, isLoopback, isPrivateAddress, publicLookup } from "../../../src/http/addresses.ts";
import { proxyFor } from "../../../src/http/proxy.ts";
import { retryAfterMs, retryDelayMs } from "../../../src/http/retry.ts";

describe("an address", () => {
  it.each([
    ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"],
    ...["[::1]", "[fd00::1]", "[fe80::1]", "[::ffff:10.0.0.1]", "[::ffff:a00:1]", "[::]"],
  ])("%s is private", (address) => {
    expect(isPrivateAddress(new URL(`http://${address}`).hostname)).toBe(true);
  });

  it.each(["8.8.8.8", "172.32.0.1", "192.169.0.1", "[2606:4700::1111]", "www.yammer.com"])("%s is not", (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  it("written as a number is private too", () => {
    for (const odd of ["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/"])
      expect(isPrivateAddress(new URL(odd).hostname), odd).toBe(true);
  });

  it("behind a public name is private when it resolves to one", async () => {
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => publicLookup("localhost", {}, (failed) => resolve(failed)));
    expect(error?.code).toBe("EPRIVATE");
  });

  it("of this machine has few names", () => {
    for (const name of ["localhost", "127.0.0.1", "[::1]"]) expect(isLoopback(name)).toBe(true);
    for (const name of ["localhost.evil.example", "127.0.0.1.nip.io", "0.0.0.0"]) expect(isLoopback(name), name).toBe(false);
  });

  it("is allowed by its whole name or by what it stands below", () => {
    expect(isAllowedHost("files.yammer.com", ["*.yammer.com"])).toBe(true);
    expect(isAllowedHost("evilyammer.com", ["*.yammer.com"])).toBe(false);
    expect(isAllowedHost("yammer.com", ["*.yammer.com"])).toBe(false);
    expect(isAllowedHost("Contoso.SharePoint.com", ["contoso.sharepoint.com"])).toBe(true);
  });
});

describe("the proxy", () => {
  const url = new URL("https://www.yammer.com/api/v1");
  const proxy = { HTTPS_PROXY: "http://proxy.example:8080" };

  it("is the one in the environment, in capitals or not", () => {
    expect(proxyFor(url, proxy)?.host).toBe("proxy.example:8080");
    expect(proxyFor(url, { https_proxy: "proxy.example:3128" })?.host).toBe("proxy.example:3128");
    expect(proxyFor(url, {})).toBeUndefined();
  });

  it.each(["*", "www.yammer.com", "yammer.com", ".yammer.com", "*.yammer.com", "a.example, yammer.com", "www.yammer.com:443"])(
    "is not taken with NO_PROXY=%s",
    (list) => {
      expect(proxyFor(url, { ...proxy, NO_PROXY: list })).toBeUndefined();
    },
  );

  it.each(["mmer.com", "www.yammer.com:8443", "example.com"])("is taken with NO_PROXY=%s", (list) => {
    expect(proxyFor(url, { ...proxy, NO_PROXY: list })).toBeDefined();
  });

  it("is not taken to this machine, nor to a range that is exempt", () => {
    expect(proxyFor(new URL("https://127.0.0.1:1"), proxy)).toBeUndefined();
    expect(proxyFor(new URL("https://10.1.2.3/"), { ...proxy, NO_PROXY: "10.0.0.0/8" })).toBeUndefined();
  });

  it("that is none of ours is said", () => expect(() => proxyFor(url, { HTTPS_PROXY: "socks5://x:1" })).toThrow(/HTTPS_PROXY/));
});

describe("the wait before another try", () => {
  it.each([
    [{ attempt: 1, random: 0 }, 500],
    [{ attempt: 1, random: 1 }, 1000],
    [{ attempt: 4, random: 1 }, 8000],
    [{ attempt: 2, random: 0, retryAfterMs: 7000 }, 7000],
    [{ attempt: 2, random: 0, retryAfterMs: 3_600_000 }, undefined],
    [{ attempt: 7, random: 0 }, undefined],
  ] as const)("%j is %s ms", (failure, delay) => expect(retryDelayMs(failure)).toBe(delay));

  it("is read from seconds and from dates", () => {
    expect(retryAfterMs("30", 0)).toBe(30_000);
    expect(retryAfterMs("Mon, 05 Jan 2026 08:00:10 GMT", Date.UTC(2026, 0, 5, 8))).toBe(10_000);
    expect(retryAfterMs("soon", 0)).toBeUndefined();
    expect(retryAfterMs(undefined, 0)).toBeUndefined();
  });
});
