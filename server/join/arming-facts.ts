import type { ArmingReason, VehicleFacts } from '../flight/ports.ts';
import type { ArmingIssue } from '../mavlink/events/arming-view.ts';
import type { EventText } from '../mavlink/events/sentence.ts';
import type { VehicleSnapshot } from '../mavlink/snapshot.ts';

/** PX4's texts that tell why it cannot be armed; a check that goes on failing is said again with each attempt only. */
const REASON_TEXT = /^(?:Preflight Fail|Arming denied): (.+)$/;
/** Texts of one refusal come together; what was said that long before the latest belongs to an earlier one. */
const TOGETHER_MS = 2000;

/** What nobody has translated is told as what it is. */
export const inChinese = ({ zh, en, by }: EventText): string =>
  by === 'vehicle' ? `“${en}”（无人机原文）` : zh;

const reasonOf = ({ name, severity, modes, text }: ArmingIssue): ArmingReason => ({
  key: name,
  en: text.en.replace(/\.$/, ''),
  zh: inChinese(text).replace(/。$/, ''),
  modes,
  isProblem: severity !== 'info',
});

/** Where the vehicle has no report, its latest texts have to do. */
const fromTexts = ({ texts, sensors }: VehicleSnapshot): VehicleFacts['arming'] => {
  if (sensors === undefined || sensors.prearmOk) return undefined;
  const said = texts.flatMap(({ at, text }) => {
    const reason = REASON_TEXT.exec(text)?.[1];
    return reason === undefined ? [] : [{ at, reason }];
  });
  const latest = said.at(-1);
  if (latest === undefined) return undefined;
  const together = said.filter(({ at }) => latest.at - at <= TOGETHER_MS).map(({ reason }) => reason);
  const reasons = [...new Set(together)].map((reason): ArmingReason => ({
    key: reason,
    en: reason,
    zh: inChinese({ en: reason, zh: reason, by: 'vehicle' }),
    modes: 'all',
    isProblem: true,
  }));
  return { at: latest.at, value: { canArm: [], reasons } };
};

/** Why the vehicle would not be armed, by its events, else by its texts. */
export const armingFacts = (snapshot: VehicleSnapshot): VehicleFacts['arming'] => {
  const { arming } = snapshot;
  if (arming === undefined) return fromTexts(snapshot);
  return { at: arming.at, value: { canArm: arming.canArm, reasons: arming.issues.map(reasonOf) } };
};
