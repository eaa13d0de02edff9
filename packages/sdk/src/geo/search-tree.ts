/**
 * The search tree of an mmdb file, walked on numbers. The library does this walk too, but from text, bit by bit from the
 * root; here the first 16 bits of an address are one array access, so a lookup needs no cache keyed by address at all:
 * nothing about who asked is kept, and an address never seen before costs what a frequent one costs.
 * Every branch is checked before the tree is used, in slices short enough for a busy event loop.
 * Format: MaxMind DB 2.0, "Binary Search Tree Section".
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface TreeShape {
  readonly nodeCount: number;
  /** Bits of one branch. */
  readonly recordSize: number;
  readonly ipVersion: number;
}

export interface SearchTree {
  /** The branch value of the record for an address, 0 when the tree has none. Never throws. */
  findV4(bits: number): number;
  findV6(groups: Uint16Array): number;
  /** Addresses (as groups; IPv4 in the last two) of the leftmost and the rightmost record. */
  readonly ends: readonly Uint16Array[];
}

type Branch = (node: number, side: 0 | 1) => number;

/** About 0.1 ms of work between two turns of the event loop. */
const NODES_PER_SLICE = 4096;
const SEPARATOR_BYTES = 16;

function branchReader(view: DataView, recordSize: number): Branch {
  if (recordSize === 24) return (node, side) => view.getUint32(node * 6 + side * 3) >>> 8;
  if (recordSize === 32) return (node, side) => view.getUint32(node * 8 + side * 4);
  return (node, side) => {
    if (side === 1) return view.getUint32(node * 7 + 3) & 0x0fff_ffff;
    const word = view.getUint32(node * 7);
    return (word >>> 8) | ((word & 0xf0) << 20);
  };
}

/**
 * Each branch leads to a node, to nothing, or into the data. None leads back to the root, so a page of zeros is found.
 * What stays unseen is a wrong branch that looks right; walks are bounded by the length of an address all the same.
 */
async function checkBranches(branch: Branch, nodeCount: number, dataBytes: number): Promise<void> {
  const firstRecord = nodeCount + SEPARATOR_BYTES;
  const isSound = (value: number): boolean =>
    value <= nodeCount ? value > 0 : value >= firstRecord && value < firstRecord + dataBytes;
  for (let from = 0; from < nodeCount; from += NODES_PER_SLICE) {
    const to = Math.min(nodeCount, from + NODES_PER_SLICE);
    for (let node = from; node < to; node += 1) {
      if (!isSound(branch(node, 0)) || !isSound(branch(node, 1))) throw new Error(`node ${node} leads out of the file`);
    }
    await nextTurn();
  }
}

/** Follows up to 16 bits of an address; stops early at a record or at nothing. */
function follow(branch: Branch, nodeCount: number, start: number, group: number): number {
  let node = start;
  let rest = group << 16;
  for (let bit = 0; bit < 16 && node < nodeCount; bit += 1) {
    node = branch(node, rest < 0 ? 1 : 0);
    rest <<= 1;
  }
  return node;
}

/** Where each of the 65 536 values of the first 16 bits leads: 256 KiB a table. */
async function firstGroups(branch: Branch, nodeCount: number, start: number): Promise<Uint32Array> {
  const table = new Uint32Array(65_536);
  for (let group = 0; group < table.length; group += 1) {
    table[group] = follow(branch, nodeCount, start, group);
    if (group % 2048 === 2047) await nextTurn();
  }
  return table;
}

/** A tree made as the format asks holds a record under every node; one that needs more steps than this is not. */
const MOST_STEPS_TO_A_RECORD = 100_000;

function endOf(branch: Branch, shape: TreeShape, first: 0 | 1): Uint16Array | undefined {
  const bitLength = shape.ipVersion === 4 ? 32 : 128;
  const groups = new Uint16Array(8);
  let steps = 0;
  const descend = (node: number, depth: number): boolean => {
    if (node >= shape.nodeCount) return node > shape.nodeCount;
    steps += 1;
    if (depth === bitLength || steps > MOST_STEPS_TO_A_RECORD) return false;
    const at = depth + 128 - bitLength;
    const mask = 0x8000 >> (at & 15);
    for (const side of [first, first === 0 ? 1 : 0] as const) {
      const group = groups[at >> 4] ?? 0;
      groups[at >> 4] = side === 1 ? group | mask : group & ~mask;
      if (descend(branch(node, side), depth + 1)) return true;
    }
    return false;
  };
  return descend(0, 0) ? groups : undefined;
}

/** @throws when the tree is not sound or holds no record */
export async function openTree(bytes: Uint8Array, shape: TreeShape, dataBytes: number): Promise<SearchTree> {
  const { nodeCount } = shape;
  const branch = branchReader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), shape.recordSize);
  await checkBranches(branch, nodeCount, dataBytes);
  const ends = [endOf(branch, shape, 0), endOf(branch, shape, 1)].filter((end) => end !== undefined);
  if (ends.length === 0) throw new Error('it holds no record');

  // IPv4 lives under 96 zero bits of an IPv6 tree.
  let v4Root = 0;
  for (let bit = 0; shape.ipVersion === 6 && bit < 96 && v4Root < nodeCount; bit += 1) v4Root = branch(v4Root, 0);
  const v4Table = await firstGroups(branch, nodeCount, v4Root);
  const v6Table = shape.ipVersion === 6 ? await firstGroups(branch, nodeCount, 0) : undefined;
  const recordAt = (reached: number): number => (reached > nodeCount ? reached : 0);

  return {
    ends,
    findV4(bits) {
      return recordAt(follow(branch, nodeCount, v4Table[bits >>> 16] ?? nodeCount, bits & 0xffff));
    },
    findV6(groups) {
      let node = v6Table?.[groups[0] ?? 0] ?? nodeCount;
      for (let at = 1; at < 8 && node < nodeCount; at += 1) node = follow(branch, nodeCount, node, groups[at] ?? 0);
      return recordAt(node);
    },
  };
}
