/**
 * Who did what, and who was turned away: a line each, told to the host and kept, the last thousand, in memory. A line carries
 * the network of the client and never its address, the name of a token and never the token.
 */
import type { Faults } from '../faults.ts';

export type AuditKind = 'sign-in' | 'denied' | 'command' | 'action' | 'export' | 'configuration' | 'erase';

export interface AuditLine {
  /** Epoch ms. */
  readonly atMs: number;
  readonly kind: AuditKind;
  /** Whose credential it was; null when nobody's. */
  readonly subject: string | null;
  /** The person behind a shared credential, as far as it says. */
  readonly person: string | null;
  /** An IPv4 /24 or an IPv6 /48; null when the host itself did it. */
  readonly network: string | null;
  /** Name of the operation, as the OpenAPI document has it; of a refused sign-in, why. */
  readonly what: string;
  /** Path or id of what it was done to. */
  readonly target: string | null;
  /** Status of the answer, or the code of the refusal. */
  readonly result: string;
  /** Lines of strangers that were left out before this one, because there were too many. */
  readonly left?: number;
}

export interface Audit {
  note(line: Omit<AuditLine, 'atMs'>): void;
  /** What strangers cause is told at most so often; the rest is counted into the next line. */
  noteStranger(line: Omit<AuditLine, 'atMs'>): void;
  /** Newest first. */
  last(limit: number): readonly AuditLine[];
  /** Forgets a person or subject; how many lines named it. */
  erase(name: string): number;
}

const MAX_LINES = 1000;
/** Lines about strangers: enough to see an attack, too few to push everything else out. */
const STRANGER_LINES_PER_MINUTE = 30;
export const ERASED = 'erased';

export function createAudit(parts: {
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly sink: ((line: AuditLine) => void) | undefined;
  readonly faults: Pick<Faults, 'guard'>;
}): Audit {
  const { sink, faults } = parts;
  let lines: AuditLine[] = [];
  let minute = 0;
  let strangers = 0;
  let left = 0;

  function note(said: Omit<AuditLine, 'atMs'>): void {
    const line: AuditLine = Object.freeze({ atMs: Math.round(parts.nowMs()), ...said });
    lines.push(line);
    if (lines.length >= MAX_LINES * 2) lines = lines.slice(-MAX_LINES);
    if (sink !== undefined) faults.guard('audit', () => sink(line));
  }

  return {
    note,
    noteStranger(line) {
      const nowMinute = Math.floor(parts.monotonicMs() / 60_000);
      if (nowMinute !== minute) {
        minute = nowMinute;
        strangers = 0;
      }
      if (strangers >= STRANGER_LINES_PER_MINUTE) {
        left += 1;
        return;
      }
      strangers += 1;
      note(left === 0 ? line : { ...line, left });
      left = 0;
    },
    last: (limit) => lines.slice(-Math.min(limit, MAX_LINES)).reverse(),
    erase(name) {
      let erased = 0;
      const without = (text: string | null): string | null => (text === name ? ERASED : text);
      lines = lines.map((line) => {
        if (line.subject !== name && line.person !== name && line.target !== name) return line;
        erased += 1;
        return {
          ...line,
          subject: without(line.subject),
          person: without(line.person),
          target: without(line.target),
        };
      });
      return erased;
    },
  };
}
