/**
 * Tries the live channel as a reader would, without a socket: greet, subscribe, go away, come back with the cursor. What it
 * finds is what a reader on any transport would be told.
 */
import type { ServerMessage } from '@tallylight/protocol';
import type { LiveSession, LiveSessions, LiveSink } from './session.ts';

export const TEST_STEPS = ['greet', 'subscribe', 'resume'] as const;

export interface TestStep {
  readonly step: (typeof TEST_STEPS)[number];
  readonly ok: boolean;
  /** What was expected and did not come; null when all is well. */
  readonly detail: string | null;
}

export function testLive(sessions: LiveSessions, topic: string): readonly TestStep[] {
  const first = visit(sessions);
  const steps: TestStep[] = [];
  const note = (step: TestStep['step'], ok: boolean, expected: string): void => {
    steps.push({ step, ok, detail: ok ? null : `expected ${expected}` });
  };
  const welcome = first.ask({ op: 'hello', v: 1 }).find(({ op }) => op === 'welcome');
  note('greet', welcome !== undefined, 'a welcome');
  const told = first.ask({ op: 'sub', id: 1, topic });
  const isWhole = told.some((message) => message.op === 'snap' && message.last);
  note('subscribe', isWhole, `all rows of ${topic}`);
  const subbed = told.find((message) => message.op === 'subbed');
  first.leave();
  const cursor = welcome?.op === 'welcome' && subbed?.op === 'subbed' ? { e: welcome.e, o: subbed.o } : undefined;
  const second = visit(sessions);
  second.ask({ op: 'hello', v: 1 });
  const again = second.ask({ op: 'sub', id: 1, topic, cursor });
  second.leave();
  note(
    'resume',
    again.some((message) => message.op === 'subbed' && message.mode === 'resumed'),
    'to go on from a cursor',
  );
  return steps;
}

function visit(sessions: LiveSessions): { ask(message: object): ServerMessage[]; leave(): void } {
  let told: ServerMessage[] = [];
  const sink: LiveSink = {
    pendingBytes: 0,
    onDrain: undefined,
    send: (frame) => told.push(JSON.parse(frame.toString()) as ServerMessage),
    close() {},
    terminate() {},
  };
  const session: LiveSession = sessions.open(sink, undefined, { transport: 'poll' });
  return {
    ask(message) {
      told = [];
      session.receive(JSON.stringify(message));
      return told;
    },
    leave: () => session.closed(),
  };
}
