/** What a scope narrows. Streams belong to no tenant, so a tenant narrows them too: to those that are listed, or to none. */
import type { RowScope } from './caller.ts';

export function isNarrowed({ streams, sites, tenant }: RowScope): boolean {
  return streams !== undefined || sites !== undefined || tenant !== undefined;
}

/** Whether rows of streams, and those of devices and sites, are narrowed. */
export function narrowing({ streams, sites, tenant }: RowScope): {
  readonly streams: boolean;
  readonly sites: boolean;
} {
  return { streams: streams !== undefined || tenant !== undefined, sites: sites !== undefined || tenant !== undefined };
}
