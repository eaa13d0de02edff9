/**
 * One mmdb file in memory. mmdb-lib reads its metadata and decodes its records; the walk is our own (search-tree), on
 * a tree that was checked first. The file may be anything: a truncated copy, a web page, an older format. It opens
 * whole or not at all, and opening it never holds the event loop for long.
 */
import type { Response } from 'mmdb-lib';
import { v4Text, v6Text } from '../model/address-bits.ts';
import { openTree } from './search-tree.ts';

export interface Mmdb {
  readonly databaseType: string;
  readonly builtAtMs: number;
  /** Which record an address has: a number that stands for the record as long as this Mmdb is used; 0 for none. */
  findV4(bits: number): number;
  findV6(groups: Uint16Array): number;
  /** The record itself. Slow (microseconds): once for each record. @throws when the data section is broken there */
  decodeV4(bits: number): unknown;
  decodeV6(groups: Uint16Array): unknown;
  /** Two records, from the two ends of the address space, to see what the file is about. */
  readonly samples: readonly unknown[];
}

const METADATA_MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
/** The format promises the marker within the last 128 KiB; the library would search a whole foreign file for it. */
const METADATA_REACH_BYTES = 128 * 1024;
const SEPARATOR_BYTES = 16;

function metadataOffset(bytes: Buffer): number {
  const reachFrom = Math.max(0, bytes.length - METADATA_REACH_BYTES);
  const at = bytes.subarray(reachFrom).lastIndexOf(METADATA_MARKER);
  if (at < 0) throw new Error('it has no mmdb metadata at its end');
  return reachFrom + at;
}

/** @throws an Error whose message completes "expected …, but …" */
export async function openMmdb(bytes: Buffer): Promise<Mmdb> {
  const metadataAt = metadataOffset(bytes);
  // Servers without geo data never load it.
  const { Reader } = await import('mmdb-lib');
  const reader = new Reader<Response>(bytes);
  const { nodeCount, recordSize, ipVersion, searchTreeSize, databaseType, buildEpoch } = reader.metadata;
  const dataBytes = metadataAt - searchTreeSize - SEPARATOR_BYTES;
  if (!Number.isInteger(nodeCount) || nodeCount < 1 || (ipVersion !== 4 && ipVersion !== 6) || !(dataBytes > 0)) {
    throw new Error('its metadata does not fit its size');
  }
  if (bytes.subarray(searchTreeSize, searchTreeSize + SEPARATOR_BYTES).some((byte) => byte !== 0)) {
    throw new Error('its tree and its data are not where its metadata says');
  }
  const tree = await openTree(bytes, { nodeCount, recordSize, ipVersion }, dataBytes);
  const decodeV4 = (bits: number): unknown => reader.get(v4Text(bits));
  const decodeV6 = (groups: Uint16Array): unknown => reader.get(v6Text(groups));
  const samples = tree.ends.map((end) =>
    ipVersion === 6 ? decodeV6(end) : decodeV4((end[6] ?? 0) * 65_536 + (end[7] ?? 0)),
  );
  return {
    databaseType: typeof databaseType === 'string' ? databaseType : '',
    builtAtMs: Number.isFinite(buildEpoch.getTime()) ? buildEpoch.getTime() : 0,
    findV4: tree.findV4,
    findV6: tree.findV6,
    decodeV4,
    decodeV6,
    samples,
  };
}
