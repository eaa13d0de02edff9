import { describe, expect, it } from 'vitest';
import { lineOf, oneFailed, onePassed, sumOf, tableOf, tallyOfVitest } from './tally.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});
const report = (...testResults: object[]) => ({ testResults });

describe('a vitest run', () => {
  it('counts its tests', () => {
    const tally = tallyOfVitest(
      report(file('passed', 'passed', 'passed'), file('failed', 'failed', 'passed', 'skipped', 'todo')),
      1,
    );
    expect(tally).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  it('has one failure for a file that could not be loaded', () => {
    expect(tallyOfVitest(report(file('passed', 'passed'), file('failed')), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('has one failure for a file whose tests passed and whose end did not', () => {
    expect(tallyOfVitest(report(file('failed', 'passed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it('has failed when it ended badly although every test passed', () => {
    expect(tallyOfVitest(report(file('passed', 'passed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it.each([undefined, null, {}, 'text', report()])('has failed when it left no test behind', (nothing) => {
    expect(tallyOfVitest(nothing, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('the sum', () => {
  it('is one line, with the skipped only when there are any', () => {
    const sum = sumOf([onePassed, { passed: 40, failed: 0, skipped: 0 }, oneFailed]);
    expect(lineOf(sum)).toBe('41 passed, 1 failed');
    expect(lineOf({ ...sum, skipped: 2 })).toBe('41 passed, 1 failed, 2 skipped');
  });

  it('stands below a table in which no row can be taken for it', () => {
    const rows = tableOf([
      { name: 'lint', tally: onePassed, durationMs: 1234 },
      { name: 'browser', tally: oneFailed, durationMs: 61_000 },
    ]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/lint .*1\.2 s {2}ok/);
    expect(rows[1]).toMatch(/browser .*61\.0 s {2}FAILED/);
    for (const row of rows) expect(row).not.toMatch(/passed|failed/);
  });
});
