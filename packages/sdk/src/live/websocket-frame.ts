/**
 * Text frames of WebSocket (RFC 6455 §5.2), whole: header and payload in one Buffer, made once for all peers who get the same.
 * Compressed ones (RFC 7692 §7.2.1) too: without context takeover the compressed form depends on nothing but the payload, so
 * one deflate serves everybody who negotiated it.
 */
import { constants, deflateRawSync } from 'node:zlib';

/** Below this the header of a deflate block eats what it saves. */
const MIN_DEFLATE_BYTES = 512;
/** The fastest level: repeated field names and keys compress well at any. */
const LEVEL = 1;

const TEXT_FIN = 0x81;
const COMPRESSED = 0x40;

export interface TextFrames {
  plain(payload: Buffer, isShared: boolean): Buffer;
  /** Compressed where that pays: shared and not small. What one peer alone gets may hold what is its own, and stays plain. */
  deflated(payload: Buffer, isShared: boolean): Buffer;
}

export function createTextFrames(): TextFrames {
  const plains = new WeakMap<Buffer, Buffer>();
  const deflates = new WeakMap<Buffer, Buffer>();
  let lastPlain: readonly [Buffer, Buffer] | undefined;

  function plain(payload: Buffer, isShared: boolean): Buffer {
    if (lastPlain !== undefined && lastPlain[0] === payload) return lastPlain[1];
    if (!isShared) return frame(payload, TEXT_FIN);
    let whole = plains.get(payload);
    if (whole === undefined) {
      whole = frame(payload, TEXT_FIN);
      plains.set(payload, whole);
    }
    lastPlain = [payload, whole];
    return whole;
  }

  return {
    plain,
    deflated(payload, isShared) {
      if (!isShared || payload.length < MIN_DEFLATE_BYTES) return plain(payload, isShared);
      let whole = deflates.get(payload);
      if (whole === undefined) {
        whole = frame(deflate(payload), TEXT_FIN | COMPRESSED);
        deflates.set(payload, whole);
      }
      return whole;
    },
  };
}

function deflate(payload: Buffer): Buffer {
  const whole = deflateRawSync(payload, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH });
  // The empty block at the end goes without saying.
  return whole.subarray(0, whole.length - 4);
}

function frame(payload: Buffer, first: number): Buffer {
  const { length } = payload;
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const whole = Buffer.allocUnsafeSlow(headerBytes + length);
  whole[0] = first;
  if (headerBytes === 2) whole[1] = length;
  else if (headerBytes === 4) {
    whole[1] = 126;
    whole.writeUInt16BE(length, 2);
  } else {
    whole[1] = 127;
    whole.writeUInt32BE(0, 2);
    whole.writeUInt32BE(length, 6);
  }
  payload.copy(whole, headerBytes);
  return whole;
}
