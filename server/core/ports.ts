/**
 * The ports through which randomness, the network and the disk enter (time: `clock.ts`). `app.ts` hands in the
 * system's adapters of `server/ports/`; tests hand in seeded or lossy ones.
 */

/** Randomness. */
export type Rng = {
  /** Uniform in [0, 1). */
  unit(): number;
  /** `count` random bytes; from a CSPRNG in the system's adapter. */
  bytes(count: number): Uint8Array;
};

export type UdpAddress = { readonly host: string; readonly port: number };

/** One bound UDP socket. */
export type UdpSocket = {
  readonly local: UdpAddress;
  send(bytes: Uint8Array, to: UdpAddress): void;
  onDatagram(handler: (bytes: Uint8Array, from: UdpAddress) => void): void;
  onError(handler: (error: Error) => void): void;
  close(): Promise<void>;
};

/** The network. `bind` rejects with an Error whose message names the address (in use, not available, …). */
export type Net = {
  bindUdp(local: UdpAddress): Promise<UdpSocket>;
};

/** An open append-only file: every `append` is handed to the operating system before it returns. */
export type AppendFile = {
  append(bytes: Uint8Array): void;
  /** Forces written bytes to the disk. */
  sync(): void;
  close(): void;
};

/** Files below the data folder; paths are relative to it, with `/`. */
export type Disk = {
  openAppend(path: string): AppendFile;
  read(path: string): Promise<Uint8Array | undefined>;
  size(path: string): Promise<number | undefined>;
};
