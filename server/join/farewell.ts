/** PX4's NAV_DLL_ACT: what a drone does when it no longer hears a ground station. */
const ACTIONS: Readonly<Record<number, string>> = {
  0: 'goes on with its mission',
  1: 'holds its position',
  2: 'returns to its take-off point and lands',
  3: 'lands where it is',
  5: 'stops its motors',
  6: 'goes on with its mission',
};

/** PX4 holds before it acts (COM_FAIL_ACT_T), with its default where the parameter could not be read. */
const DEFAULT_FAIL_ACT_S = 5;

export type LinkLossParams = {
  readonly action: number | undefined;
  /** COM_DL_LOSS_T, seconds. */
  readonly afterS: number | undefined;
  /** COM_FAIL_ACT_T, seconds. */
  readonly holdS: number | undefined;
};

/** One sentence about what a drone in the air will do without us. */
export const farewellOf = (name: string, flight: string, params: LinkLossParams): string => {
  const { action, afterS, holdS = DEFAULT_FAIL_ACT_S } = params;
  const who = `${name} (flight ${flight})`;
  if (action === undefined || afterS === undefined) {
    return `${who} is in the air; its link-loss parameters could not be read: nobody knows what it does without us.`;
  }
  const what = ACTIONS[action] ?? `does what NAV_DLL_ACT ${action} says`;
  if (action === 0) return `${who} is in the air: without us it ${what} (NAV_DLL_ACT 0).`;
  return `${who} is in the air: ${afterS + holdS} s after we stop it ${what} (NAV_DLL_ACT ${action}, COM_DL_LOSS_T ${afterS} s, then ${holdS} s hold).`;
};
