import { z } from 'zod';
import { route } from './common.ts';

export const papers = {
  pack: route({
    id: 'papers.pack',
    method: 'GET',
    path: '/api/paper-pack.pdf',
    access: ['order.read.all'],
    summary: 'Sheets to work with while the system is down, with the open orders and flights of now',
    response: z.unknown(),
    file: 'application/pdf',
  }),
} as const;
