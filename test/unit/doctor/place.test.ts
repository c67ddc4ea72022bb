import { describe, expect, it } from "vitest";
import { ALLOW, judgePlace, refusalOf, type Surroundings } from "../../../src/doctor/place.ts";
import { checkPlace, lookAround, parseMacMounts, parseProcMounts } from "../../../src/doctor/surroundings.ts";

/** Every system's rules, as values: nothing here depends on the computer that runs the tests. */

const linux: Surroundings = { platform: "linux", env: {}, home: "/home/ann", mounts: [], names: () => [] };
const mac: Surroundings = { ...linux, platform: "darwin", home: "/Users/ann" };
const windows: Surroundings = { ...linux, platform: "win32", home: "C:\\Users\\ann" };

/** A folder's names, by its path. */
const holding = (around: Surroundings, folders: Readonly<Record<string, readonly string[]>>): Surroundings => ({
  ...around,
  names: (folder) => folders[folder] ?? [],
});
const judge = (path: string, around: Surroundings) => judgePlace([path], around)?.what;

describe("a synchronised folder", () => {
  it.each([
    ["C:\\Users\\ann\\OneDrive\\lln", windows, "OneDrive"],
    ["C:\\Users\\ann\\OneDrive - Contoso Ltd\\Documents\\lln", windows, 'OneDrive ("OneDrive - Contoso Ltd")'],
    ["c:\\users\\ann\\onedrive - contoso\\lln", windows, "OneDrive"],
    ["D:\\Dropbox (Contoso)\\lln", windows, "Dropbox"],
    ["C:\\Users\\ann\\iCloudDrive\\lln", windows, "iCloud"],
    ["C:\\Users\\ann\\Box\\lln", windows, "Box"],
    ["/Users/ann/Library/CloudStorage/OneDrive-Contoso/lln", mac, '"OneDrive-Contoso"'],
    ["/Users/ann/Library/CloudStorage/Box-Box/lln", mac, '"Box-Box"'],
    ["/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/lln", mac, "iCloud"],
    ["/Users/ann/Google Drive/lln", mac, "Google Drive"],
    ["/home/ann/Dropbox/work/lln", linux, "Dropbox"],
    ["/home/ann/Nextcloud/lln", linux, "Nextcloud"],
    ["/home/ann/ownCloud2/lln", linux, "ownCloud"],
  ])("%s is one by its name", (path, around, what) => {
    expect(judge(path, around)).toContain(what);
  });

  it.each([
    ["C:\\regroup\\lln", windows],
    ["C:\\Users\\ann\\one drive notes\\lln", windows],
    ["D:\\work\\Box\\lln", windows],
    ["/srv/nextcloud/lln", linux],
    ["/home/ann/my-dropbox-audit/lln", linux],
    ["/Users/ann/Documents/lln", mac],
    ["/home/ann/onedriver/lln", linux],
  ])("%s is none", (path, around) => {
    expect(judge(path, around)).toBeUndefined();
  });

  it("is known by OneDrive's own variables, whatever its name, and so is a SharePoint library beside it", () => {
    const around = { ...windows, env: { OneDriveCommercial: "C:\\Users\\ann\\OneDrive - Contoso", OneDriveConsumer: "E:\\Cloud" } };
    expect(judge("E:\\Cloud\\lln", around)).toBe('OneDrive ("Cloud")');
    expect(judge("e:\\cloud", around)).toBe('OneDrive ("Cloud")');
    expect(judge("C:\\Users\\ann\\Contoso\\Team - Documents\\lln", around)).toBe('a SharePoint library ("Contoso")');
    expect(judge("E:\\Cloudless\\lln", around)).toBeUndefined();
  });

  it.each([
    [".dropbox.cache", "Dropbox"],
    [".nextcloudsync.log", "Nextcloud"],
    [".sync_0a1b2c3d4e5f.db", "Nextcloud"],
    [".owncloudsync.log", "ownCloud"],
    [".tmp.driveupload", "Google Drive"],
    [".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"],
    [".stfolder", "Syncthing"],
  ])("is known by the mark %s in a folder above", (mark, what) => {
    expect(judge("/data/team/migrations/lln", holding(linux, { "/data/team": ["notes.txt", mark] }))).toBe(
      `${what} (its mark is in /data/team)`,
    );
  });

  it("is what macOS makes of Desktop and Documents once they are in iCloud", () => {
    const icloud = holding(mac, { "/Users/ann/Library/Mobile Documents/com~apple~CloudDocs": ["Documents"] });
    expect(judge("/Users/ann/Documents/lln", icloud)).toBe('iCloud Drive ("Documents")');
    expect(judge("/Users/ann/Desktop/lln", icloud)).toBeUndefined();
  });
});

describe("a drive that is not this computer's own", () => {
  it.each([
    ["\\\\server\\share\\lln", "\\\\server\\share"],
    ["//server/share/lln", "\\\\server\\share"],
    ["\\\\?\\UNC\\server\\share\\lln", "\\\\server\\share"],
    ["\\\\wsl.localhost\\Ubuntu\\home\\ann", "\\\\wsl.localhost\\Ubuntu"],
  ])("%s is a share", (path, shown) => {
    expect(judge(path, windows)).toBe(`a network share (${shown})`);
  });

  it("is a mapped drive by its real path", () => {
    expect(judgePlace(["Z:\\lln", "\\\\server\\share\\lln"], windows)).toEqual({
      kind: "network",
      what: "a network share (\\\\server\\share)",
    });
    expect(judgePlace(["C:\\lln", "\\\\?\\C:\\lln"], windows)).toBeUndefined();
  });

  it.each([
    ["nfs4", "a network drive (/home, nfs4)"],
    ["cifs", "a network drive (/home, cifs)"],
    ["fuse.sshfs", "a network drive (/home, fuse.sshfs)"],
    ["9p", "a network drive (/home, 9p)"],
    ["ext4", undefined],
    ["fuse.gocryptfs", undefined],
    ["overlay", undefined],
  ])("is a mount of type %s", (type, what) => {
    const mounts = [
      { point: "/", type: "ext4", source: "/dev/sda1" },
      { point: "/home", type, source: "server:/home" },
      { point: "/homework", type: "nfs", source: "server:/homework" },
    ];
    expect(judge("/home/ann/lln", { ...linux, mounts })).toBe(what);
  });

  it("counts the nearest mount only, the later one of two at one point, and leaves a container its own root", () => {
    const root = { point: "/", type: "9p", source: "none" };
    expect(judge("/home/ann/lln", { ...linux, mounts: [root] })).toBeUndefined();
    const home = { point: "/home", type: "nfs", source: "server:/home" };
    const local = { point: "/home/ann", type: "ext4", source: "/dev/sdb1" };
    expect(judge("/home/ann/lln", { ...linux, mounts: [root, home, local] })).toBeUndefined();
    const covered = { point: "/home", type: "autofs", source: "auto" };
    expect(judge("/home/bob/lln", { ...linux, mounts: [covered, home] })).toContain("nfs");
  });

  it("is a Windows drive within WSL", () => {
    const mounts = parseProcMounts("C:\\134 /mnt/c 9p rw,noatime,aname=drvfs;path=C:\\134;uid=1000,trans=fd 0 0\n");
    expect(judge("/mnt/c/lln", { ...linux, mounts })).toBe("a Windows drive seen through WSL (/mnt/c)");
  });

  it("reads both systems' lists of mounts, blanks included", () => {
    expect(parseProcMounts("//nas/team /mnt/my\\040team cifs rw,relatime 0 0\nproc /proc proc rw 0 0\n\n")).toEqual([
      { source: "//nas/team rw,relatime", point: "/mnt/my team", type: "cifs" },
      { source: "proc rw", point: "/proc", type: "proc" },
    ]);
    const list =
      "/dev/disk3s1s1 on / (apfs, sealed, local, read-only)\n//ann@nas/team (x) on /Volumes/my team (smbfs, nodev, nosuid, mounted by ann)\n";
    expect(parseMacMounts(list)).toEqual([
      { source: "/dev/disk3s1s1", point: "/", type: "apfs" },
      { source: "//ann@nas/team (x)", point: "/Volumes/my team", type: "smbfs" },
    ]);
  });
});

describe("the refusal", () => {
  it("says what the place is and names another one on the same system", () => {
    const path = "C:\\Users\\ann\\OneDrive\\lln";
    const refusal = refusalOf(path, judgePlace([path], windows), windows);
    expect(refusal?.message).toContain(`The workspace ${path} lies in OneDrive ("OneDrive")`);
    expect(refusal?.hint).toContain("C:\\regroup\\lln");
    expect(refusal?.exit).toBe(2);
  });

  it("names no place that would be refused again", () => {
    const path = "/mnt/Dropbox";
    expect(refusalOf(path, judgePlace([path], linux), linux)?.hint).toContain("such as /home/ann/regroup/my-migration.");
  });

  it("is lifted for the one folder that is named, and for no other", () => {
    const path = "/home/ann/Dropbox/lln";
    const unsafe = judgePlace([path], linux);
    const allowing = (value: string) => refusalOf(path, unsafe, { ...linux, env: { [ALLOW]: value } });
    expect(allowing("/home/ann/Dropbox/lln/")).toBeUndefined();
    for (const value of ["1", "", "/home/ann/Dropbox", "/home/ann/Dropbox/lln2"]) expect(allowing(value)).toBeDefined();
  });

  it("follows links, and looks above what does not exist yet", async () => {
    const { mkdirSync, mkdtempSync, rmSync, symlinkSync } = await import("node:fs");
    const { tmpdir } = await import("node:os");
    const { join } = await import("node:path");
    const folder = mkdtempSync(join(tmpdir(), "regroup-place-"));
    try {
      mkdirSync(join(folder, "OneDrive - Contoso"));
      symlinkSync(join(folder, "OneDrive - Contoso"), join(folder, "short"));
      expect(checkPlace(join(folder, "short", "not-yet", "lln"), lookAround()).unsafe?.what).toContain("OneDrive - Contoso");
      expect(checkPlace(join(folder, "not-yet"), lookAround()).unsafe).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
