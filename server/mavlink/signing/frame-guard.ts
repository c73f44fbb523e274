import type { MavLinkData } from 'mavlink-mappings';
import type { MonoMs } from '../../core/clock.ts';
import type { Frame } from '../codec.ts';

/** The link, and link with address, that a frame takes. */
export type Way = { readonly link: string; readonly place: string };

/** What every frame passes, just before it leaves and just after it came: signing in the service. */
export type FrameGuard = {
  /** The bytes that leave: signed or as they are. `message` is what they carry. */
  seal(unsigned: Uint8Array, message: MavLinkData, way: Way): Uint8Array;
  /** False for a frame that must not be believed: it is counted, and neither recorded nor followed. */
  admit(frame: Frame, way: Way, at: MonoMs): boolean;
};

export const OPEN_GUARD: FrameGuard = { seal: (unsigned) => unsigned, admit: () => true };
