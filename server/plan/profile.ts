import { z } from 'zod';

/** The figures of one type of drone: editable by the administrator. Kilograms, m/s, km, percent, watt-hours. */
export const droneProfile = z
  .object({
    id: z.string().regex(/^[0-9a-z][0-9a-z-]{1,31}$/, 'expected 2 to 32 letters a-z, digits and hyphens'),
    name: z.string().trim().min(1).max(60),
    /** Largest load: the box with everything in it. */
    payloadKg: z.number().positive().max(200),
    /** Ready to fly, with battery, without load. */
    emptyMassKg: z.number().positive().max(500),
    /** Ground speed that is asked for on the way. */
    cruiseMs: z.number().min(3).max(40),
    /** Airspeed up to which that ground speed is held; in more head wind the ground speed falls. */
    maxAirspeedMs: z.number().min(3).max(60),
    climbMs: z.number().min(0.5).max(10),
    descentMs: z.number().min(0.5).max(10),
    /** From 100 to 0 % with full load at cruise speed in still air, without climb and landing. */
    rangeKmFullLoad: z.number().positive().max(500),
    batteryWh: z.number().positive().max(100_000),
    /** Share of the cruise power with full load in still air that carries the weight; the rest overcomes drag. */
    inducedShare: z.number().min(0.1).max(0.99),
    /** Share of the electrical power that becomes height in a climb. */
    climbEfficiency: z.number().min(0.1).max(1),
    /** Charge that must be left on the pad. */
    reservePct: z.number().min(5).max(80),
    windLimitMs: z.number().min(0).max(40),
    gustLimitMs: z.number().min(0).max(60),
    /** Above these nobody flies; up to them two persons take it on. */
    windHardMs: z.number().min(0).max(60).default(13),
    gustHardMs: z.number().min(0).max(80).default(16),
    /** Of the air; 5 °C beyond nobody flies. */
    minTemperatureC: z.number().min(-60).max(20).default(-10),
    maxTemperatureC: z.number().min(20).max(70).default(40),
    /** Largest dimension, rotors included. */
    characteristicM: z.number().min(0.1).max(20).default(2.2),
    /** Pitch at which it brakes in an emergency, degrees. */
    brakingDeg: z.number().min(5).max(45).default(30),
    /** Of the parachute: sink speed, 0 when there is none, and the time until it is open. */
    parachuteSinkMs: z.number().min(0).max(15).default(6),
    parachuteOpenS: z.number().min(0).max(10).default(2),
    /** Flown time over planned time, and by which share of it 95 of 100 flights are late at most: measured. */
    timeFactor: z.number().min(0.8).max(1.5).default(1),
    timeSpread: z.number().min(0).max(0.5).default(0.05),
  })
  .refine((p) => p.maxAirspeedMs >= p.cruiseMs, {
    path: ['maxAirspeedMs'],
    message: 'expected at least the cruise speed',
  })
  .refine((p) => p.gustLimitMs >= p.windLimitMs, {
    path: ['gustLimitMs'],
    message: 'expected at least the wind limit',
  })
  .refine((p) => p.windHardMs >= p.windLimitMs, {
    path: ['windHardMs'],
    message: 'expected at least the wind limit',
  })
  .refine((p) => p.gustHardMs >= p.gustLimitMs, {
    path: ['gustHardMs'],
    message: 'expected at least the gust limit',
  });
export type DroneProfile = z.infer<typeof droneProfile>;

/**
 * The class of the Nanjing trial. [V] = published by the press, [U] = our assumption until the maker's figures are
 * known.
 */
export const NJ10: DroneProfile = {
  id: 'nj-10',
  name: 'NJ-10',
  payloadKg: 10, // [V] HKCNA 2024-01-03
  emptyMassKg: 15, // [U] limit of the small class
  cruiseMs: 16, // [U] from the published 14.6 km in 15 min
  maxAirspeedMs: 22, // [U]
  climbMs: 3, // [U]
  descentMs: 2, // [U]
  rangeKmFullLoad: 20, // [V] HKCNA 2024-01-03; that it holds for full load is [U]
  batteryWh: 1_200, // [U] from 25 kg on 1.8 m² of rotor disc for 20 km
  inducedShare: 0.7, // [U]
  climbEfficiency: 0.6, // [U]
  reservePct: 25, // [U]
  windLimitMs: 10, // [U] published: wind class 7 (13.9 to 17.1 m/s)
  gustLimitMs: 12, // [U]
  windHardMs: 13, // [U] below the published wind class 7
  gustHardMs: 16, // [U]
  minTemperatureC: -10, // [U]
  maxTemperatureC: 40, // [U]
  characteristicM: 2.2, // [U] rotor span of machines of that class
  brakingDeg: 30, // [U]
  parachuteSinkMs: 6, // that it has one is [V] HKCNA 2024-01-03, its figures are [U]
  parachuteOpenS: 2, // [U]
  timeFactor: 1, // [U] until `admin calibrate` has seen enough flights
  timeSpread: 0.05, // [U]
};
