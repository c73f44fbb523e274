import type { ByteStream, Streams, TcpServer, UdpAddress } from '../../server/core/ports.ts';

/** A stream's other end, worked by the test. */
export type FakeStream = ByteStream & {
  /** What was sent to it. */
  readonly sent: Uint8Array[];
  /** Says that bytes; whoever listens hears them at once. */
  say(bytes: Uint8Array): void;
  end(reason: string): void;
  /** Takes nothing from now on. */
  stuck: boolean;
  closed: boolean;
};

export const fakeStream = (peer: string): FakeStream => {
  let onBytes: (bytes: Uint8Array) => void = () => {};
  let onEnd: (reason: string) => void = () => {};
  let waiting = 0;
  const stream: FakeStream = {
    peer,
    sent: [],
    stuck: false,
    closed: false,
    send: (bytes) => {
      if (stream.stuck) waiting += bytes.length;
      else stream.sent.push(bytes);
    },
    waitingBytes: () => waiting,
    onBytes: (handler) => {
      onBytes = handler;
    },
    onEnd: (handler) => {
      onEnd = handler;
    },
    close: async () => {
      stream.closed = true;
    },
    say: (bytes) => onBytes(bytes),
    end: (reason) => onEnd(reason),
  };
  return stream;
};

/** Streams that the test answers: `answer` gives the next stream or the sentence of the refusal. */
export const fakeStreams = () => {
  const made: FakeStream[] = [];
  const asked: string[] = [];
  let refusal: string | undefined;
  let connected: (stream: ByteStream) => void = () => {};
  let listening = false;
  const make = async (what: string): Promise<ByteStream> => {
    asked.push(what);
    if (refusal !== undefined) throw new Error(refusal);
    const stream = fakeStream(what);
    made.push(stream);
    return stream;
  };
  const streams: Streams = {
    connectTcp: ({ host, port }) => make(`${host}:${port}`),
    openSerial: (device) => make(device),
    listenTcp: async (local: UdpAddress): Promise<TcpServer> => {
      if (refusal !== undefined) throw new Error(refusal);
      listening = true;
      return {
        local,
        onConnection: (handler) => {
          connected = handler;
        },
        close: async () => {
          listening = false;
        },
      };
    },
  };
  return {
    streams,
    asked,
    last: (): FakeStream => {
      const stream = made.at(-1);
      if (stream === undefined) throw new Error('nothing was opened');
      return stream;
    },
    refuse: (sentence: string | undefined) => {
      refusal = sentence;
    },
    connect: (peer: string): FakeStream => {
      const stream = fakeStream(peer);
      connected(stream);
      return stream;
    },
    isListening: () => listening,
  };
};
