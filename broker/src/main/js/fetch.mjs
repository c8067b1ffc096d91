// Run by the build (broker/pom.xml): fetches the packages of package-lock.json into the directory
// given, through the npm that is installed and whatever registry it is set to use. npm compares each
// package with the hash in the lock and fails when they differ. What is there already is not fetched
// again, so that only the first build needs the network.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = dirname(fileURLToPath(import.meta.url));
const [target] = process.argv.slice(2);

const lock = readFileSync(join(source, "package-lock.json"));
const wanted = createHash("sha256").update(lock).digest("hex");
const stamp = join(target, "fetched.sha256");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  mkdirSync(target, { recursive: true });
  for (const name of ["package.json", "package-lock.json", ".npmrc"]) {
    copyFileSync(join(source, name), join(target, name));
  }
  const npm = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"],
    { cwd: target, stdio: ["ignore", "ignore", "inherit"] },
  );
  if (npm.status !== 0) {
    const cause = npm.error?.message ?? `npm ended with ${npm.status ?? npm.signal}`;
    console.error(`The Socket.IO browser client was not fetched: ${cause}`);
    process.exit(1);
  }
  writeFileSync(stamp, wanted); // last: what was broken off is fetched again
}
