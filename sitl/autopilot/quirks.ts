/** Behaviour that differs between versions of PX4; the defaults are those of its main branch of August 2026. */
export type Quirks = {
  /** The plan that is aboard already, uploaded again, changes nothing: the mission keeps its item (PX4 #28775). */
  readonly keepsIdenticalPlan: boolean;
  /** After its last item the mode stays AUTO.MISSION, and the next arming flies it again; else it goes to hold. */
  readonly staysInMission: boolean;
  /** MISSION_CURRENT.total without a mission: 65535, earlier 0. */
  readonly emptyTotal: number;
  /** A plan transfer in the way of another one is told by ERROR; else the second gets no answer. */
  readonly tellsBusy: boolean;
  /** Between two requests for the same item, and until a transfer is given up, wall ms. */
  readonly retryMs: number;
  readonly giveUpMs: number;
  /** Sends commands to ground stations of its own accord: about gimbals, grippers, images. */
  readonly sendsCommands: boolean;
};

export const PX4_MAIN: Quirks = {
  keepsIdenticalPlan: true,
  staysInMission: true,
  emptyTotal: 65_535,
  tellsBusy: true,
  retryMs: 250,
  giveUpMs: 5000,
  sendsCommands: true,
};
