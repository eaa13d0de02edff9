/** What axe-core finds wrong with a part of a page, in words short enough for a test's message. */
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Rules of whole pages say nothing about a part of one. */
const OF_PAGES = ['region', 'page-has-heading-one', 'landmark-one-main'];

/** Each violation with the elements that have it; empty when all is well. */
export async function violationsOf(page: Page, selector: string): Promise<readonly string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(
    async ([at, off]) => {
      const { axe } = window as unknown as { axe: { run(at: string, options: RunOptions): Promise<AxeResults> } };
      const rules = Object.fromEntries(off.map((rule) => [rule, { enabled: false }]));
      const { violations } = await axe.run(at, { rules });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
    },
    [selector, OF_PAGES] as const,
  );
}
