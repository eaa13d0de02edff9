/** YAML as people read it: a head that says where the file comes from, blocks, long expressions folded over lines. */
import { stringify } from 'yaml';

/** What stands at the head of every file that is written. */
const MADE = 'Written by `npx tallylight provision`; do not edit, write it again.';

/** A file: its head, one comment line each, then the content. */
export function yamlFile(head: readonly string[], content: unknown): string {
  const comment = [MADE, ...head].map((line) => `# ${line}`).join('\n');
  return `${comment}\n${stringify(content, { lineWidth: 120, aliasDuplicateObjects: false })}`;
}
