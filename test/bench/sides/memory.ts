/** Memory of so many tracked sessions (ours, handles held) or of one counter series for each (prom-client). Ids stand apart. */
import { createTallylight, type SessionHandle } from '@tallylight/sdk';
import { Counter, Registry } from 'prom-client';
import { collectGarbage } from '../measure.ts';
import { serve } from '../parts/child.ts';

const [side = ''] = process.argv.slice(2);

const heldBytes = (): number => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** A flat string of its own, of as many characters as the key of a session. */
const idOf = (index: number): string => Buffer.from(String(index).padStart(12, 's')).toString('latin1');

serve(async ({ count }: { count: number }) => {
  const beforeIds = heldBytes();
  const ids = Array.from({ length: count }, (_, index) => idOf(index));
  const idBytes = (heldBytes() - beforeIds) / count - 8;
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
      const session = stream.openSession();
      session.sent(1400);
      handles[index] = session;
    }
  }
  const eachBytes = (heldBytes() - before) / count;
  // The SDK makes the id of a session itself; prom-client is given one that is held already.
  const ownBytes = side === 'prom-client' ? eachBytes : eachBytes - idBytes;
  // What was measured must be reachable until here.
  const held = [ids.length, handles.length, (await counter.get()).values.length];
  await tally.close();
  return { bytes: ownBytes, held };
});
