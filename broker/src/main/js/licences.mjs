// Run by the build (broker/pom.xml): reads the bill of materials (CycloneDX, JSON) that the build has
// just written, and fails when the broker would ship a component that software under Apache 2.0
// cannot. A component under several licences needs one of these: its user may choose. One that
// names no licence fails, too.
import { existsSync, readFileSync } from "node:fs";

/** SPDX ids. None of them asks anything of the software that a component is shipped with. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "EPL-1.0",
  "EPL-2.0",
  "ISC",
  "MIT",
  "MIT-0",
]);

const [file] = process.argv.slice(2);
if (!existsSync(file)) {
  console.error(`There is no ${file}: Maven writes no bill of materials when it is offline (-o).`);
  console.error("Package once without -o; tests alone need none.");
  process.exit(1);
}
const components = JSON.parse(readFileSync(file, "utf8")).components ?? [];
if (components.length === 0) {
  console.error(`${file} names no components`);
  process.exit(1);
}
const refused = components.filter((component) => !licences(component).some(isAllowed));
for (const component of refused) {
  const names = licences(component).join(", ") || "no licence";
  console.error(`${component.group}:${component.name}:${component.version} has ${names}`);
}
if (refused.length > 0) {
  console.error("Software under Apache 2.0 cannot ship these; broker/src/main/js/licences.mjs");
  process.exit(1);
}

function licences({ licenses = [] }) {
  return licenses.map(({ license, expression }) => expression ?? license.id ?? license.name);
}

/** Of an expression, only one that is a choice: each side of OR stands for itself. */
function isAllowed(licence) {
  return licence.split(" OR ").some((choice) => ALLOWED.has(choice.replace(/[()]/g, "").trim()));
}
