import { z } from 'zod';

export const LINK_KINDS = ['udp', 'tcp-client', 'tcp-server', 'serial'] as const;
/** Bits per second that serial radios and modems are set to. */
export const BAUD_RATES = [
  9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 500_000, 921_600, 1_500_000,
] as const;
/** Serial devices only: whoever may add a link must not write into other files. */
const SERIAL_DEVICE =
  /^\/dev\/(?:tty[A-Za-z]{1,8}\d{1,3}|cu\.[\w.-]{1,60}|pts\/\d{1,4}|serial\/by-(?:id|path)\/[\w.:+-]{1,120})$/;

const linkFields = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,23}$/, 'expected 2 to 24 letters a-z, digits, hyphens'),
  kind: z.enum(LINK_KINDS).default('udp'),
  /** Our own address to listen on (udp, tcp-server) or the other end's (tcp-client); empty for a serial link. */
  host: z.union([z.literal(''), z.ipv4('expected an IPv4 address')]).default(''),
  port: z.number().int().min(0).max(65535).default(0),
  /** Of a serial link, `/dev/ttyUSB0`; else empty. */
  device: z
    .union([z.literal(''), z.string().regex(SERIAL_DEVICE, 'expected a serial device, e.g. /dev/ttyUSB0')])
    .default(''),
  baud: z.literal(BAUD_RATES).default(57_600),
  /** Of several links to one drone the one with the lowest number is used while it is good. */
  priority: z.number().int().min(1).max(9).default(5),
});

const isWhole = ({ kind, host, port, device }: z.infer<typeof linkFields>): boolean => {
  if (kind === 'serial') return device !== '' && host === '';
  return host !== '' && device === '' && (kind !== 'tcp-client' || port > 0);
};

export const link = z
  .strictObject(linkFields.shape)
  .refine(isWhole, 'expected a device for a serial link, an address for any other');
export type LinkAddress = z.infer<typeof link>;

export const linkStatus = linkFields.extend({
  /** `down` with the reason in `error`: it is opened again by itself, unless it was never opened. */
  state: z.enum(['opening', 'up', 'down']),
  error: z.string(),
  /** How often it came up. */
  opened: z.number().int(),
  /** Addresses that were heard lately, or are fixed. */
  remotes: z.number().int(),
  rxFrames: z.number().int(),
  txFrames: z.number().int(),
  /** Frames that could not be sent. */
  unsent: z.number().int(),
  dropped: z.record(z.string(), z.number()),
});
