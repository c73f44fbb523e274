import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contract } from '../../server/api/contract/contract.ts';
import { pdfPrinter } from '../../server/ports/pdf-printer.ts';
import { paperPack } from '../../server/review/paper-pack.ts';
import { startApp } from '../support/app.ts';

const NOW = { at: '2026-03-01 10:00', drill: false, orders: [], flights: [], boxes: [], contacts: [] };
const MUCH = Array.from({ length: 60 }, (_, i) => [
  `P-${i}`,
  '南京市浦口人民医院',
  'PACKED',
  'RBC O POS × 2',
  '10:00',
]);

const pagesIn = (bytes: Uint8Array): number =>
  Buffer.from(bytes)
    .toString('latin1')
    .match(/\/Type \/Page\b/g)?.length ?? 0;

describe('paper pack', () => {
  it('is a PDF with its own Chinese font inside', async () => {
    const bytes = await pdfPrinter(paperPack(NOW));
    const text = Buffer.from(bytes).toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    expect(text).toMatch(/NotoSansCJK/);
    expect(text).toMatch(/\/FontFile3/);
    expect(pagesIn(bytes)).toBe(6);
  });

  it('goes on to more sheets where there are many orders', async () => {
    expect(pagesIn(await pdfPrinter(paperPack({ ...NOW, orders: MUCH })))).toBeGreaterThan(7);
  });

  it('is marked in a drill', () => {
    expect(paperPack({ ...NOW, drill: true }).band).toContain('演练');
    expect(paperPack(NOW).band).toBe('');
  });

  it('lies in the data folder from the start on, and is given to staff only', async () => {
    const app = await startApp();
    try {
      const file = join(app.folder, 'paper-pack.pdf');
      await expect
        .poll(() => readFileSync(file).subarray(0, 5).toString(), { timeout: 20_000 })
        .toBe('%PDF-');
      const get = async (login: string): Promise<Response> =>
        fetch(`${app.url}${contract.papers.pack.path}`, {
          headers: { cookie: (await app.as(login)).cookie },
        });
      const given = await get('issuer1');
      expect(given.status).toBe(200);
      expect(given.headers.get('content-type')).toContain('application/pdf');
      expect((await get('pkph1')).status).toBe(403);
    } finally {
      await app.app.stop();
    }
  });
});
