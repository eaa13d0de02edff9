/**
 * Memory of so many tracked sessions, all their fields and the handle that the host holds, or of one counter series for each
 * (prom-client). Ids stand apart: prom-client is given one that is held already, and ours has none until somebody asks for it.
 * Arguments: ours|prom-client, handles|keys (sessions that the host names and holds no handle of).
 */
import { createTallylight, type SessionHandle } from '@tallylight/sdk';
import { Counter, Registry } from 'prom-client';
import { collectGarbage } from '../measure.ts';
import { serve } from '../parts/child.ts';

const [side = '', how = ''] = process.argv.slice(2);

const heldBytes = (): number => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** A flat string of its own, of as many characters as the key of a session. */
const idOf = (index: number): string => Buffer.from(String(index).padStart(12, 's')).toString('latin1');

/** The text of a key, 22 characters: header, length, characters, rounded up to words. */
const KEY_BYTES = 40;
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const addressOf = (index: number): string => `81.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;

serve(async ({ count }: { count: number }) => {
  const ids = Array.from({ length: count }, (_, index) => idOf(index));
  const keyBytes = side === 'ours' && how === 'keys' ? KEY_BYTES : 0;
  const tally = createTallylight();
  const stream = tally.stream('news');
  const counter = new Counter({
    name: 'x_total',
    help: 'x',
    labelNames: ['session', 'stream', 'country'],
    registers: [new Registry()],
  });
  const handles = new Array<SessionHandle | null>(count).fill(null);
  stream.openSession().close();
  const before = heldBytes();
  for (let index = 0; index < count; index += 1) {
    if (side === 'prom-client') counter.inc({ session: ids[index] as string, stream: 'news', country: 'ZZ' }, 1400);
    else {
      const from = { address: addressOf(index), country: 'DE', userAgent };
      const session = stream.openSession(how === 'keys' ? { ...from, id: ids[index] } : from);
      session.sent(1400);
      if (how === 'handles') handles[index] = session;
    }
  }
  const eachBytes = (heldBytes() - before) / count - keyBytes;
  // What was measured must be reachable until here.
  const held = [ids.length, handles.length, (await counter.get()).values.length];
  await tally.close();
  return { bytes: eachBytes, held };
});
