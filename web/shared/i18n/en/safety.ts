import type { safety as shape } from '../zh/safety.ts';

export const safety: typeof shape = {
  stop: 'Ground stop…',
  stopTitle: 'Order a ground stop',
  stopText:
    'Holds every launch at once: launches whose drone is not armed yet are called off, later ones are refused until a person ends it. Drones in the air fly on.',
  stopSubmit: 'Ground stop',
  release: 'End ground stop…',
  releaseTitle: 'End the ground stop',
  releaseText: 'Launches are possible again. Make sure that its reason is gone.',
  releaseSubmit: 'End it',
  bringHome: 'Bring all home…',
  bringHomeTitle: 'Bring every drone home',
  bringHomeText:
    'Orders a ground stop too. Drones in the air hold, and are sent home one after another, 30 m aside or 10 m above each other at least; one whose charge is short goes at once.',
  bringHomeSubmit: 'Bring all home',
  cancel: 'Stop bringing home…',
  cancelTitle: 'Stop bringing them home',
  cancelText:
    'No more returns are sent: those on their way home go on, those that hold go on holding, and people decide for each. The ground stop stays.',
  cancelSubmit: 'Stop it',
  inForce: 'Ground stop: {{reason}} ({{name}}, {{time}})',
  collective: 'Bringing all home: {{home}} of {{all}} are down',
  collectiveOver: 'Brought home: {{home}} of {{all}} are down',
  stuck: 'None of them can start without coming near another: move one by hand (divert or land).',
  behind: 'waits for {{numbers}}',
  state: {
    holding: 'stopping',
    waiting: 'holds, waits',
    returning: 'returning',
    home: 'down',
    left_alone: 'left to people',
  },
};
