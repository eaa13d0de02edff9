// The tools that building and testing need, and the one rule that says whether a Node is good enough.
// These pins stand here and nowhere else; there is no packageManager field because it breaks a frozen install.

/** Node versions that can build and test (the SDK itself runs on more). */
export const nodeRange = '^22.18 || ^24.11 || >=26';

/** The Node that is fetched when the machine's own is not good enough. */
export const pinnedNode = 'node@24';

/** The only pnpm version that is used, whatever the machine has. */
export const pinnedPnpm = '12.21.0';

/**
 * Whether a version lies in a range made of `^major.minor` and `>=major.minor` joined by `||`.
 * @param {string} version as Node prints it, with or without the leading `v`
 * @param {string} range
 * @returns {boolean}
 */
export function satisfies(version, range) {
  const [major, minor] = numbersOf(version);
  return range.split('||').some((part) => {
    const bound = part.trim();
    const [boundMajor, boundMinor] = numbersOf(bound);
    if (bound.startsWith('^')) return major === boundMajor && minor >= boundMinor;
    if (bound.startsWith('>=')) return major > boundMajor || (major === boundMajor && minor >= boundMinor);
    throw new Error(`range: expected ^major.minor or >=major.minor, received "${bound}"`);
  });
}

/**
 * @param {string} text
 * @returns {[major: number, minor: number]}
 */
function numbersOf(text) {
  const match = /^(?:v|\^|>=)?(\d+)(?:\.(\d+))?/.exec(text.trim());
  if (!match) throw new Error(`version: expected major.minor.patch, received "${text}"`);
  return [Number(match[1]), Number(match[2] ?? 0)];
}
