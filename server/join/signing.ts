import type { Logger } from 'pino';
import type { KeysOfVehicle, SigningPort } from '../fleet/signing-keys-service.ts';
import { keyIdOf } from '../mavlink/signing/signature.ts';
import type { SystemKeys } from '../mavlink/signing/verdict.ts';
import type { Station } from '../mavlink/station.ts';
import type { Guarding } from './guarding.ts';

/** Unsigned frames are believed of a drone without key, and of one that is being given its first. */
const systemKeysOf = ({ current, pending, former }: KeysOfVehicle): SystemKeys => {
  const unproven = pending === undefined ? 'yes' : 'until-signed';
  return { current, pending, former, unsigned: current === undefined ? unproven : 'never' };
};

/** In the log too: what stands on a page only may not be read for weeks. */
export const tellClock = (log: Logger, { signing: { stamps } }: Station): void => {
  const { verdict } = stamps;
  if (verdict === 'good') return;
  const skewS = Math.round(stamps.skewMs() / 1000);
  log.error({ skewS }, `the clock is ${verdict} of the signing stamps that were stored: set it`);
};

/** The MAVLink station as the keeper of signing keys sees it. */
export const signingPortOf = (station: Station, grantKey: Guarding['grantKey']): SigningPort => {
  const { signing } = station;
  return {
    setKeys: (sysid, keys) => signing.setKeys(sysid, systemKeysOf(keys)),
    onAir: (sysid) => {
      const { state, reason, aboard, verified, refused } = signing.status(sysid);
      return { state, reason: reason ?? null, aboard: aboard?.keyId ?? null, verified, refused };
    },
    keyIdOf,
    obstacle: ({ sysid, compid }, isTrusted) => station.keyObstacle({ sysid, compid }, isTrusted),
    give: async ({ sysid, compid }, key, isTrusted) => {
      const granted = grantKey({ sysid, compid });
      return granted.ok ? station.installKey({ sysid, compid }, key, isTrusted) : granted;
    },
    take: async ({ sysid, compid }, isTrusted) => {
      const granted = grantKey({ sysid, compid });
      return granted.ok ? station.removeKey({ sysid, compid }, isTrusted) : granted;
    },
    onKeyShown: (handler) => signing.onKeyShown(handler),
    stamp: () => signing.stamps.reading(),
    strayKeys: () => signing.strayKeys(),
    clock: () => ({ verdict: signing.stamps.verdict, skewMs: signing.stamps.skewMs() }),
  };
};
