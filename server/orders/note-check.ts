import type { Issue } from '../core/issue.ts';
import { COMPOUND_SURNAMES, NOT_NAMES, SURNAMES } from './surnames.ts';

/**
 * Looks for what names a patient. It warns and never blocks: a person may confirm that nobody is named. The found text
 * is never repeated, only where it stands, so that it reaches no log.
 */
type Found = { readonly start: number; readonly end: number };
type Rule = {
  readonly id: Issue['id'];
  readonly sentence: string;
  readonly find: (text: string) => readonly Found[];
};

const matches = (text: string, pattern: RegExp): Found[] =>
  [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }));

const SURNAME = `(?:${COMPOUND_SURNAMES.join('|')}|[${[...SURNAMES].join('')}])`;
const GIVEN = '[\\u4e00-\\u9fff×某]{1,2}';
const HAN = '\\u4e00-\\u9fff';
const WESTERN_WORD = "[A-Z][a-z'’]+(?:-[A-Z][a-z]+)?";

/** Capitalised words of wards and blood, not of people. */
const WARD_WORDS = new Set(
  `Operating Room Theatre Theater Floor Ward Building Block East West North South Wing Main Gate Emergency Department
   Intensive Care Unit Blood Bank Trauma Bay Delivery Labour Labor Obstetrics Surgery Please Call Ring Bring Deliver
   Massive Transfusion Protocol Urgent Cell Cells Red Plasma Platelets Fresh Frozen Group Type Lift Level Desk Nurse
   Station Laboratory Lab Hospital Pukou People The For Use Staff Ready Pad Roof Bed Doctor On Duty New Second First
   Third Paediatric Pediatric Cardiac Neuro Thank You Thanks Need Needs Needed Before After Washed Whole`
    .split(/\s+/)
    .filter((word) => word.length > 0),
);

const chineseName = (text: string): Found[] => [
  // A label in front: 患者李强, 姓名:王某某.
  ...matches(text, new RegExp(`(?:患者|病人|病员|伤者|产妇|患儿|姓名|名字)[\\s:,]*${SURNAME}${GIVEN}`, 'gu')),
  // A title behind: 王先生, 李建国女士.
  ...matches(
    text,
    new RegExp(`${SURNAME}[${HAN}×某]{0,2}(?:先生|女士|小姐|同志|大爷|大妈|阿姨|老人|宝宝)`, 'gu'),
  ),
  // Two or three characters on their own (four with a double family name).
  ...matches(text, new RegExp(`(?<![${HAN}])${SURNAME}${GIVEN}(?![${HAN}])`, 'gu')).filter(
    (found) => !NOT_NAMES.some((word) => text.startsWith(word, found.start)),
  ),
  // A character left out on purpose: 王某, 张××.
  ...matches(text, new RegExp(`${SURNAME}(?:某|×|[xX]{2})`, 'gu')),
];

const westernName = (text: string): Found[] => [
  ...matches(
    text,
    new RegExp(`\\b(?:Mr|Mrs|Ms|Miss|Patient|patient|name|Name)[.:]?\\s+${WESTERN_WORD}`, 'gu'),
  ),
  // The second word is looked at, not consumed, so that `For John Smith` is read as two pairs.
  ...[...text.matchAll(new RegExp(`\\b(${WESTERN_WORD})(?=\\s+(?:[A-Z]\\.\\s+)?(${WESTERN_WORD}))`, 'gu'))]
    .filter(([, first, second]) => !WARD_WORDS.has(first ?? '') && !WARD_WORDS.has(second ?? ''))
    .map((match) => ({ start: match.index, end: match.index + match[0].length })),
];

const RULES: readonly Rule[] = [
  {
    id: 'note.identity_number',
    sentence: 'The note holds what looks like an identity number.',
    find: (text) => matches(text, /(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?![\dA-Za-z])/gu),
  },
  {
    id: 'note.mobile',
    sentence: 'The note holds what looks like a mobile number.',
    find: (text) => matches(text, /(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/gu),
  },
  {
    id: 'note.record_number',
    sentence: 'The note holds what looks like a record number of a patient.',
    find: (text) =>
      matches(text, /(?:住院号|病案号|病历号|门诊号|就诊卡|登记号|MRN|mrn)[\s:#.]*[A-Za-z]?\d{4,}/gu),
  },
  {
    id: 'note.bed_and_name',
    sentence: 'The note holds what looks like a bed with a name.',
    find: (text) => [
      ...matches(
        text,
        new RegExp(`(?:\\d+|[一二三四五六七八九十]+)\\s*号?床[\\s:,]*${SURNAME}${GIVEN}`, 'gu'),
      ),
      ...matches(text, new RegExp(`${SURNAME}${GIVEN}[\\s,]*\\d+\\s*号?床`, 'gu')),
      ...matches(text, new RegExp(`\\b[Bb]ed\\s*\\d+[\\s:,]+${WESTERN_WORD}`, 'gu')).filter(
        (found) =>
          !WARD_WORDS.has(
            text
              .slice(found.start, found.end)
              .split(/[\s:,]+/)
              .at(-1) ?? '',
          ),
      ),
    ],
  },
  {
    id: 'note.name',
    sentence: 'The note holds what looks like a name.',
    find: (text) => [...chineseName(text), ...westernName(text)],
  },
];

/** One warning for each kind of trace, with the place of the first; empty = nothing seen. */
export const checkNote = (note: string): Issue[] => {
  // Full-width digits and letters read like half-width ones; the length may change only for rare ligatures.
  const text = note.normalize('NFKC');
  return RULES.flatMap((rule) => {
    const first = rule.find(text)[0];
    if (first === undefined) return [];
    return [
      {
        id: rule.id,
        severity: 'warning' as const,
        place: 'note',
        sentence: rule.sentence,
        fix: 'Write nothing by which a patient could be known.',
        params: { start: first.start, end: first.end },
      },
    ];
  });
};

/** What stands in the log where a free text stays with its record only. */
export const NOT_LOGGED = '(not logged: it may name a person)';

/**
 * A free text as the log may keep it. Facts can never be corrected, so one that looks as if it named a patient stays
 * out of them (INV-D10); the record itself keeps it.
 */
export const loggable = (text: string): string => (checkNote(text).length === 0 ? text : NOT_LOGGED);
