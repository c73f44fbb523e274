/** Faults of the vehicle's events. */
export type EventFaults = {
  /** Every n-th event is not sent when it happens, only when it is asked for; 0 = never. */
  loseEvery: number;
  /** Set: it counts anew and forgets what it had, as after a restart of the autopilot, then clears this. */
  startAnew: boolean;
};

export const noEventFaults = (): EventFaults => ({ loseEvery: 0, startAnew: false });
