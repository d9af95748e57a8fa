/** Checks what is on the screen for people who use it by keyboard or screen reader: axe-core. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * What axe calls a serious or critical fault: a line each, with the rule and the element. Behind a dialog nothing can
 * be reached, and nothing is checked.
 * @param rules Default: all.
 */
export async function seriousFaults(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // Not a script element, which the page's security policy would refuse.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(SOURCE, 'utf8'));
  const { violations } = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { readonly axe: { run(of: Node, options: object): Promise<AxeResults> } };
    const shown = document.querySelector('dialog[open]') ?? document;
    return axe.run(shown, { resultTypes: ['violations'], ...(only ? { runOnly: only } : {}) });
  }, rules);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any.map(({ message }) => message).join('; ')}`),
    );
}
