import { isWithin, rangeText, transportLimits } from '../blood/temperature.ts';
import type { PreflightBox, PreflightInput } from './preflight-input.ts';
import { isConfirmed, isInCorridor } from './approval-corridor.ts';
import { TICKS, URGENT_TICKS, type Finding, type Tick } from './preflight-table.ts';
import { APPROVAL_MARGIN } from './urgent-rules.ts';
import { weatherFindings } from './weather.ts';

/** A tick is a look at the moment. */
const TICK_GOOD_MS = 30 * 60_000;

const WHAT: Readonly<Record<Tick, Finding>> = {
  pads: {
    id: 'preflight.tick_pads',
    sentence: 'Nobody has ticked: pad cameras looked at, no people at either pad.',
  },
  airspace: {
    id: 'preflight.tick_airspace',
    sentence: 'Nobody has ticked: airspace and NOTAM looked at.',
  },
  payload: { id: 'preflight.tick_payload', sentence: 'Nobody has ticked: payload secured.' },
  control: {
    id: 'preflight.tick_control',
    sentence: 'Nobody has ticked: in contact with air traffic control, readiness reported.',
  },
  lights: { id: 'preflight.tick_lights', sentence: 'Nobody has ticked: lights on where it is dark or hazy.' },
  emergency: {
    id: 'preflight.tick_emergency',
    sentence: 'Nobody has ticked: emergency procedure gone through with both pads.',
  },
};

const tickFindings = ({ ticks, wall, urgent }: PreflightInput): Finding[] =>
  [...TICKS, ...(urgent ? URGENT_TICKS : [])]
    .filter((wanted) => !ticks.some(({ tick, at }) => tick === wanted && wall - at <= TICK_GOOD_MS))
    .map((missing) => WHAT[missing]);

const approvalFindings = ({ plan, approvals, wall }: PreflightInput): Finding[] => {
  if (plan === undefined) return [];
  const until = wall + plan.flightS * 1000 * APPROVAL_MARGIN;
  const inTime = approvals.filter(({ from, to }) => from <= wall && until <= to);
  const legs = plan.legs ?? [];
  const inPlace = inTime.filter(({ corridor }) => corridor === undefined || isInCorridor(corridor, legs));
  const confirmed = inPlace.filter(
    ({ confirmations }) => confirmations === undefined || isConfirmed(confirmations, wall),
  );
  if (confirmed.length > 0) return [];
  if (inPlace[0] !== undefined)
    return [
      {
        id: 'preflight.approval_confirmation',
        sentence: `Expected the authority’s confirmation of this take-off under ${inPlace[0].number}, there is none.`,
        params: { number: inPlace[0].number },
      },
    ];
  if (inTime[0] !== undefined)
    return [
      {
        id: 'preflight.approval_corridor',
        sentence: `Expected a route within the approved corridor of ${inTime[0].number}, it leaves it.`,
        params: { number: inTime[0].number },
      },
    ];
  const minutes = Math.ceil((plan.flightS * APPROVAL_MARGIN) / 60);
  return [
    {
      id: 'preflight.approval_window',
      sentence: `Expected an airspace approval that covers the next ${minutes} minutes, none of ${approvals.length} does.`,
      params: { minutes },
    },
  ];
};

const boxFindings = ({ boxNo, sealNo, temperatureClass, startTemperatureC }: PreflightBox): Finding[] => {
  const found: Finding[] = [];
  if (sealNo === '')
    found.push({
      id: 'preflight.box_unsealed',
      place: boxNo,
      sentence: `Box ${boxNo} has no seal.`,
      params: { boxNo },
    });
  const { breach } = transportLimits(temperatureClass);
  if (startTemperatureC === undefined)
    found.push({
      id: 'preflight.box_temperature_unknown',
      place: boxNo,
      sentence: `Nobody recorded how warm box ${boxNo} was when it was closed.`,
      params: { boxNo },
    });
  else if (!isWithin(breach, startTemperatureC)) {
    const range = rangeText(breach);
    found.push({
      id: 'preflight.box_temperature',
      place: boxNo,
      sentence: `Box ${boxNo} was at ${startTemperatureC} °C when it was closed, expected ${range}.`,
      params: { boxNo, temperatureC: startTemperatureC, range },
    });
  }
  return found;
};

/** What the places, the load and the air say, and what the dispatcher has yet to say. */
export const siteFindings = (input: PreflightInput): Finding[] => [
  ...(input.kind === 'return' ? [] : input.boxes.flatMap(boxFindings)),
  ...weatherFindings(input.weather, input.profile, input.wall),
  ...approvalFindings(input),
  ...tickFindings(input),
];
