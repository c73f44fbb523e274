import { link, type LinkAddress } from './api/contract/link.ts';

const ADDRESS = /^([0-9.]{7,15}):(\d{1,5})$/;

/** What comes behind `NAME=`; undefined if it is none of the forms. */
const wayOf = (text: string): Record<string, unknown> | undefined => {
  const [, kind = 'udp', rest = ''] = /^(?:(tcp-client|tcp-server|serial|udp):)?(.*)$/.exec(text) ?? [];
  if (kind === 'serial') {
    const colon = rest.lastIndexOf(':');
    return { kind, device: rest.slice(0, colon), baud: Number(rest.slice(colon + 1)) };
  }
  const [, host, port] = ADDRESS.exec(rest) ?? [];
  return host === undefined ? undefined : { kind, host, port: Number(port) };
};

/** `NAME=HOST:PORT`, `NAME=tcp-client:HOST:PORT`, `NAME=tcp-server:HOST:PORT`, `NAME=serial:DEVICE:BAUD`. */
export const parseLinkOption = (text: string): LinkAddress | undefined => {
  const equals = text.indexOf('=');
  const way = wayOf(text.slice(equals + 1));
  if (equals < 0 || way === undefined) return undefined;
  const parsed = link.safeParse({ name: text.slice(0, equals), ...way });
  return parsed.success ? parsed.data : undefined;
};
