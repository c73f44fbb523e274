import type { signing as shape } from '../zh/signing.ts';

export const signing: typeof shape = {
  title: 'Message signing',
  lead: 'Of a drone with a key only what it signed itself is believed, and it listens only to what we sign.',
  state: {
    unsigned: 'Unsigned',
    foreign: 'Signed with somebody else’s key',
    unproven: 'Not proven',
    signed: 'Signed',
    refused: 'Refused',
  },
  reason: {
    unsigned: 'no signature',
    'bad-signature': 'wrong signature',
    'former-key': 'former key',
    replayed: 'played again',
    'old-stamp': 'time stamp too old',
    'too-many-streams': 'too many sources',
  },
  column: { drone: 'Drone', state: 'State', key: 'Key', refused: 'Messages refused' },
  noKey: 'No key',
  key: 'Key {{id}}',
  pending: 'not proven yet: {{id}}',
  former: 'former: {{ids}}',
  aboard: 'aboard: {{id}}',
  aboardNone: 'aboard: none',
  busy: 'Being changed …',
  counted: '{{reason}} {{count}}',
  trusted: 'Trusted links: {{names}}',
  noTrusted: 'No link is trusted: keys are sent over a trusted link only; set one on the page “Links”.',
  clock: {
    behind:
      'The clock of the server was set back: stamps are {{s}} s ahead of it. Signing goes on; set the clock.',
    ahead:
      'The clock of the server is more than a year ahead of the last record and is not believed: set it, then restart.',
  },
  give: {
    first: 'Set a key',
    other: 'Change the key',
    title: '{{name}}: a new key',
    hint: 'Over a trusted link, with the drone disarmed and on the ground. The old key counts until the new one is proven.',
    done: 'Key {{id}} of {{name}} is proven',
  },
  take: {
    button: 'Take the key away',
    title: '{{name}}: end signing',
    hint: 'It will then listen to anybody. Over a trusted link, with the drone disarmed and on the ground.',
    done: '{{name}} does not sign any more',
  },
  forget: {
    button: 'Forget the key',
    title: '{{name}}: forget the key',
    hint: 'Only for a drone out of service that lost its key: its unsigned messages will be believed.',
  },
  recall: {
    button: 'Use the former key',
    title: '{{name}}: use the former key again',
    hint: 'The drone has a former key. With it you can talk to it again; then change the key.',
    done: '{{name}} uses key {{id}} again',
  },
  trust: {
    column: 'Keys',
    yes: 'Trusted',
    no: 'Not trusted',
    button: 'Trust',
    withdraw: 'Withdraw trust',
    title: 'Link {{name}}: trust it',
    withdrawTitle: 'Link {{name}}: withdraw trust',
    hint: 'Only a link on which nobody else can listen (a cable, a tunnel): keys go over it in the clear.',
  },
};
