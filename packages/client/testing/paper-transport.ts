/** Ways to nowhere that a test plays by hand: each connection is a sheet on which both sides write. */
import type { Transport, TransportCallbacks } from '../src/index.ts';

export interface Sheet {
  readonly name: string;
  readonly callbacks: TransportCallbacks;
  readonly sent: string[];
  isClosed: boolean;
}

export interface Paper {
  /** All connections ever made, in order, whatever the transport. */
  readonly sheets: readonly Sheet[];
  readonly last: Sheet;
  transport(name: string): Transport;
  /** The server greets on a sheet. */
  welcome(sheet?: Sheet, more?: object): void;
}

export function createPaper(): Paper {
  const sheets: Sheet[] = [];
  const paper: Paper = {
    sheets,
    get last() {
      const last = sheets.at(-1);
      if (last === undefined) throw new Error('nobody has connected');
      return last;
    },
    transport: (name) => ({
      name,
      connect(_, callbacks) {
        const sheet: Sheet = { name, callbacks, sent: [], isClosed: false };
        sheets.push(sheet);
        return {
          send: (text) => sheet.sent.push(text),
          close() {
            sheet.isClosed = true;
          },
        };
      },
    }),
    welcome(sheet = paper.last, more = {}) {
      sheet.callbacks.message(
        JSON.stringify({
          op: 'welcome',
          v: 1,
          sid: 's',
          e: 'e1',
          node: 'n',
          tickMs: 1_000,
          pingMs: 30_000_000,
          ...more,
        }),
      );
    },
  };
  return paper;
}
