/**
 * Writes small mmdb files for tests, in every layout a real one may have, so that no test needs licensed data.
 * Format: MaxMind DB 2.0. Left out: pointers inside the data, aliases of the IPv4 tree. Not exported to users.
 */
import ipaddr from 'ipaddr.js';

export type MmdbValue = string | number | boolean | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

export interface MmdbSource {
  readonly databaseType?: string;
  readonly builtAtMs?: number;
  readonly ipVersion?: 4 | 6;
  readonly recordSize?: 24 | 28 | 32;
  /** Unused bytes before the first record, to get numbers as high as a large file has. @default 0 */
  readonly paddingBytes?: number;
  /** CIDR block → record. A narrower block wins over a wider one, whatever the order. */
  readonly networks: Readonly<Record<string, MmdbValue>>;
}

const TYPE = { string: 2, double: 3, map: 7, uint32: 6, uint64: 9, array: 11, boolean: 14 } as const;

function control(type: number, size: number): Buffer {
  if (size > 284) throw new RangeError(`this writer has values of at most 284 bytes or entries, received ${size}`);
  const sizeBits = Math.min(size, 29);
  const bytes = type <= 7 ? [(type << 5) | sizeBits] : [sizeBits, type - 7];
  return Buffer.from(size < 29 ? bytes : [...bytes, size - 29]);
}

function unsigned(type: number, value: bigint): Buffer {
  let hex = value.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  const digits = value === 0n ? Buffer.alloc(0) : Buffer.from(hex, 'hex');
  return Buffer.concat([control(type, digits.length), digits]);
}

function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([control(TYPE.string, text.length), text]);
  }
  if (typeof value === 'boolean') return control(TYPE.boolean, value ? 1 : 0);
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0) return unsigned(TYPE.uint32, BigInt(value));
    const double = Buffer.alloc(8);
    double.writeDoubleBE(value);
    return Buffer.concat([control(TYPE.double, 8), double]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(TYPE.array, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(TYPE.map, entries.length),
    ...entries.flatMap(([key, each]) => [encode(key), encode(each)]),
  ]);
}

/** A node's branch: another node, the offset of a record, or nothing. */
type Branch = TreeNode | number | undefined;
interface TreeNode {
  sides: [Branch, Branch];
}

function insert(root: TreeNode, bits: readonly number[], offset: number): void {
  let node = root;
  bits.forEach((bit, depth) => {
    const side = bit === 1 ? 1 : 0;
    if (depth === bits.length - 1) {
      node.sides[side] = offset;
      return;
    }
    const branch = node.sides[side];
    const next: TreeNode = typeof branch === 'object' ? branch : { sides: [branch, branch] };
    node.sides[side] = next;
    node = next;
  });
}

function bitsOf(cidr: string, ipVersion: 4 | 6): number[] {
  const [address, prefix] = ipaddr.parseCIDR(cidr);
  const bits = address.toByteArray().flatMap((byte) => Array.from({ length: 8 }, (_, at) => (byte >> (7 - at)) & 1));
  const isV4 = bits.length === 32;
  if (!isV4 && ipVersion === 4) throw new RangeError(`an IPv4 file has no room for ${cidr}`);
  const before = isV4 && ipVersion === 6 ? Array.from({ length: 96 }, () => 0) : [];
  return [...before, ...bits.slice(0, prefix)];
}

function writeNode(target: Buffer, at: number, recordSize: number, left: number, right: number): void {
  if (recordSize === 28) {
    target.writeUIntBE(left & 0xff_ffff, at, 3);
    target.writeUInt8(((left >>> 20) & 0xf0) | (right >>> 24), at + 3);
    target.writeUIntBE(right & 0xff_ffff, at + 4, 3);
  } else {
    target.writeUIntBE(left, at, recordSize / 8);
    target.writeUIntBE(right, at + recordSize / 8, recordSize / 8);
  }
}

export function writeMmdb(source: MmdbSource): Buffer {
  const { databaseType = 'Test-Country', builtAtMs = 1_800_000_000_000, ipVersion = 6, recordSize = 24 } = source;
  const records = new Map<string, number>();
  const parts: Buffer[] = [Buffer.alloc(source.paddingBytes ?? 0)];
  let dataBytes = source.paddingBytes ?? 0;
  const offsetOf = (value: MmdbValue): number => {
    const bytes = encode(value);
    const name = bytes.toString('latin1');
    const known = records.get(name);
    if (known !== undefined) return known;
    const offset = dataBytes;
    records.set(name, offset);
    parts.push(bytes);
    dataBytes += bytes.length;
    return offset;
  };

  const root: TreeNode = { sides: [undefined, undefined] };
  const blocks = Object.entries(source.networks)
    .map(([cidr, record]) => ({ bits: bitsOf(cidr, ipVersion), offset: offsetOf(record) }))
    .sort((one, other) => one.bits.length - other.bits.length);
  for (const { bits, offset } of blocks) insert(root, bits, offset);

  const nodes: TreeNode[] = [];
  const numbers = new Map<TreeNode, number>();
  const number = (node: TreeNode): void => {
    numbers.set(node, nodes.length);
    nodes.push(node);
    for (const side of node.sides) if (typeof side === 'object') number(side);
  };
  number(root);
  const value = (branch: Branch): number => {
    if (branch === undefined) return nodes.length;
    return typeof branch === 'number' ? nodes.length + 16 + branch : (numbers.get(branch) ?? 0);
  };
  const nodeBytes = recordSize / 4;
  const tree = Buffer.alloc(nodes.length * nodeBytes);
  nodes.forEach((node, at) => {
    writeNode(tree, at * nodeBytes, recordSize, value(node.sides[0]), value(node.sides[1]));
  });
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    database_type: databaseType,
    description: {},
    ip_version: ipVersion,
    languages: [],
    node_count: nodes.length,
    record_size: recordSize,
  });
  // build_epoch is the one field that must be of 64 bits: one entry more in the map of eight.
  const epoch = Buffer.concat([encode('build_epoch'), unsigned(TYPE.uint64, BigInt(Math.floor(builtAtMs / 1000)))]);
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  return Buffer.concat([tree, Buffer.alloc(16), ...parts, marker, control(TYPE.map, 9), metadata.subarray(1), epoch]);
}
