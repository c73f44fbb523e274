import * as xz from 'xz-decompress';
import { ok, refuse, type Result } from '../../core/result.ts';
import { causeText } from '../log.ts';

/** The package is CommonJS whose names Node does not see: they are on its default export. */
const { XzReadableStream } = ('default' in xz ? xz.default : xz) as typeof xz;

/**
 * PX4 1.18's event metadata is 0.2 MB unpacked. What becomes larger is made to fill the memory, or to keep the main loop
 * from feeding the heartbeats: to check 1 MB takes up to 0.7 s.
 */
export const MAX_UNPACKED_BYTES = 512 * 1024;
/** Magic bytes of the .xz format. */
const XZ_MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];

const isXz = (bytes: Uint8Array): boolean => XZ_MAGIC.every((byte, at) => bytes[at] === byte);

const sourceOf = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      controller.enqueue(bytes);
      controller.close();
    },
  });

const readAll = async (stream: ReadableStream<Uint8Array>): Promise<Uint8Array | undefined> => {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > MAX_UNPACKED_BYTES) {
      await reader.cancel();
      return undefined;
    }
    // The decoder fills the same buffer again.
    parts.push(read.value.slice());
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** An .xz file of nothing, hex. */
const EMPTY_XZ = 'fd377a585a000004e6d6b446000000001cdf44211fb6f37d010000000004595a';

/**
 * The decoder is compiled here, once: from then on unpacking waits for nothing outside of the program, so that a run on
 * a virtual clock is the same each time.
 */
await readAll(
  new XzReadableStream(
    sourceOf(Uint8Array.from(EMPTY_XZ.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16))),
  ),
);

/** A metadata file as the vehicle serves it, .xz or plain, unpacked. Fails with `mavlink.metadata`. */
export const unpack = async (bytes: Uint8Array): Promise<Result<Uint8Array>> => {
  try {
    const whole = isXz(bytes) ? await readAll(new XzReadableStream(sourceOf(bytes))) : bytes;
    if (whole !== undefined && whole.length <= MAX_UNPACKED_BYTES) return ok(whole);
    return refuse('mavlink.metadata', `expected at most ${MAX_UNPACKED_BYTES} bytes unpacked, got more`);
  } catch (error) {
    return refuse('mavlink.metadata', `expected a whole .xz file: ${causeText(error)}`);
  }
};
