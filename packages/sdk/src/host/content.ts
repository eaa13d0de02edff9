/** `tally.content` and `tally.inventory`: what the host counts. They never throw; what cannot be a name or a number is left out. */
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import { CONTENT_KINDS, type ContentKind } from '../model/content-kinds.ts';
import { toLabelValue } from '../model/labels.ts';
import type { Content } from '../state/content.ts';
import type { Inventory } from '../state/inventory.ts';

export interface ContentFace {
  /** Counts a view. @param facts.kind one of the known kinds; another word counts as `other` */
  viewed(contentId: string | number, facts?: { readonly kind?: ContentKind | undefined }): void;
}

export interface InventoryFace {
  /** How many there are of a thing, by state: `set('lines', { active: 120, expired: 4 })`. Replaces what was said before. */
  set(item: string, counts: Readonly<Record<string, number>>): void;
}

export interface ContentFaceParts {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly content: Content;
  readonly onBadId: (id: unknown) => void;
}

export function createContentFace({ clock, faults, content, onBadId }: ContentFaceParts): ContentFace {
  return {
    viewed(contentId, facts) {
      faults.guard('content', () => {
        if ((typeof contentId !== 'string' && typeof contentId !== 'number') || contentId === '') {
          onBadId(contentId);
          return;
        }
        const said = facts?.kind;
        const kind = said === undefined ? undefined : (CONTENT_KINDS.find((one) => one === said) ?? 'other');
        content.viewed(toLabelValue(contentId), kind, clock.nowMs());
      });
    },
  };
}

export interface InventoryFaceParts {
  readonly faults: Faults;
  readonly inventory: Inventory;
  /** Told of each set that did not wholly fit, with what did not. */
  readonly onRefused: (item: string) => void;
}

export function createInventoryFace({ faults, inventory, onRefused }: InventoryFaceParts): InventoryFace {
  return {
    set(item, counts) {
      faults.guard('inventory', () => {
        const kept = new Map<string, number>();
        let whole = typeof item === 'string' && item !== '' && typeof counts === 'object' && counts !== null;
        for (const [state, count] of Object.entries(whole ? counts : {})) {
          if (typeof count === 'number' && Number.isFinite(count)) kept.set(toLabelValue(state), count);
          else whole = false;
        }
        if (!inventory.set(toLabelValue(item), kept) || !whole) onRefused(toLabelValue(item));
      });
    },
  };
}

export const inertContent: ContentFace = { viewed: () => {} };
export const inertInventory: InventoryFace = { set: () => {} };
