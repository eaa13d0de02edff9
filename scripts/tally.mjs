// Counts what passed, from vitest's JSON report and from steps that only succeed or fail, and says it in one line.

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */
/** @typedef {{ name: string, tally: Tally, durationMs: number }} StepResult */

/** @type {Tally} */
export const onePassed = { passed: 1, failed: 0, skipped: 0 };
/** @type {Tally} */
export const oneFailed = { passed: 0, failed: 1, skipped: 0 };
/** @type {Tally} */
export const oneSkipped = { passed: 0, failed: 0, skipped: 1 };

/**
 * What a vitest run amounts to. A file that could not be loaded and an error outside every test have no test of
 * their own in the report and still have to be seen: each file counts as one failure, and a bad exit code as at least one.
 * @param {unknown} report the parsed report; undefined when there is none
 * @param {number | null} exitCode
 * @returns {Tally}
 */
export function tallyOfVitest(report, exitCode) {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const file of listAt(report, 'testResults')) {
    const tests = listAt(file, 'assertionResults');
    for (const test of tests) {
      const status = valueAt(test, 'status');
      if (status === 'passed') tally.passed += 1;
      else if (status === 'failed') tally.failed += 1;
      else tally.skipped += 1;
    }
    const someFailed = tests.some((test) => valueAt(test, 'status') === 'failed');
    if (valueAt(file, 'status') === 'failed' && !someFailed) tally.failed += 1;
  }
  if (exitCode !== 0 && tally.failed === 0) tally.failed = 1;
  // A run without a single test is no proof of anything.
  if (tally.passed + tally.failed + tally.skipped === 0) tally.failed = 1;
  return tally;
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sumOf(tallies) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of tallies) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

/**
 * @param {Tally} tally
 * @returns {string}
 */
export function lineOf({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * One row for each step, to be read after a long log; worded so that no row can be taken for the sum.
 * @param {readonly StepResult[]} results
 * @returns {string[]}
 */
export function tableOf(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  return results.map(({ name, tally, durationMs }) => {
    const { passed, failed, skipped } = tally;
    const mark = failed > 0 ? 'FAILED' : passed > 0 ? 'ok' : 'skipped';
    const seconds = `${(durationMs / 1000).toFixed(1)} s`;
    return `  ${name.padEnd(width)} ${seconds.padStart(9)}  ${mark.padEnd(7)}  ${passed} of ${passed + failed + skipped}`;
  });
}

/** @param {unknown} value @param {string} key @returns {unknown} */
function valueAt(value, key) {
  return typeof value === 'object' && value !== null ? /** @type {Record<string, unknown>} */ (value)[key] : undefined;
}

/** @param {unknown} value @param {string} key @returns {unknown[]} */
function listAt(value, key) {
  const list = valueAt(value, key);
  return Array.isArray(list) ? list : [];
}
