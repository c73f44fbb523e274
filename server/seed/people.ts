import type { Role } from '../core/access.ts';

/** Accounts of the demo; printed at start. They exist only with demo data. */
export const DEMO_PASSWORD = 'lifeline-demo';

export const DEMO_PEOPLE: readonly { login: string; name: string; role: Role; siteId: string | null }[] = [
  { login: 'pkph1', name: '王护士', role: 'hospital', siteId: 'pkph' },
  { login: 'pkph2', name: '李医师', role: 'hospital', siteId: 'pkph' },
  { login: 'pktcm1', name: '赵护士', role: 'hospital', siteId: 'pktcm' },
  { login: 'pktcm2', name: '钱医师', role: 'hospital', siteId: 'pktcm' },
  { login: 'issuer1', name: '孙发血', role: 'issuer', siteId: 'nrcbc' },
  { login: 'issuer2', name: '周核对', role: 'issuer', siteId: 'nrcbc' },
  { login: 'dispatcher1', name: '吴调度', role: 'dispatcher', siteId: null },
  { login: 'dispatcher2', name: '郑调度', role: 'dispatcher', siteId: null },
  { login: 'safety', name: '冯安全', role: 'safety', siteId: null },
  { login: 'ops', name: '陈运营', role: 'ops', siteId: null },
  { login: 'admin', name: '管理员', role: 'admin', siteId: null },
];
