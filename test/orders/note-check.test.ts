import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNote } from '../../server/orders/note-check.ts';

const ids = (text: string): string[] => checkNote(text).map((issue) => issue.id);

describe('checkNote', () => {
  it.each([
    ['患者李强急用', 'note.name'],
    ['姓名:王某某', 'note.name'],
    ['张女士 剖宫产', 'note.name'],
    ['送7楼,王建国', 'note.name'],
    ['欧阳修远', 'note.name'],
    ['For John Smith', 'note.name'],
    ['for Mr. Wang in theatre', 'note.name'],
    ['身份证320106198001011234', 'note.identity_number'],
    ['32010619800101123X', 'note.identity_number'],
    ['320106198001011234', 'note.identity_number'],
    ['call 13812345678', 'note.mobile'],
    ['+86 138 1234 5678', 'note.mobile'],
    ['电话:138-1234-5678', 'note.mobile'],
    ['12床李强', 'note.bed_and_name'],
    ['3号床 王建国', 'note.bed_and_name'],
    ['Bed 12 Zhang', 'note.bed_and_name'],
    ['住院号:0012345', 'note.record_number'],
  ])('warns at %s', (text, id) => {
    expect(ids(text)).toContain(id);
  });

  it.each([
    '',
    '请送到7楼手术室',
    '大出血,马上要用',
    '请提前10分钟电话通知',
    '江北院区 急诊科',
    '洗涤红细胞 4单位',
    '12床急用',
    'Operating Room 7th floor, East Wing',
    'Massive Transfusion Protocol started 14:05',
    'ext. 8021, please ring',
    'order 2026/0311-17',
    '025-83241234',
  ])('is silent at %s', (text) => {
    expect(ids(text)).toEqual([]);
  });

  it('[INV-D10] never repeats what it found', () => {
    const text = '患者李强 13812345678 320106198001011234';
    const written = JSON.stringify(checkNote(text));
    for (const secret of ['李强', '13812345678', '320106198001011234']) expect(written).not.toContain(secret);
  });

  it('finds a mobile number in any note', () => {
    const words = fc.string({ unit: fc.constantFrom('急', ' ', 'a', ',', '室'), maxLength: 20 });
    const mobile = fc
      .tuple(fc.integer({ min: 13, max: 19 }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([head, tail]) => `${head}${String(tail).padStart(9, '0')}`);
    fc.assert(
      fc.property(words, mobile, words, (before, number, after) => {
        expect(ids(before + number + after)).toContain('note.mobile');
      }),
    );
  });
});
