/**
 * The tags of an XML text, one after the other, with what was written in them. No tree, no entities, nothing that a document
 * could make grow: a manifest is read by its attributes alone. What is not well-formed ends the reading.
 */

export interface Tag {
  /** Local name, without a prefix. */
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
  /** What stands between the name and the end. */
  readonly written: string;
}

const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/;

export function* tagsOf(text: string): Generator<Tag> {
  let at = text.indexOf('<');
  while (at !== -1) {
    if (text.startsWith('<!--', at) || text.startsWith('<?', at) || text.startsWith('<!', at)) {
      const end = text.startsWith('<!--', at) ? text.indexOf('-->', at + 4) : text.indexOf('>', at);
      if (end === -1) return;
      at = text.indexOf('<', end);
      continue;
    }
    const end = endOfTag(text, at + 1);
    if (end === -1) return;
    const isClose = text[at + 1] === '/';
    const isEmpty = !isClose && text[end - 1] === '/';
    const inside = text.slice(at + (isClose ? 2 : 1), isEmpty ? end - 1 : end);
    const name = NAME.exec(inside)?.[0];
    if (name !== undefined) {
      const written = inside.slice(name.length);
      yield { name: name.slice(name.indexOf(':') + 1), kind: isClose ? 'close' : isEmpty ? 'empty' : 'open', written };
    }
    at = text.indexOf('<', end);
  }
}

/** Where the tag that began before `from` ends: a `>` inside quotes is none. */
function endOfTag(text: string, from: number): number {
  let quote = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 62) return at;
    else if (code === 34 || code === 39) quote = code;
  }
  return -1;
}

const patterns = new Map<string, RegExp>();

/** An attribute of a tag. `name` is one of ours, so that there are few. */
export function attributeOf({ written }: Tag, name: string): string | undefined {
  let pattern = patterns.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    patterns.set(name, pattern);
  }
  const match = pattern.exec(written);
  return match?.[1] ?? match?.[2];
}
