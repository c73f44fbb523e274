import type { Paper, PaperBlock } from '../core/paper.ts';
import { labelOf, type FilledField, type UrgentDocument } from './urgent-document.ts';
import type { Words } from './urgent-fields.ts';
import { momentText } from './urgent-values.ts';

export type Exported = {
  readonly document: UrgentDocument;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly byName: string;
  readonly hash: string;
  readonly drill: boolean;
};

/** Both languages, the second one only where it says something else. */
const both = ({ zh, en }: Words): string => (zh === en ? zh : `${zh}\n${en}`);

const rowOf = ({ label, value }: FilledField): readonly [string, string | undefined] => [
  both(label),
  value === null ? undefined : both(value),
];

const missing = ({ blanks }: UrgentDocument): PaperBlock[] =>
  blanks.length === 0
    ? []
    : [
        {
          kind: 'text',
          text: `待填 ${blanks.length} 项 To be filled in: ${blanks.map((key) => labelOf(key).zh).join('、')}`,
        },
      ];

const bandOf = ({ document, drill }: Exported): string => {
  if (drill) return '演练 DRILL';
  return document.simulated ? '仿真 SIMULATED' : '';
};

/** The application form on paper; what nobody knows is an empty box with its name. */
export const urgentPaper = (exported: Exported): Paper => {
  const { document, at, byName, hash } = exported;
  return {
    pages: [
      {
        title: '紧急飞行活动申请 Urgent flight application',
        blocks: [
          {
            kind: 'text',
            text: '依据《无人驾驶航空器飞行管理暂行条例》第二十七条、第二十九条 UAV Regulations Art. 27 and 29',
          },
          ...missing(document),
          ...document.items.flatMap(({ no, title, fields }): PaperBlock[] => [
            { kind: 'heading', text: `${no}  ${title.zh} ${title.en}` },
            { kind: 'form', rows: fields.map(rowOf) },
          ]),
          { kind: 'heading', text: '申请与答复 Application and answer' },
          {
            kind: 'fields',
            labels: [
              '申请人签字 / 时间  Applicant (signature), time',
              '提交方式与对象  Sent how and to whom',
              '批复编号 / 时间  Reference of the answer, time',
              '批复内容与条件  Answer and conditions',
            ],
          },
        ],
      },
    ],
    foot: `生命航线 Lifeline · ${document.flight} · ${momentText(at)} ${byName} · ${hash}`,
    band: bandOf(exported),
  };
};
