import { firmwareFindings } from './firmware.ts';
import type { PreflightInput } from './preflight-input.ts';
import type { Finding } from './preflight-table.ts';
import type { VehicleFacts } from './ports.ts';

/** GPS_FIX_TYPE of a 3D fix. */
const FIX_3D = 3;
/** PX4's EKF2_REQ_NSATS. */
const MIN_SATELLITES = 6;
/** PX4's EKF2_REQ_HDOP. */
const MAX_HDOP = 2.5;
/** GNSS_INTEGRITY: the states of jamming and spoofing. */
const INTEGRITY_DETECTED = 3;
const INTEGRITY_MITIGATED = 2;
/** Logs of drone and server are put side by side; 200 ms is 3 m of flight. */
const MAX_SKEW_MS = 200;
/** No quartz is off by that much: its timers would act at other times than its parameters say. */
const MAX_RATE_ERROR = 0.01;
/** Share of frames lost on the best path. Uploads still succeed beyond it, but slowly. */
const MAX_LOSS = 0.1;
/** A path that was silent for that long carries nothing. */
const PATH_SILENT_MS = 3000;

const qualityFindings = ({ gps }: VehicleFacts): Finding[] => {
  if (gps === undefined) return [];
  const { hdop } = gps.value;
  if (hdop === undefined)
    return [
      { id: 'preflight.gps_quality_unknown', sentence: 'The receiver reports no dilution of precision.' },
    ];
  if (hdop <= MAX_HDOP) return [];
  return [
    {
      id: 'preflight.gps_quality',
      sentence: `Expected a horizontal dilution of at most ${MAX_HDOP}, it is ${hdop.toFixed(1)}.`,
      params: { hdop: hdop.toFixed(1), limit: MAX_HDOP },
    },
  ];
};

/** PX4 only warns of jamming and arms nevertheless: the gate is ours. */
const integrityFindings = ({ integrity }: VehicleFacts): Finding[] => {
  const worst = Math.max(integrity?.value.jamming ?? 0, integrity?.value.spoofing ?? 0);
  if (worst === INTEGRITY_DETECTED)
    return [
      { id: 'preflight.gnss_integrity', sentence: 'Jamming or spoofing of satellite signals is detected.' },
    ];
  if (worst === INTEGRITY_MITIGATED)
    return [{ id: 'preflight.gnss_mitigated', sentence: 'Jamming or spoofing was seen and is mitigated.' }];
  return [];
};

const gpsFindings = (facts: VehicleFacts): Finding[] => {
  const found: Finding[] = [];
  const gps = facts.gps?.value;
  if (gps !== undefined && gps.fix < FIX_3D)
    found.push({ id: 'preflight.gps_fix', sentence: `Expected a 3D fix (3), it has ${gps.fix}.` });
  if (gps?.satellites !== undefined && gps.satellites < MIN_SATELLITES)
    found.push({
      id: 'preflight.satellites',
      sentence: `Expected at least ${MIN_SATELLITES} satellites, it sees ${gps.satellites}.`,
      params: { satellites: gps.satellites, limit: MIN_SATELLITES },
    });
  return [...found, ...qualityFindings(facts), ...integrityFindings(facts)];
};

const clockFindings = ({ facts: { clock } }: PreflightInput): Finding[] => {
  if (clock === undefined)
    return [{ id: 'preflight.clock_unknown', sentence: 'Its clock has not been compared with ours yet.' }];
  const { rate, utcSkewMs, uncertaintyMs } = clock.value;
  if (rate !== undefined && Math.abs(rate - 1) > MAX_RATE_ERROR)
    return [
      {
        id: 'preflight.clock_rate',
        sentence: `Its clock runs ${rate.toFixed(2)} times as fast as ours: its timers act at other times than they say.`,
        params: { rate: rate.toFixed(2) },
      },
    ];
  if (utcSkewMs === undefined)
    return [{ id: 'preflight.clock_unknown', sentence: 'It tells no time of day that could be compared.' }];
  if (Math.abs(utcSkewMs) - uncertaintyMs <= MAX_SKEW_MS) return [];
  return [
    {
      id: 'preflight.clock_skew',
      sentence: `Its clock differs by ${Math.round(utcSkewMs)} ms from ours, the limit is ${MAX_SKEW_MS} ms.`,
      params: { skewMs: Math.round(utcSkewMs), limitMs: MAX_SKEW_MS },
    },
  ];
};

const linkFindings = ({ facts: { paths }, now }: PreflightInput): Finding[] => {
  if (paths === undefined) return [];
  const alive = paths.filter(({ lastHeard }) => now - lastHeard < PATH_SILENT_MS);
  const losses = alive.flatMap(({ loss }) => (loss === undefined ? [] : [loss]));
  const found: Finding[] = [];
  const best = losses.length === 0 ? undefined : Math.min(...losses);
  if (best !== undefined && best > MAX_LOSS) {
    const [lossPct, limitPct] = [Math.round(best * 100), MAX_LOSS * 100];
    found.push({
      id: 'preflight.link_quality',
      sentence: `The best link loses ${lossPct} % of its frames, the limit is ${limitPct} %.`,
      params: { lossPct, limitPct },
    });
  }
  if (alive.length < 2)
    found.push({ id: 'preflight.link_single', sentence: 'The drone is heard on one link only.' });
  return found;
};

const signingFindings = ({ facts: { signing }, linkTrusted }: PreflightInput): Finding[] => {
  switch (signing) {
    case 'refused':
      return [{ id: 'preflight.signing_refused', sentence: 'What it sends is not signed with its key.' }];
    case 'foreign':
      return [
        {
          id: 'preflight.signing_foreign',
          sentence: 'It signs with a key that is not ours: it will not obey.',
        },
      ];
    case 'unproven':
      return [
        { id: 'preflight.signing_unproven', sentence: 'Nothing it sent lately proves that it has its key.' },
      ];
    case 'unsigned':
      return linkTrusted
        ? [{ id: 'preflight.unsigned_trusted', sentence: 'It has no signing key; the link is trusted.' }]
        : [
            {
              id: 'preflight.unsigned',
              sentence: 'It has no signing key, and others may speak on its link.',
            },
          ];
    case 'signed':
    case undefined:
      return [];
  }
};

/** What the drone says of its receiver, its firmware, its clock, its links and its key. */
export const vehicleFindings = (input: PreflightInput): Finding[] => [
  ...gpsFindings(input.facts),
  ...firmwareFindings(input.facts.firmware, input.simulated),
  ...clockFindings(input),
  ...linkFindings(input),
  ...signingFindings(input),
];
