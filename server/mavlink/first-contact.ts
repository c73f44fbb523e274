import { common, standard, type MavLinkData } from 'mavlink-mappings';
import { messageOf } from './codec.ts';
import { EscInfo, EscStatus, GnssIntegrity } from './extra-messages.ts';
import type { MavId } from './protocol.ts';
import { intervalUs, requestMessage, setMessageInterval } from './vehicle-actions.ts';
import type { VehicleContext } from './vehicle-context.ts';

/** Messages per second that the service lives on. PX4's own rates sum up to 400 messages per second. */
const WANTED: readonly (readonly [msgid: number, perSecond: number])[] = [
  [common.GlobalPositionInt.MSG_ID, 5],
  [common.Attitude.MSG_ID, 2],
  [common.ExtendedSysState.MSG_ID, 2],
  [common.BatteryStatus.MSG_ID, 1],
  [common.MissionCurrent.MSG_ID, 1],
  [common.SysStatus.MSG_ID, 1],
  [common.VfrHud.MSG_ID, 1],
  [common.GpsRawInt.MSG_ID, 1],
  [GnssIntegrity.MSG_ID, 1],
  [common.HomePosition.MSG_ID, 0.2],
  [common.SystemTime.MSG_ID, 0.2],
];

/** Sent by PX4 at up to 50 Hz and of no use here. */
const UNWANTED: readonly number[] = [
  common.AttitudeQuaternion.MSG_ID,
  common.LocalPositionNed.MSG_ID,
  common.ServoOutputRaw.MSG_ID,
  common.AttitudeTarget.MSG_ID,
  common.PositionTargetLocalNed.MSG_ID,
  common.PositionTargetGlobalInt.MSG_ID,
  common.HighresImu.MSG_ID,
  common.Odometry.MSG_ID,
  EscInfo.MSG_ID,
  EscStatus.MSG_ID,
];

/** Orders for the rates, each to be sent once: for a path of which nobody waits for an answer. */
export const rateOrders = ({ sysid, compid }: MavId): readonly MavLinkData[] => {
  const stopped = UNWANTED.map((msgid) => [msgid, 0] as const);
  return [...WANTED, ...stopped].map(([msgid, perSecond]) =>
    messageOf(common.CommandLong, {
      targetSystem: sysid,
      targetComponent: compid,
      command: common.MavCmd.SET_MESSAGE_INTERVAL,
      _param1: msgid,
      _param2: intervalUs(perSecond),
    }),
  );
};

const ASKED_ONCE: readonly number[] = [standard.AutopilotVersion.MSG_ID, common.HomePosition.MSG_ID];

/** A bad link may swallow an order with all its resends. */
const ROUNDS = 3;
const PAUSE_MS = 5000;

type Order = {
  readonly what: string;
  readonly run: () => Promise<{ ok: boolean; error?: { code: string } }>;
};

/** Unanswered ones are tried again; a vehicle's no is final. */
const unanswered = async (
  orders: readonly Order[],
  context: VehicleContext,
  isOver: () => boolean,
): Promise<Order[]> => {
  const left: Order[] = [];
  for (const order of orders) {
    if (isOver()) return [];
    const result = await order.run();
    if (result.ok) continue;
    if (result.error?.code === 'mavlink.command_rejected')
      context.log('debug', `${order.what} is refused by the vehicle`, { ...context.id });
    else left.push(order);
  }
  return left;
};

/**
 * Asks for the vehicle's version and for the messages that we need, at our rates. Also after each of its boots: then the
 * asking of the boot before ends, or one that boots again and again would be asked ever more.
 */
export const firstContact = async (context: VehicleContext, isSuperseded: () => boolean): Promise<void> => {
  const isOver = (): boolean => context.signal.aborted || isSuperseded();
  let orders: Order[] = [
    ...WANTED.map(([id, rate]) => ({
      what: `message ${id} at ${rate} Hz`,
      run: () => setMessageInterval(context, id, rate),
    })),
    ...ASKED_ONCE.map((id) => ({ what: `message ${id}`, run: () => requestMessage(context, id) })),
    ...UNWANTED.map((id) => ({ what: `no message ${id}`, run: () => setMessageInterval(context, id, 0) })),
  ];
  for (let round = 1; round <= ROUNDS; round++) {
    orders = await unanswered(orders, context, isOver);
    if (orders.length === 0 || isOver()) return;
    // A pause that closing the vehicle ends.
    await context.waitFor(() => false, PAUSE_MS);
  }
  if (isOver()) return;
  context.log('warn', `unanswered at first contact: ${orders.map((order) => order.what).join(', ')}`, {
    ...context.id,
  });
};
