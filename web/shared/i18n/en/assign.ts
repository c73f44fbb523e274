/** Which drone flies which order, and why: by the ids of the service. */
export const assign = {
  title: 'Proposed',
  accept: 'Accept: {{drone}}',
  acceptRoad: 'Accept: by road',
  others: 'Why not the others',
  reason: 'Why not as proposed (at least 3 characters)',
  unverified: 'The minutes by road are published, not verified for this hospital.',
  later: 'To be accepted when the boxes are packed.',
  why: {
    now_ok:
      '{{drone}} can leave now: at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min before it is due; charge {{pct}} %, needs {{neededPct}} %.',
    now_late:
      '{{drone}} can leave now: at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min late, and nothing is sooner; charge {{pct}} %, needs {{neededPct}} %.',
    drone_ok:
      'Wait {{waitMin}} min for {{drone}}, which is on its way back: at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min before it is due; charge {{pct}} %, needs {{neededPct}} %.',
    drone_late:
      'Wait {{waitMin}} min for {{drone}}, which is on its way back: at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min late, and nothing is sooner; charge {{pct}} %, needs {{neededPct}} %.',
    charge_ok:
      'Wait {{waitMin}} min: {{drone}} charges to {{neededPct}} %: at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min before it is due; charge {{pct}} %, needs {{neededPct}} %.',
    charge_late:
      'Wait {{waitMin}} min: {{drone}} charges to {{neededPct}} %: at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min late, and nothing is sooner; charge {{pct}} %, needs {{neededPct}} %.',
    swap_ok:
      '{{drone}} with pack {{pack}} put in ({{waitMin}} min): at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min before it is due; charge {{pct}} %, needs {{neededPct}} %.',
    swap_late:
      '{{drone}} with pack {{pack}} put in ({{waitMin}} min): at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min late, and nothing is sooner; charge {{pct}} %, needs {{neededPct}} %.',
    pad_ok:
      '{{drone}} in {{waitMin}} min, when the pad there is free: at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min before it is due; charge {{pct}} %, needs {{neededPct}} %.',
    pad_late:
      '{{drone}} in {{waitMin}} min, when the pad there is free: at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min late, and nothing is sooner; charge {{pct}} %, needs {{neededPct}} %.',
    packing_ok:
      '{{drone}} in {{waitMin}} min, when the boxes are packed: at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min before it is due; charge {{pct}} %, needs {{neededPct}} %.',
    packing_late:
      '{{drone}} in {{waitMin}} min, when the boxes are packed: at the hospital in {{inMin}} min (95 of 100 flights), {{spareMin}} min late, and nothing is sooner; charge {{pct}} %, needs {{neededPct}} %.',
    road_out: 'By road, {{roadMin}} min: the drones are out of service.',
    none_out:
      'Neither by air nor by road: the drones are out of service, and the road is none or too long for the blood.',
    road_grounded: 'By road, {{roadMin}} min: drones or their packs are grounded.',
    none_grounded:
      'Neither by air nor by road: drones or their packs are grounded, and the road is none or too long for the blood.',
    road_silent: 'By road, {{roadMin}} min: no drone is heard.',
    none_silent:
      'Neither by air nor by road: no drone is heard, and the road is none or too long for the blood.',
    road_elsewhere: 'By road, {{roadMin}} min: no drone is at the centre.',
    none_elsewhere:
      'Neither by air nor by road: no drone is at the centre, and the road is none or too long for the blood.',
    road_airborne: 'By road, {{roadMin}} min: every drone is on a flight.',
    none_airborne:
      'Neither by air nor by road: every drone is on a flight, and the road is none or too long for the blood.',
    road_payload: 'By road, {{roadMin}} min: the load is too heavy.',
    none_payload:
      'Neither by air nor by road: the load is too heavy, and the road is none or too long for the blood.',
    road_charge: 'By road, {{roadMin}} min: no pack has the charge for it.',
    none_charge:
      'Neither by air nor by road: no pack has the charge for it, and the road is none or too long for the blood.',
    road_viability: 'By road, {{roadMin}} min: by air it would come too late for the blood.',
    none_viability:
      'Neither by air nor by road: by air it would come too late for the blood, and the road is none or too long for the blood.',
    road_no_route: 'By road, {{roadMin}} min: no route can be flown.',
    none_no_route:
      'Neither by air nor by road: no route can be flown, and the road is none or too long for the blood.',
    road_weather: 'By road, {{roadMin}} min: the weather forbids flying.',
    none_weather:
      'Neither by air nor by road: the weather forbids flying, and the road is none or too long for the blood.',
    road_wind: 'By road, {{roadMin}} min: the wind is too strong.',
    none_wind:
      'Neither by air nor by road: the wind is too strong, and the road is none or too long for the blood.',
    road_no_airspace: 'By road, {{roadMin}} min: there is no airspace data.',
    none_no_airspace:
      'Neither by air nor by road: there is no airspace data, and the road is none or too long for the blood.',
    road_ground_stop: 'By road, {{roadMin}} min: flights are stopped.',
    none_ground_stop:
      'Neither by air nor by road: flights are stopped, and the road is none or too long for the blood.',
    road_no_pad: 'By road, {{roadMin}} min: the hospital has no pad.',
    none_no_pad:
      'Neither by air nor by road: the hospital has no pad, and the road is none or too long for the blood.',
    road_taken:
      'By road, {{roadMin}} min: a drone would take {{airMin}} min, but other orders need the drones or pads more.',
    none_taken:
      'Neither by air nor by road: more urgent orders have the drones, and the road is none or too long for the blood.',
    road_slower: 'By road, {{roadMin}} min: no drone is sooner.',
    none_slower:
      'Neither by air nor by road: no drone is sooner, and the road is none or too long for the blood.',
    road_no_drone: 'By road, {{roadMin}} min: there is no drone.',
    none_no_drone:
      'Neither by air nor by road: there is no drone, and the road is none or too long for the blood.',
    road_faster: 'By road, {{roadMin}} min: by air it takes {{airMin}} min with waiting and preparation.',
  },
  against: {
    out: '{{drone}} is out of service',
    grounded: '{{drone}} is due for service',
    silent: '{{drone}} is not heard',
    elsewhere: '{{drone}} is not at the centre',
    airborne: '{{drone}} has a flight',
    payload: '{{drone}} carries {{kg}} kg at most',
    charge: '{{drone}} has no pack with {{neededPct}} %',
    viability: '{{drone}} would come too late for the blood',
    no_route: '{{drone}} has no route',
    weather: 'the weather is beyond {{drone}}',
    wind: 'the wind is beyond {{drone}}',
    no_airspace: 'no airspace data for {{drone}}',
    ground_stop: '{{drone}} is held by the ground stop',
    no_pad: 'no pad for {{drone}}',
    taken: '{{drone}} is for {{number}}',
    slower: '{{drone}} would be there in {{inMin}} min',
  },
};
