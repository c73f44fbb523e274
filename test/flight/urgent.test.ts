import { afterEach, expect, it } from 'vitest';
import type { UrgentApplication } from '../../server/api/contract/urgent.ts';
import { createUrgentApplications, type UrgentApplications } from '../../server/flight/urgent-service.ts';
import { ALL_TICKS } from '../../server/flight/preflight-table.ts';
import { FILLED_IN, FORM_FIELDS } from '../../server/flight/urgent-fields.ts';
import { createUrgentFiles, type UrgentFiles } from '../../server/flight/urgent-files-service.ts';
import { rememberedAnswers } from '../../server/flight/urgent-queries.ts';
import { applyBy, decideBy } from '../../server/flight/urgent-rules.ts';
import { pdfPrinter } from '../../server/ports/pdf-printer.ts';
import { seededRng } from '../support/seeded-rng.ts';
import { during, must, planned } from './drive.ts';
import { flightWorld, type World } from './world.ts';
import { actor } from './world-record.ts';

const MINUTE_MS = 60_000;
/** What no plan and no record of the test world knows: phones are empty there, and there is no elevation file. */
const UNKNOWN = [
  'operatorName',
  'operatorCertificate',
  'operatorPhone',
  'pilotName',
  'pilotLicence',
  'pilotPhone',
  'registration',
  'takeoffPhone',
  'landingPhone',
  'atcContact',
  'trueHeight',
  'c2Frequency',
  'c2Bandwidth',
  'communication',
  'navigation',
  'surveillance',
  'transponder',
  'lostLink',
  'emergencyContact',
];

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

type Scene = { readonly w: World; readonly urgent: UrgentApplications & UrgentFiles; readonly id: string };

const opened = async (): Promise<Scene> => {
  world = await flightWorld();
  const { store, clock } = world;
  const urgent = {
    ...createUrgentApplications({ store, clock, rng: seededRng(5) }),
    ...createUrgentFiles({ store, print: pdfPrinter }),
  };
  const { id } = await planned(world, 'delivery');
  return { w: world, urgent, id };
};

type Answered = Awaited<ReturnType<UrgentApplications['get']>>;

const shown = (answer: Answered): UrgentApplication => {
  const { application } = must(answer);
  if (application === null) throw new Error('expected an application');
  return application;
};

const inMinutes = (w: World, minutes: number): number => w.clock.wall() + minutes * MINUTE_MS;

const begun = async ({ w, urgent, id }: Scene): Promise<UrgentApplication> =>
  shown(await urgent.begin(w.cause(), id, { basis: 'rescue', takeoffAt: inMinutes(w, 40) }));

const answered = async ({ w, urgent, id }: Scene, answers: Record<string, string>) => {
  const { basis, takeoffAt } = shown(await urgent.get(actor('dispatcher'), id));
  return shown(await urgent.save(w.cause(), id, { basis, takeoffAt, answers }));
};

const sent = async (scene: Scene): Promise<void> => {
  const { w, urgent, id } = scene;
  must(await urgent.export(w.cause(), id, 'pdf'));
  must(await urgent.sent(w.cause(), id, { via: 'telephone', reference: 'A-7' }));
};

const grantOf = (w: World) => ({
  reference: 'NJ-29-1',
  from: w.clock.wall(),
  to: inMinutes(w, 90),
  needsConfirmation: false,
  note: '',
});

const refusedAs = (code: string) => ({ ok: false, error: { code } });

const valueOf = ({ items }: UrgentApplication, key: string): string | undefined =>
  items.flatMap(({ fields }) => fields).find((field) => field.key === key)?.value?.en;

const issuesOf = async ({ w, id }: Scene): Promise<string[]> =>
  must(await w.service.get(actor('dispatcher'), id)).issues.map((issue) => issue.id);

it('[UA1] the thirteen items are filled in from the plan, and what nobody knows is a named blank', async () => {
  const scene = await opened();
  const application = await begun(scene);
  expect(application.items.map(({ no }) => no)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  const plan = must(await scene.w.service.get(actor('dispatcher'), scene.id)).plan;
  expect(valueOf(application, 'purpose')).toContain('P-0001');
  expect(valueOf(application, 'takeoffSite')).toContain('118.781300, 32.087700');
  expect(valueOf(application, 'height')).toContain(`${plan?.legs[0]?.relAltM} m above take-off`);
  expect(valueOf(application, 'planned')).toContain(plan?.hash);
  expect(valueOf(application, 'mass')).toBe(
    'empty 15 kg, at most 25 kg at take-off, small (by the profile of the type)',
  );
  expect(application.blanks).toEqual(UNKNOWN);
  const fields = application.items.flatMap((item) => item.fields);
  expect(fields.filter(({ source }) => source === 'person')).toEqual([]);
  for (const { key, value, label, source } of fields) {
    expect(value === null, key).toBe(source === 'blank');
    expect(label.zh, key).toMatch(/[\u4e00-\u9fff]/);
  }
});

it('[UA1] what a person fills in is shown with its author, and an emptied field is a blank again', async () => {
  const scene = await opened();
  await begun(scene);
  const filled = await answered(scene, { pilotName: 'Li Hua', transponder: '无' });
  expect(valueOf(filled, 'pilotName')).toBe('Li Hua');
  expect(filled.blanks).not.toContain('transponder');
  const field = filled.items[0]?.fields.find(({ key }) => key === 'pilotName');
  expect(field).toMatchObject({ source: 'person', by: { name: 'dispatcher', at: scene.w.clock.wall() } });
  expect((await answered(scene, { pilotName: '' })).blanks).toContain('pilotName');
});

it('[UA1] every field is of one item, and only what a plan does not know is asked of people', () => {
  const keys = FORM_FIELDS.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const asked = FILLED_IN.filter(({ required }) => required).map(({ key }) => key);
  expect(asked).toEqual(UNKNOWN.filter((key) => key !== 'trueHeight'));
});

it('[UA2] both files give what was exported; a change has to be exported again, what was sent stays', async () => {
  const scene = await opened();
  const { w, urgent, id } = scene;
  await begun(scene);
  expect(await urgent.pdf(actor('dispatcher'), id)).toMatchObject(refusedAs('flights.not_exported'));
  const step = shown(await urgent.export(w.cause(), id, 'json')).steps.at(-1);
  expect(step).toMatchObject({ step: 'exported', format: 'json', by: { name: 'dispatcher' } });
  const json = must(await urgent.json(actor('dispatcher'), id));
  const file = JSON.parse('text' in json ? json.text : '') as Record<string, unknown>;
  expect(file).toMatchObject({
    hash: step?.hash,
    blanks: UNKNOWN,
    exportedBy: 'dispatcher',
    simulated: true,
  });
  const pdf = must(await urgent.pdf(actor('dispatcher'), id));
  expect(Buffer.from('bytes' in pdf ? pdf.bytes : []).toString('latin1')).toMatch(/^%PDF-/);

  expect((await answered(scene, { pilotName: 'Li Hua' })).exported).toBe(false);
  const early = await urgent.sent(w.cause(), id, { via: 'telephone', reference: '' });
  expect(early).toMatchObject(refusedAs('flights.not_exported'));
  await sent(scene);
  await w.store.transact(w.cause(), async ({ db }) => {
    await db.updateTable('sites').set({ phone: '025-1' }).execute();
  });
  const after = shown(await urgent.get(actor('dispatcher'), id));
  expect(valueOf(after, 'takeoffPhone')).toBeUndefined();
  const late = await urgent.save(w.cause(), id, { ...after, answers: { pilotName: 'Wang' } });
  expect(late).toMatchObject(refusedAs('flights.wrong_application'));
});

it('[UA3] its steps are taken in their order, each with person, time and reference', async () => {
  const scene = await opened();
  const { w, urgent, id } = scene;
  await begun(scene);
  const again = await urgent.begin(w.cause(), id, { basis: 'special', takeoffAt: inMinutes(w, 20) });
  expect(again).toMatchObject(refusedAs('flights.wrong_application'));
  const early = await urgent.grant(w.cause(), id, grantOf(w));
  expect(early).toMatchObject(refusedAs('flights.wrong_application'));
  await sent(scene);
  must(await urgent.refuse(w.cause('safety'), id, { reference: 'N-1', reason: 'military use' }));
  const over = shown(await urgent.get(actor('dispatcher'), id));
  expect(over.steps.map(({ step, by, reference }) => [step, by.name, reference])).toEqual([
    ['begun', 'dispatcher', undefined],
    ['exported', 'dispatcher', undefined],
    ['sent', 'dispatcher', 'A-7'],
    ['refused', 'safety', 'N-1'],
  ]);
  expect((await begun(scene)).state).toBe('draft');
  const events = await w.store.events({ subject: `flight:${id}` });
  const types = events.map(({ type }) => type).filter((type) => type.startsWith('flight.application_'));
  expect(types).toEqual([
    'flight.application_begun',
    'flight.application_exported',
    'flight.application_sent',
    'flight.application_refused',
    'flight.application_begun',
  ]);
});

it(
  '[UA3] a launched flight’s application takes a withdrawal and nothing else',
  { timeout: 60_000 },
  async () => {
    const scene = await opened();
    const { w, urgent, id } = scene;
    await begun(scene);
    for (const tick of ALL_TICKS) must(await w.service.conditions.tick(w.cause(), id, { tick, on: true }));
    const { plan } = must(await w.service.get(actor('dispatcher'), id));
    const launch = w.service.launch(w.cause(), id, { planHash: plan?.hash ?? '', acknowledged: [] });
    expect(must(await during(w, launch, 500)).launchedAt).not.toBeNull();
    const late = await urgent.export(w.cause(), id, 'pdf');
    expect(late).toMatchObject(refusedAs('flights.wrong_state'));
    expect(shown(await urgent.withdraw(w.cause(), id, 'not needed')).state).toBe('withdrawn');
    const another = await urgent.begin(w.cause(), id, { basis: 'special', takeoffAt: inMinutes(w, 5) });
    expect(another).toMatchObject(refusedAs('flights.wrong_state'));
  },
);

it('[UA4] granted it covers the way that was applied for and no other one; withdrawn it covers none', async () => {
  const scene = await opened();
  const { w, urgent, id } = scene;
  must(await w.service.conditions.withdrawApproval(w.cause(), 'approval-1', 'for this test'));
  expect(await issuesOf(scene)).toContain('preflight.approval_window');
  await begun(scene);
  await sent(scene);
  const granted = shown(await urgent.grant(w.cause(), id, grantOf(w)));
  expect(granted.approval).toMatchObject({ number: 'NJ-29-1', confirmations: null });
  expect(granted.routeChanged).toBe(false);
  const covered = await issuesOf(scene);
  expect(covered.filter((issue) => issue.startsWith('preflight.approval_'))).toEqual([]);

  must(await w.service.separate(w.cause(), id, { cruiseRelAltM: 115 }));
  expect(await issuesOf(scene)).toContain('preflight.approval_corridor');
  expect(shown(await urgent.get(actor('dispatcher'), id)).routeChanged).toBe(true);

  const ended = shown(await urgent.withdraw(w.cause(), id, 'another height'));
  expect([ended.state, ended.approval]).toEqual(['withdrawn', null]);
  expect(await issuesOf(scene)).toContain('preflight.approval_window');
});

it('[UA4] an answer that wants the take-off confirmed keeps it on the ground until it is', async () => {
  const scene = await opened();
  const { w, urgent, id } = scene;
  must(await w.service.conditions.withdrawApproval(w.cause(), 'approval-1', 'for this test'));
  await begun(scene);
  await sent(scene);
  const granted = { ...grantOf(w), needsConfirmation: true };
  const { approval } = shown(await urgent.grant(w.cause(), id, granted));
  expect(await issuesOf(scene)).toContain('preflight.approval_confirmation');
  const word = { takeoffAt: w.clock.wall(), reference: 'T-1' };
  must(await w.service.conditions.confirmTakeoff(w.cause(), approval?.id ?? '', word));
  expect(await issuesOf(scene)).not.toContain('preflight.approval_confirmation');
});

it('[UA5] medical rescue is applied for 30 minutes ahead, for less there is the specially urgent task', async () => {
  const { w, urgent, id } = await opened();
  const begin = (basis: 'rescue' | 'special', minutes: number) =>
    urgent.begin(w.cause(), id, { basis, takeoffAt: inMinutes(w, minutes) });
  expect(await begin('rescue', 29)).toMatchObject(refusedAs('flights.invalid_lead'));
  expect(await begin('special', 0)).toMatchObject(refusedAs('flights.invalid_takeoff'));
  expect(await begin('special', 5)).toMatchObject({ ok: true });
  const takeoffAt = inMinutes(w, 40);
  expect(applyBy('rescue', takeoffAt)).toBe(inMinutes(w, 10));
  expect(applyBy('special', takeoffAt)).toBeUndefined();
  expect(decideBy(takeoffAt)).toBe(inMinutes(w, 30));
});

it('[UA6] a flight under an application wants three more ticks', async () => {
  const scene = await opened();
  const { w, urgent, id } = scene;
  const ticks = ['control', 'lights', 'emergency'] as const;
  const missing = async () =>
    (await issuesOf(scene)).filter((issue) => ticks.some((tick) => issue.endsWith(`_${tick}`)));
  expect(await missing()).toEqual([]);
  await begun(scene);
  expect(await missing()).toEqual(ticks.map((tick) => `preflight.tick_${tick}`));
  for (const tick of ticks) must(await w.service.conditions.tick(w.cause(), id, { tick, on: true }));
  expect(await missing()).toEqual([]);
  await w.run(31 * MINUTE_MS);
  expect(await missing()).toHaveLength(3);
  must(await urgent.withdraw(w.cause(), id, 'not needed'));
  expect(await missing()).toEqual([]);
}, 60_000);

it('[UA7] what was said of operator and drone is offered again with its author, of the flight not', async () => {
  const scene = await opened();
  const { w, urgent, id } = scene;
  await begun(scene);
  const saidAt = w.clock.wall();
  await answered(scene, { operatorName: 'Operator', registration: 'UAS1', pilotName: 'Li Hua' });
  must(await urgent.withdraw(w.cause(), id, 'another one'));
  await w.run(MINUTE_MS);
  const next = shown(
    await urgent.begin(w.cause('safety'), id, { basis: 'special', takeoffAt: inMinutes(w, 9) }),
  );
  const fields = next.items.flatMap((item) => item.fields);
  const by = { personId: 'dispatcher-1', name: 'dispatcher', at: saidAt };
  expect(fields.find(({ key }) => key === 'operatorName')).toMatchObject({ value: { zh: 'Operator' }, by });
  expect(fields.find(({ key }) => key === 'registration')).toMatchObject({ value: { zh: 'UAS1' }, by });
  expect(next.blanks).toContain('pilotName');
  const kept = await answered(scene, { operatorName: 'Operator', registration: 'UAS2' });
  const again = kept.items.flatMap((item) => item.fields);
  expect(again.find(({ key }) => key === 'operatorName')).toMatchObject({ by });
  expect(again.find(({ key }) => key === 'registration')?.by?.at).toBe(w.clock.wall());
  expect(Object.keys(await rememberedAnswers(w.store.read, 'drone-2'))).toEqual(['operatorName']);
}, 60_000);
