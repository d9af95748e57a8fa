/** Firefox, by puppeteer-core over WebDriver BiDi. */
import { type KeyInput, launch } from 'puppeteer-core';
import { found, type OtherBrowser } from './other-browser.ts';

const FIREFOX = found('/usr/bin/firefox-esr', '/usr/bin/firefox', '/usr/lib/firefox-esr/firefox-esr');

/** Why the test is skipped; undefined when Firefox is there. */
export const noFirefox = FIREFOX === undefined ? 'firefox-esr is not installed; .ci/browsers installs it' : undefined;

export async function openFirefox(): Promise<OtherBrowser> {
  const browser = await launch({
    browser: 'firefox',
    executablePath: FIREFOX ?? '',
    headless: true,
    defaultViewport: { width: 1440, height: 900 },
  });
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') complaints.push(message.text());
  });
  return {
    goto: async (address) => void (await page.goto(address)),
    evaluate: async <T>(script: string) => (await page.evaluate(script)) as T,
    async drag(from, to) {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(to.x, to.y, { steps: 5 });
      await page.mouse.up();
    },
    async press(...keys) {
      for (const each of keys) {
        const [key = '', ...held] = each.split('+').toReversed();
        for (const name of held) await page.keyboard.down(name as KeyInput);
        await page.keyboard.press(key as KeyInput);
        for (const name of held) await page.keyboard.up(name as KeyInput);
      }
    },
    complaints: async () => complaints,
    close: () => browser.close(),
  };
}
