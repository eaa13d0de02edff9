// Cuts what a child writes into whole lines, puts the child's name before each and remembers the last ones,
// so that a failure can be shown again where a person looks: at the end.

const rememberedLines = 20;
const nameWidth = 11;

/**
 * @param {string} name
 * @param {(line: string) => void} write
 */
export function createLines(name, write) {
  /** @type {string[]} */
  const last = [];

  /** @param {string} line */
  const take = (line) => {
    last.push(line);
    if (last.length > rememberedLines) last.shift();
    write(`${name.padEnd(nameWidth)}│ ${line}`);
  };

  return {
    last,
    /** @param {import('node:stream').Readable} stream */
    follow(stream) {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ text) => {
        const parts = (rest + text).split(/\r?\n/);
        rest = parts.pop() ?? '';
        for (const part of parts) take(part);
      });
      stream.on('end', () => {
        if (rest) take(rest);
        rest = '';
      });
    },
  };
}
