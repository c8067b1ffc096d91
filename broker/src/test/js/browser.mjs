// Drives one page in a headless Chromium for a test; lines.mjs tells the protocol.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { report, serve } from "./lines.mjs";

const [executablePath] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "holdfast-chromium-"));
process.on("exit", () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));

const browser = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const page = browser.pages()[0];
page.on("console", (message) => {
  report({ from: "page", kind: "console", name: message.type(), detail: message.text() });
});
page.on("pageerror", (error) => {
  report({ from: "page", kind: "pageerror", name: error.name, detail: error.message });
});

serve({
  open: ({ url }) => page.goto(url).then(() => null),
  /**
   * From now on the page at the URL is this text, whatever its server answers. Chromium does not
   * know then where the page came from, and would ask the user before it connects to this machine.
   */
  fulfill: async ({ url, html }) => {
    await browser.grantPermissions(["local-network-access"]);
    await page.route(url, (route) =>
      route.fulfill({ contentType: "text/html; charset=utf-8", body: html }),
    );
  },
  reload: () => page.reload().then(() => null),
  evaluate: ({ script }) => page.evaluate(script),
  /** Waits until the expression is true in the page. */
  await: ({ script, timeoutMs }) =>
    page.waitForFunction(script, null, { timeout: timeoutMs }).then(() => null),
  fill: ({ selector, text }) => page.fill(selector, text),
  press: ({ selector, key }) => page.press(selector, key),
  /** Cuts the page off from every network, or lets it back on. */
  offline: ({ on }) => browser.setOffline(on),
  close: () => browser.close(),
});
