import { expect, test } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { type AuditLine, createAudit } from './audit.ts';

const line = {
  kind: 'action',
  subject: 'ann',
  person: null,
  network: '192.0.2.0/24',
  what: 'mute',
  target: null,
  result: '200',
} as const;

function audit(sink?: (line: AuditLine) => void) {
  const clock = manualClock();
  const faults: string[] = [];
  const guard = (part: string, task: () => void): void => {
    try {
      task();
    } catch {
      faults.push(part);
    }
  };
  return {
    clock,
    faults,
    audit: createAudit({
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      sink,
      faults: { guard },
    }),
  };
}

test('lines are kept newest first, a thousand of them, and told to the host', () => {
  const told: AuditLine[] = [];
  const { audit: kept } = audit((one) => told.push(one));
  for (let index = 0; index < 2500; index += 1) kept.note({ ...line, target: String(index) });
  expect(told).toHaveLength(2500);
  expect(kept.last(2).map(({ target }) => target)).toEqual(['2499', '2498']);
  expect(kept.last(5000)).toHaveLength(1000);
});

test('a sink that throws is a fault of the host, and the line is kept', () => {
  const { audit: kept, faults } = audit(() => {
    throw new Error('disk full');
  });
  kept.note(line);
  expect([kept.last(1).length, faults]).toEqual([1, ['audit']]);
});

test('a line that was told cannot be changed by who was told', () => {
  const { audit: kept } = audit((one) => {
    (one as { result: string }).result = 'forged';
  });
  kept.note(line);
  expect(kept.last(1)[0]?.result).toBe('200');
});

test('a flood of strangers does not push out what operators did; what was left out is counted', () => {
  const { audit: kept, clock } = audit();
  kept.note(line);
  for (let index = 0; index < 5000; index += 1) kept.noteStranger({ ...line, kind: 'sign-in', subject: null });
  expect([kept.last(1000).length, kept.last(1000).at(-1)?.what]).toEqual([31, 'mute']);
  clock.advance(60_000);
  kept.noteStranger({ ...line, kind: 'sign-in' });
  expect(kept.last(1)[0]?.left).toBe(4970);
});

test('a person is taken out of all lines, and the lines stay', () => {
  const { audit: kept } = audit();
  kept.note({ ...line, person: 'bob', target: 'ann' });
  kept.note({ ...line, subject: 'carol' });
  expect([kept.erase('ann'), kept.erase('nobody')]).toEqual([1, 0]);
  expect(kept.last(2)).toMatchObject([
    { subject: 'carol', person: null },
    { subject: 'erased', person: 'bob', target: 'erased', what: 'mute' },
  ]);
});
