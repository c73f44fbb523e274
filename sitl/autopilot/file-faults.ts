/** Faults of the vehicle's file transfers; every n-th: 0 = never. */
export type FileFaults = {
  /** FTP is answered with UNKNOWN_COMMAND, as by a firmware without it; `silent` not at all. */
  ftp: 'works' | 'refused' | 'silent';
  /** LOG_REQUEST_* are not answered. */
  noLogProtocol: boolean;
  loseEvery: number;
  truncateEvery: number;
  duplicateEvery: number;
  /** That one is sent after the one that follows it. */
  swapEvery: number;
  /** The checksum is one of another file. */
  wrongCrc: boolean;
  /** Blocks per tick, also fractions; 0 = as many as PX4 on UDP. */
  blocksPerTick: number;
};

export const noFileFaults = (): FileFaults => ({
  ftp: 'works',
  noLogProtocol: false,
  loseEvery: 0,
  truncateEvery: 0,
  duplicateEvery: 0,
  swapEvery: 0,
  wrongCrc: false,
  blocksPerTick: 0,
});

/** How many blocks may go in this tick. */
export const createPace = (usual: number) => {
  let saved = 0;
  return ({ blocksPerTick }: FileFaults): number => {
    saved = (saved % 1) + (blocksPerTick || usual);
    return Math.floor(saved);
  };
};

/** Lets replies through as the faults say: each call sends none, one or two of them. */
export const createFaultyOutlet = <T>(send: (reply: T) => void) => {
  let count = 0;
  let held: T | undefined;
  const isTurn = (every: number): boolean => every > 0 && count % every === 0;
  const release = (): void => {
    if (held === undefined) return;
    const late = held;
    held = undefined;
    send(late);
  };
  return {
    /** Counts one more; true if this one is to be cut. */
    next: (faults: FileFaults): boolean => {
      count++;
      return isTurn(faults.truncateEvery);
    },
    pass: (faults: FileFaults, reply: T): void => {
      if (isTurn(faults.loseEvery)) return release();
      if (isTurn(faults.swapEvery) && held === undefined) {
        held = reply;
        return;
      }
      send(reply);
      if (isTurn(faults.duplicateEvery)) send(reply);
      release();
    },
  };
};
