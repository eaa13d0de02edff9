/** The faces of money, users, content and stock, over their parts of state and the store. */
import type { Clock } from '../clock.ts';
import { shown } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { Logger } from '../logger.ts';
import type { LedgerRecord } from '../model/ledger.ts';
import type { State } from '../state/state.ts';
import type { Tallylight } from './api.ts';
import { createAudienceFace } from './audience.ts';
import { createContentFace, createInventoryFace } from './content.ts';
import { createRevenueFace } from './revenue.ts';

/** What is asked of the store. */
export interface BusinessStore {
  readonly ledger: {
    append(record: LedgerRecord): Promise<'recorded' | 'duplicate'>;
    read(take: (record: LedgerRecord) => void): Promise<void>;
  };
  secret(name: string, candidate: Uint8Array): Promise<Uint8Array>;
}

export interface BusinessFaces {
  readonly faces: Pick<Tallylight, 'revenue' | 'audience' | 'content' | 'inventory'>;
  /** Forgets that a user was seen; whether it was known. */
  eraseUser(userId: string): boolean;
  /** Settles when the books hold what the store had, and the salt of this install is known. Never rejects. */
  readonly ready: Promise<void>;
}

export function createBusinessFaces(parts: {
  readonly state: State;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly faults: Faults;
  readonly store: BusinessStore;
}): BusinessFaces {
  const { state, clock, logger, faults, store } = parts;
  const warned = new Set<string>();
  const onBadId = (what: string) => (id: unknown) => {
    state.readings.badIds += 1;
    if (warned.has(what)) return;
    warned.add(what);
    logger.warn({ part: what }, `${what} must be given an id, a text or a number, received ${shown(id)}`);
  };
  const audience = createAudienceFace({ audience: state.audience, clock, faults, onBadId: onBadId('audience.seen') });
  const loaded = store.ledger.read((record) => {
    state.revenue.apply(record);
  });
  const salted = store.secret('audience', audience.candidate).then(audience.salted);
  const whenDone = async (): Promise<void> => {
    for (const result of await Promise.allSettled([loaded, salted])) {
      if (result.status === 'rejected') faults.report('store', result.reason);
    }
  };
  return {
    ready: whenDone(),
    eraseUser: audience.erase,
    faces: {
      revenue: createRevenueFace({
        revenue: state.revenue,
        content: state.content,
        clock,
        faults,
        append: store.ledger.append,
        loaded,
        onConflict(eventId) {
          if (warned.has('conflict')) return;
          warned.add('conflict');
          logger.warn(
            { part: 'revenue', eventId },
            `event ${shown(eventId)} came again with another amount, currency, status or transaction; the first one stays in the books`,
          );
        },
      }),
      audience: audience.face,
      content: createContentFace({ clock, faults, content: state.content, onBadId: onBadId('content.viewed') }),
      inventory: createInventoryFace({
        faults,
        inventory: state.inventory,
        onRefused(item) {
          if (warned.has('inventory')) return;
          warned.add('inventory');
          logger.warn(
            { part: 'inventory' },
            `inventory.set(item, counts) takes 50 items with 20 states each, all of them numbers; part of ${shown(item)} was left out`,
          );
        },
      }),
    },
  };
}
