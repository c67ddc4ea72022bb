import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Before the tests: the browser they look at pages with. Debian's chromium is installed where it is missing and may be installed. */
const CHROMIUM = "/usr/bin/chromium";

function install(): boolean {
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  for (const args of [
    ["apt-get", "update", "-qq"],
    ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
  ]) {
    const [command = "", ...rest] = [...asRoot, ...args];
    const { status } = spawnSync(command, rest, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (status !== 0) return false;
  }
  return existsSync(CHROMIUM);
}

if (!existsSync(CHROMIUM)) {
  console.error("The tests look at pages in chromium: installing Debian's package …");
  if (!install()) {
    console.error(`There is no ${CHROMIUM}, and it could not be installed. Install the package "chromium", then run the tests again.`);
    process.exit(1);
  }
}
