/**
 * A zip that is the same, byte for byte, whenever and wherever it is written: entries in the order of their names, one fixed
 * time, no attributes of this machine. Only what such an archive needs of the format; files below 4 GiB.
 */
import { crc32, deflateRawSync } from 'node:zlib';

/** The first moment that the format knows: 1 January 1980, midnight. */
const DOS_DATE = (1 << 5) | 1;
const DEFLATED = 8;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** Version 2.0 of the format knows folders and deflate. */
const VERSION = 20;
/** Made on Unix, so that the permissions below count. */
const MADE_BY = (3 << 8) | VERSION;
const PERMISSIONS = (0o100644 << 16) >>> 0;

/** Packs `[name, bytes]`; names have slashes, whatever the system. */
export function toZip(files) {
  const locals = [];
  const central = [];
  let offset = 0;
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const packed = deflateRawSync(bytes, { level: 9 });
    const encoded = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(FLAGS, 2);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(encoded.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(PERMISSIONS, 6);
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, encoded, packed]);
    central.push(Buffer.from('PK\x01\x02'), word(MADE_BY), common, place, encoded);
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}

function word(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
