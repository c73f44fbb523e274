import { firstContact } from './px4/behaviours/first-contact.ts';
import { missionUpload } from './px4/behaviours/mission-upload.ts';
import { conformance } from './px4/conformance/run.ts';
import { TOPICS } from './px4/conformance/table.ts';
import { onBothVehicles } from './px4/support.ts';

/** The quick ones of the PX4 suite, so that every `npm test` meets a real PX4 where there is one. */
for (const behaviour of [firstContact, missionUpload]) onBothVehicles(behaviour);

conformance('parameters', TOPICS['parameters'] ?? [], 'px4');
