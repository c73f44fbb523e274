import type { Clock } from '../core/clock.ts';
import type { ArmDecision } from '../flight/arm-authorisation-service.ts';
import type { Station } from '../mavlink/station.ts';
import type { Vehicle } from '../mavlink/vehicle.ts';
import type { Condition } from '../track/monitor.ts';
import { createNoticed } from '../track/noticed.ts';
import type { Registered } from './registry.ts';

type Parts = {
  readonly station: Pick<Station, 'onVehicle'>;
  readonly clock: Clock;
  readonly registered: () => readonly Registered[];
  readonly mayArm: (vehicleId: string) => ArmDecision;
};

const askedOf = (drone: Registered | undefined, { id: { sysid, compid } }: Vehicle): Condition => {
  const vehicle = drone?.name ?? `${sysid}.${compid}`;
  return {
    kind: 'vehicle.arm_asked',
    severity: 'critical',
    subject: drone === undefined ? 'system' : `vehicle:${drone.id}`,
    sentence: `Drone ${vehicle} asked whether it may arm, and no arming command of ours was under way: somebody tried to arm it. It was told no. Find out who; whoever stands near it keeps away from the propellers.`,
    params: { vehicle },
  };
};

/** Answers drones that ask whether they may arm; a question that no launch of ours explains is a condition for people. */
export const answerArmRequests = ({ station, clock, registered, mayArm }: Parts) => {
  const noticed = createNoticed(clock);
  station.onVehicle((vehicle) => {
    const { sysid, compid } = vehicle.id;
    vehicle.armDesk.onAsked(() => {
      const drone = registered().find((each) => each.sysid === sysid && each.compid === compid);
      const decision: ArmDecision =
        drone === undefined ? { mayArm: false, why: 'generic', isStranger: true } : mayArm(drone.id);
      vehicle.armDesk.answer(decision);
      if (!decision.mayArm && decision.isStranger) noticed.note(askedOf(drone, vehicle));
    });
  });
  return { conditions: noticed.conditions };
};
