/**
 * Mistakes that somebody could make in the live channel, each as one edit of its source, and a copy of the source with them
 * in it. The specification must catch every one; a mistake that it does not catch is a hole in it. Nothing of this is known
 * to the code itself.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { LiveMakers } from './live-reader.ts';

export interface Edit {
  /** Below `live/`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

export interface Mutation extends Edit {
  readonly mistake: string;
}

/** Bounds so small that scripts of a hundred steps meet each of them. */
export const SMALL: readonly Edit[] = [
  { file: 'core/outbox.ts', find: 'MAX_WAITING = 100', put: 'MAX_WAITING = 4' },
  { file: 'core/row-log.ts', find: 'RECENT = 64', put: 'RECENT = 3' },
  { file: 'core/row-log.ts', find: 'MAX_GONE = 2000', put: 'MAX_GONE = 1' },
  { file: 'channel.ts', find: 'ROWS_PER_PART = 200', put: 'ROWS_PER_PART = 2' },
  { file: 'channel.ts', find: 'MAX_LINKS = 1000', put: 'MAX_LINKS = 6' },
  { file: 'channel.ts', find: 'MAX_LEFT = 1000', put: 'MAX_LEFT = 2' },
];

export const MUTATIONS: readonly Mutation[] = [
  {
    mistake: 'drops an event without a note',
    file: 'core/outbox.ts',
    find: '1 + (joinsBefore ? 1 : 0) + (joinsAfter ? 1 : 0), note);',
    put: '1 + (joinsBefore ? 1 : 0) + (joinsAfter ? 1 : 0), ...(note.o < 0 ? [note] : []));',
  },
  {
    mistake: 'a note forgets what the note before it said',
    file: 'core/outbox.ts',
    find: 'from: joinsBefore ? before.from : gone.from,',
    put: 'from: gone.from,',
  },
  {
    mistake: 'lets a critical event give way',
    file: 'core/outbox.ts',
    find: "['low', 'normal', 'high'];",
    put: "['critical', 'low', 'normal', 'high'];",
  },
  {
    mistake: 'takes an offset of another epoch for one of its own',
    file: 'core/resume.ts',
    find: 'if (cursor.e !== known.epoch)',
    put: "if (cursor.e === '')",
  },
  {
    mistake: 'believes a cursor that is ahead',
    file: 'core/resume.ts',
    find: 'if (cursor.o > known.offset)',
    put: 'if (cursor.o > known.offset + 1e6)',
  },
  {
    mistake: 'goes on where changes of rows are forgotten',
    file: 'core/resume.ts',
    find: 'cursor.o < known.rowsFrom)',
    put: 'cursor.o < 0)',
  },
  { mistake: 'forgets events without knowing it', file: 'core/event-log.ts', find: 'else lostTo = event.o;', put: '' },
  {
    mistake: 'forgets what stood before an event that outlives the rest',
    file: 'core/event-log.ts',
    find: 'kept.push({ event, lostTo });',
    put: 'kept.push({ event, lostTo: 0 });',
  },
  {
    mistake: 'forgets that a row is gone without knowing it',
    file: 'core/row-log.ts',
    find: 'completeFrom = Math.max(completeFrom, at);',
    put: '',
  },
  {
    mistake: 'misses the first change after a cursor',
    file: 'core/row-log.ts',
    find: 'at > after && at <= upTo',
    put: 'at > after + 1 && at <= upTo',
  },
  {
    mistake: 'takes the list of the last changes for all of them',
    file: 'core/row-log.ts',
    find: 'recentFrom = recent.shift()?.o ?? recentFrom;',
    put: 'recent.shift();',
  },
  {
    mistake: 'counts the chain from what was sent',
    file: 'core/reader.ts',
    find: 'outbox.pushEvent(follow, follow.tail, link.event, link.bytes)',
    put: 'outbox.pushEvent(follow, follow.position, link.event, link.bytes)',
  },
  {
    mistake: 'passes over what cannot be sent now',
    file: 'core/reader.ts',
    find: '} else wait(follow, link);',
    put: '} else follow.tail = link.o;',
  },
  {
    mistake: 'a quiet step hides a change that still waits',
    file: 'core/reader.ts',
    find: "if (link.kind === 'pos' && !follow.waiting.some(({ kind }) => kind === 'rows')) return;",
    put: "if (link.kind === 'pos') return;",
  },
  {
    mistake: 'sends whatever the socket holds',
    file: 'carrier.ts',
    find: 'room = isOver() ? 0 : HIGH_WATER_BYTES - sink.pendingBytes;',
    put: 'room = isOver() ? 0 : HIGH_WATER_BYTES;',
  },
  {
    mistake: 'resumes without replaying',
    file: 'core/reader.ts',
    find: 'follow.replays = from !== undefined && channel.hasEvents;',
    put: 'follow.replays = false;',
  },
  {
    mistake: 'replays events and leaves out the rows between them',
    file: 'core/reader.ts',
    find: 'if (rowsAfter(follow) <= end) {',
    put: 'if (rowsAfter(follow) < 0) {',
  },
  {
    mistake: 'does not tell what the log has forgotten',
    file: 'core/reader.ts',
    find: 'const isLost = gone > position;',
    put: 'const isLost = gone < 0;',
  },
  {
    mistake: 'skips a part of a snapshot',
    file: 'core/reader.ts',
    find: 'follow.part += 1;',
    put: 'follow.part += follow.part === 1 ? 2 : 1;',
  },
  {
    mistake: 'a snapshot claims more than it holds',
    file: 'channel.ts',
    find: 'shared = { o: offset, parts: count',
    put: 'shared = { o: offset + 1, parts: count',
  },
  { mistake: 'keeps a snapshot that is out of date', file: 'channel.ts', find: 'shared.o !== offset || ', put: '' },
  { mistake: 'forgets who left a channel', file: 'channel.ts', find: 'left.set(key, o);', put: '' },
  {
    mistake: 'does not tell that a row is gone',
    file: 'channel.ts',
    find: 'if (inside === undefined) return matches === undefined || matches(key, undefined) ? goneRow(key) : undefined;',
    put: 'if (inside === undefined) return undefined;',
  },
  {
    mistake: 'shows rows that may not be seen',
    file: 'filter.ts',
    find: 'if (caller !== undefined && !caller.sees(topic, key, row)) return false;',
    put: '',
  },
  {
    mistake: 'tells the keys of rows that may not be seen',
    file: 'channel.ts',
    find: '(p < trackedFrom && !matcher.isScoped);',
    put: 'p >= 0;',
  },
  { mistake: 'keeps frames of changes that are out of date', file: 'channel.ts', find: 'catchUps.clear();', put: '' },
  {
    mistake: 'begins a page of lost events one too late',
    file: 'fetch.ts',
    find: 'let p = from - 1;',
    put: 'let p = from;',
  },
  {
    mistake: 'says that forgotten events can be fetched',
    file: 'carrier.ts',
    find: "fetchable: gap.why === 'overflow' }",
    put: 'fetchable: true }',
  },
  {
    mistake: 'lets two connections speak for one session',
    file: 'sessions.ts',
    find: "if (other !== undefined && other !== peer) other.end('taken-over');",
    put: '',
  },
  {
    mistake: 'hides that a cursor was not taken',
    file: 'subscriptions.ts',
    find: 'tell(id, follow, mode, why);\n    },',
    put: "tell(id, follow, mode === 'reset' ? 'snapshot' : mode, why);\n    },",
  },
  {
    mistake: 'holds rows back for ever',
    file: 'core/reader.ts',
    find: 'nowMs - follow.rowsAtMs < follow.minMs;',
    put: 'nowMs - follow.rowsAtMs < Number.POSITIVE_INFINITY;',
  },
  {
    mistake: 'the short way to a reader does not look at its socket',
    file: 'hub.ts',
    find: 'link === undefined || sink.pendingBytes >= HIGH_WATER_BYTES',
    put: 'link === undefined',
  },
  {
    mistake: 'the short way to a reader forgets what it was entitled to',
    file: 'core/reader.ts',
    find: 'follow.position = o;\n  follow.tail = o;',
    put: 'follow.position = o;',
  },
];

const LIVE = fileURLToPath(new URL('../live/', import.meta.url));
const SDK = fileURLToPath(new URL('../', import.meta.url));
const PROTOCOL = fileURLToPath(new URL('../../../protocol/src/index.ts', import.meta.url));

/** The makers of a copy of the live channel with these edits in it. Throws when an edit does not fit any more. */
export async function makersOf(edits: readonly Edit[]): Promise<LiveMakers> {
  const folder = await mkdtemp(join(tmpdir(), 'tallylight-live-'));
  try {
    await mkdir(join(folder, 'core'));
    for (const below of ['', 'core/']) {
      for (const name of await readdir(join(LIVE, below))) {
        if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
        const file = below + name;
        await writeFile(join(folder, file), rewritten(await readFile(join(LIVE, file), 'utf8'), file, edits));
      }
    }
    const load = (file: string): Promise<unknown> => import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href);
    return {
      ...((await load('hub.ts')) as Pick<LiveMakers, 'createHub'>),
      ...((await load('sessions.ts')) as Pick<LiveMakers, 'createSessions'>),
      ...((await load('resume-token.ts')) as Pick<LiveMakers, 'createResumeTokens'>),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function rewritten(source: string, file: string, edits: readonly Edit[]): string {
  let text = source;
  for (const { find, put } of edits.filter((edit) => edit.file === file)) {
    const parts = text.split(find);
    if (parts.length !== 2)
      throw new Error(`${file} must contain ${JSON.stringify(find)} once, found ${parts.length - 1}`);
    text = parts.join(put);
  }
  // The copy stands elsewhere; what is not part of it is taken from where it is.
  return text
    .replaceAll("from '../model/", `from '${SDK}model/`)
    .replaceAll("from '../clock.ts'", `from '${SDK}clock.ts'`)
    .replaceAll("from '@tallylight/protocol'", `from '${PROTOCOL}'`)
    .replaceAll("from 'valibot'", `from '${fileURLToPath(import.meta.resolve('valibot'))}'`);
}
