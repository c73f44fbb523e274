import { conformance } from './conformance/run.ts';
import { TOPICS } from './conformance/table.ts';

for (const [topic, cases] of Object.entries(TOPICS)) conformance(topic, cases, 'px4');
