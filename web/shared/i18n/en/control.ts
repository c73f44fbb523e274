import type { control as zh } from '../zh/control.ts';

export const control: typeof zh = {
  mine: 'You control it',
  nobody: 'Nobody controls it: whoever commands first does',
  other: '{{name}} controls it since {{time}}',
  quarantine: 'Its flight has to be decided first: only hold, return and land',
  take: 'Take over',
  takeTitle: 'Take {{drone}} over?',
  fromNobody: 'Nobody controls {{drone}} now.',
  fromOther:
    '{{name}} controls {{drone}} since {{time}}. The other console shows at once that you took it; a launch under way from there ends.',
  always: 'Hold, return and land need no take-over.',
  cancel: 'Cancel',
  lost: '{{name}} has taken {{drone}} over',
  released: 'You no longer control {{drone}}',
};
