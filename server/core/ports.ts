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

/** An IPv4 address and port, of UDP or TCP. */
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

/** One open stream of bytes to one peer: a TCP connection or a serial device. */
export type ByteStream = {
  /** Who is at the other end: `192.0.2.7:49152`, `/dev/ttyUSB0`. */
  readonly peer: string;
  send(bytes: Uint8Array): void;
  /** Sent bytes that the operating system has not taken yet. */
  waitingBytes(): number;
  /** One handler; bytes that came before it was set are given to it. */
  onBytes(handler: (bytes: Uint8Array) => void): void;
  /** One handler, called once if the stream ends without `close`: peer gone, device unplugged. */
  onEnd(handler: (reason: string) => void): void;
  /** At once; what still waits is thrown away, also what the operating system holds where it lets us. */
  close(): Promise<void>;
};

export type TcpServer = {
  readonly local: UdpAddress;
  onConnection(handler: (stream: ByteStream) => void): void;
  /** Ends the listening, not the connections. */
  close(): Promise<void>;
};

/** Streams of bytes. All reject with an Error whose message names the address or the device. */
export type Streams = {
  connectTcp(to: UdpAddress): Promise<ByteStream>;
  listenTcp(local: UdpAddress): Promise<TcpServer>;
  /** 8 data bits, no parity, one stop bit, no flow control. */
  openSerial(device: string, baud: number): Promise<ByteStream>;
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
  /** The file in pieces, for what is too large to be read at once; none for a file that is not there. */
  readParts(path: string): AsyncIterable<Uint8Array>;
  /** In one step, over what was there. */
  rename(from: string, to: string): Promise<void>;
  /** Nothing happens if it is not there. */
  remove(path: string): Promise<void>;
};
