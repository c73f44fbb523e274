import { destination } from '../../../server/core/geo.ts';
import { hasBlocker } from '../../../server/core/issue.ts';
import { planFlight } from '../../../server/plan/plan.ts';
import type { Plan } from '../../../server/plan/plan-types.ts';
import { NJ10 } from '../../../server/plan/profile.ts';
import type { PlanPad } from '../../../server/plan/sites.ts';
import type { Airspace } from '../../../server/plan/airspace.ts';
import { airspaceOf, boxRing, requestOf, seedAirspace, seedPad, STILL, zoneOf } from '../worlds.ts';

const LIGHT_KG = 2.7;
const COURSE_DEG = 250;

const from = seedPad('nrcbc');
/** As high as the pad it comes from. */
const padAlong = (metres: number): PlanPad => ({
  ...from,
  id: 'along',
  at: destination(from.at, metres, COURSE_DEG),
});
const aside = (metres: number, sideM: number) =>
  destination(destination(from.at, metres, COURSE_DEG), sideM, COURSE_DEG + 90);
const { region } = seedAirspace();

type Flown = { readonly name: string; readonly to: PlanPad; readonly airspace: Airspace };

/** Turns to both sides, a change of height on the way, and the way to the hospital. */
export const FLOWN_ROUTES: readonly Flown[] = [
  {
    name: 'around two closed zones',
    to: padAlong(4_000),
    airspace: airspaceOf(
      [
        zoneOf('first', 'no_fly', boxRing(aside(1_300, 150), 400, 900, COURSE_DEG - 90)),
        zoneOf('second', 'no_fly', boxRing(aside(2_700, -250), 400, 900, COURSE_DEG - 90)),
      ],
      region,
    ),
  },
  {
    name: 'under a limit of height, then over a row of masts',
    to: padAlong(4_000),
    airspace: airspaceOf(
      [
        zoneOf('limit', 'altitude_limit', boxRing(aside(600, 0), 1_600, 12_000, COURSE_DEG - 90), {
          lowerM: 90,
        }),
        zoneOf('masts', 'obstacle', boxRing(aside(2_400, 0), 300, 12_000, COURSE_DEG - 90), {
          upperM: 80,
        }),
      ],
      region,
    ),
  },
  { name: 'to the hospital', to: seedPad('pkph'), airspace: seedAirspace() },
];

export const CRUISES_MS = [10, 16] as const;

/** At that ground speed, with a usual box in still air. Throws if it may not be flown. */
export const planOf = ({ name, to, airspace }: Flown, cruiseMs: number): Plan => {
  const request = requestOf(from, to, {
    profile: { ...NJ10, cruiseMs },
    payloadKg: LIGHT_KG,
    wind: STILL,
  });
  const { plan, issues } = planFlight(request, { airspace });
  if (plan === undefined || hasBlocker(issues))
    throw new Error(`${name} may not be flown: ${issues.map(({ sentence }) => sentence).join(' ')}`);
  return plan;
};
