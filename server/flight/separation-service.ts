import type { Separation } from '../api/contract/intents.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { HEIGHT_STEP_M, MAX_DELAY_S, TIME_DOUBT_S, TIME_DOUBT_SHARE } from '../plan/conflict/limits.ts';
import { padDelayS, slotOf, slotsInTheWay, type PadSlot } from '../plan/conflict/pad-slots.ts';
import { proposalFor, type Proposal } from '../plan/conflict/proposal.ts';
import { conflictsOf, type Meeting, type Traffic } from '../plan/conflict/traffic.ts';
import { volumesOf, windowOf } from '../plan/conflict/volume.ts';
import type { Plane } from '../plan/geometry.ts';
import { CRUISE_REL_ALT_M, MIN_CRUISE_AGL_M } from '../plan/limits.ts';
import type { Plan } from '../plan/plan-types.ts';
import type { FlightRow } from '../store/schema.ts';
import type { Reader } from '../store/store.ts';
import { parsePlan, type FlightDeps, type StoredPlan } from './record-service.ts';
import { departureOf, type Prepared, type TrafficService } from './traffic-service.ts';

/** Somebody whom a flight would meet: where a person looks first. Milliseconds since 1970 UTC. */
export type Met = {
  readonly kind: 'flight' | 'intent';
  readonly name: string;
  readonly from: number;
  readonly to: number;
};

/** What of the air and of its pad speaks against a flight now. */
export type Separated = {
  /** Whom it would meet if it left now. */
  readonly met: readonly Met[];
  /** Its chosen departure, while it may not leave now and will be free then. */
  readonly waitUntil: number | undefined;
  /** A flight in preparation that has the destination's pad at that time. */
  readonly padWantedBy: string | undefined;
};

/** Plans the flight at another height: its plan, or undefined where none can be flown. */
export type PlanAt = (cruiseRelAltM: number) => Promise<Plan | undefined>;

const metOf = ({ other, own, theirs }: Meeting): Met => {
  const [[ownFrom, ownTo], [from, to]] = [windowOf(own), windowOf(theirs)];
  return {
    kind: other.kind,
    name: other.name,
    from: Math.round(Math.max(ownFrom, from) * 1000),
    to: Math.round(Math.min(ownTo, to) * 1000),
  };
};

/** Each other once, by its first meeting. */
const eachOnce = (meetings: readonly Meeting[]): Met[] => {
  const first = new Map<string, Met>();
  for (const meeting of meetings) {
    const met = metOf(meeting);
    const known = first.get(meeting.other.id);
    if (known === undefined || met.from < known.from) first.set(meeting.other.id, met);
  }
  return [...first.values()];
};

const padSlotOf = (who: string, plan: Plan, padId: string, departS: number): PadSlot => {
  const doubtS = TIME_DOUBT_S + TIME_DOUBT_SHARE * plan.flightS;
  return slotOf({
    who,
    padId,
    landS: departS + plan.flightS,
    descentS: plan.landingS,
    earlyS: doubtS,
    lateS: doubtS,
    staysS: undefined,
  });
};

type Look = {
  readonly row: FlightRow;
  readonly stored: StoredPlan;
  readonly plane: Plane;
  readonly traffic: Traffic;
  readonly before: readonly Prepared[];
};

/** The height at which most of a plan cruises: that of its first leg, as the wish would be. */
const cruiseOf = ({ legs }: Plan): number => legs[0]?.relAltM ?? CRUISE_REL_ALT_M;

/** Heights are planned, each once: the check itself cannot wait. */
const plansAt = async ({ stored }: Look, planAt: PlanAt): Promise<Map<number, Plan>> => {
  const plans = new Map<number, Plan>();
  const wishedM = cruiseOf(stored.plan);
  for (
    let heightM = wishedM % HEIGHT_STEP_M;
    heightM <= stored.plan.ceilingRelAltM;
    heightM += HEIGHT_STEP_M
  ) {
    if (heightM < MIN_CRUISE_AGL_M || heightM === wishedM) continue;
    const plan = await planAt(heightM);
    if (plan !== undefined) plans.set(heightM, plan);
  }
  return plans;
};

/** Separation of flights in preparation: whom they would meet, and what would keep them clear. */
export const createSeparation = (deps: Pick<FlightDeps, 'store' | 'clock'>, traffic: TrafficService) => {
  const lookAt = async (row: FlightRow, stored: StoredPlan): Promise<Look> => {
    const turn = { number: row.number, departAt: departureOf(stored) };
    // Once it is launched it has its turn: who was planned since waits for it.
    const before =
      row.launched_at === null ? await traffic.preparedBefore(deps.store.read, row.id, turn) : [];
    const around = await traffic.around(stored.plan.from.at, { id: row.id, prepared: before });
    return { row, stored, before, ...around };
  };

  const padSlots = ({ before, row }: Look): PadSlot[] =>
    before
      .filter((other) => other.row.to_pad_id === row.to_pad_id)
      .map(({ row: other, stored, turn }) =>
        padSlotOf(
          other.number,
          stored.plan,
          other.to_pad_id,
          Math.max(turn.departAt, deps.clock.wall()) / 1000,
        ),
      );

  const separated = (look: Look): Separated => {
    const { row, stored, plane, traffic: around } = look;
    const nowS = deps.clock.wall() / 1000;
    const meetingsAt = (departS: number): Meeting[] =>
      conflictsOf(volumesOf(stored.plan, departS, plane), around);
    const met = eachOnce(meetingsAt(nowS));
    const chosen = stored.departAt;
    const isFreeThen =
      met.length > 0 &&
      chosen !== undefined &&
      chosen > deps.clock.wall() &&
      meetingsAt(chosen / 1000).length === 0;
    const own = padSlotOf(row.number, stored.plan, row.to_pad_id, Math.max(nowS, (chosen ?? 0) / 1000));
    return {
      met: isFreeThen ? [] : met,
      waitUntil: isFreeThen ? chosen : undefined,
      padWantedBy: slotsInTheWay(own, padSlots(look))[0]?.who,
    };
  };

  const propose = async (look: Look, planAt: PlanAt): Promise<Proposal> => {
    const { row, stored, plane, traffic: around } = look;
    const departS = deps.clock.wall() / 1000;
    const plans = await plansAt(look, planAt);
    const proposal = proposalFor(volumesOf(stored.plan, departS, plane), around, {
      wishedM: cruiseOf(stored.plan),
      lowestM: MIN_CRUISE_AGL_M,
      highestM: stored.plan.ceilingRelAltM,
      volumesAt: (heightM) => {
        const plan = plans.get(heightM);
        return plan && volumesOf(plan, departS, plane);
      },
    });
    const slot = padSlotOf(row.number, stored.plan, row.to_pad_id, departS + (proposal.delayS ?? 0));
    const isPadFree = padDelayS(slot, padSlots(look)) === 0;
    return isPadFree ? proposal : { delayS: undefined, cruiseRelAltM: undefined };
  };

  return {
    /** Undefined for a flight without a plan. */
    of: async (row: FlightRow): Promise<Separated | undefined> => {
      const stored = parsePlan(row);
      return stored && separated(await lookAt(row, stored));
    },

    /** The same against what has been launched meanwhile, in the transaction of the launch. */
    againstLaunched: async (reader: Reader, row: FlightRow): Promise<readonly Met[]> => {
      const stored = parsePlan(row);
      if (stored === undefined) return [];
      const { plane, traffic: around } = await traffic.around(stored.plan.from.at, { id: row.id }, reader);
      return eachOnce(conflictsOf(volumesOf(stored.plan, deps.clock.wall() / 1000, plane), around));
    },

    /** Whom it would meet now, and what would keep it clear. */
    proposal: async (row: FlightRow, planAt: PlanAt): Promise<Result<Separation>> => {
      const stored = parsePlan(row);
      if (stored === undefined || row.launched_at !== null)
        return refuse('flights.wrong_state', `Flight ${row.number}: expected a plan that is not launched.`);
      const look = await lookAt(row, stored);
      const { met, padWantedBy } = separated(look);
      const isFree = met.length === 0 && padWantedBy === undefined;
      const { delayS, cruiseRelAltM } = isFree
        ? { delayS: undefined, cruiseRelAltM: undefined }
        : await propose(look, planAt);
      const departAt = delayS === undefined ? null : deps.clock.wall() + delayS * 1000;
      return ok({
        met: met.map((one) => ({ ...one })),
        padWantedBy: padWantedBy ?? null,
        delayS: delayS ?? null,
        departAt,
        cruiseRelAltM: cruiseRelAltM ?? null,
        longestDelayS: MAX_DELAY_S,
      });
    },
  };
};

export type SeparationService = ReturnType<typeof createSeparation>;
