import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { contract } from '../../../server/api/contract/contract.ts';
import type { Flight } from '../../../server/api/contract/flights.ts';
import { launchDelivery, type People } from '../../../server/demo/delivery.ts';
import { DEMO_PASSWORD } from '../../../server/seed/people.ts';
import { consoleTab, LOOKS, press, say, type Camera, type Look, type Shot, type Staff } from './camera.ts';
import { order, untilState } from './quiet-day.ts';
import type { Stage } from './stage.ts';

type Scene = { readonly camera: Camera; readonly sign: Staff; readonly stage: Stage };

const DRONE_1 = 11;
const DRONE_2 = 12;
/** The three looks that differ most: each language, each size, day and night. */
const SOME: readonly Look[] = LOOKS.slice(0, 4);
const POLL_MS = 500;

const step = (text: string): void => say(text);

const until = async (what: string, done: () => Promise<boolean>): Promise<void> => {
  for (let waited = 0; waited < 120_000; waited += POLL_MS) {
    if (await done()) return;
    await pause(POLL_MS);
  }
  throw new Error(`not within two minutes: ${what}`);
};

const peopleOf = async (sign: Staff, nurse: string, second: string): Promise<People> => ({
  nurse: await sign(nurse),
  secondOfHospital: second,
  issuer: await sign('issuer1'),
  secondIssuer: 'issuer2',
  dispatcher: await sign('dispatcher1'),
});

/** One packed order in a box of its own. */
const packedOrder = async (people: People, requestNo: string, boxNo: string) => {
  const { issuer, nurse, secondIssuer } = people;
  const created = await order(nurse, requestNo, { urgency: 'EMERGENCY' });
  const params = { id: created.id };
  const accepted = await issuer.call(contract.orders.accept, { params });
  const second = { login: secondIssuer, password: DEMO_PASSWORD };
  for (const { din } of accepted.order.lines.flatMap((line) => line.reserved)) {
    await issuer.call(contract.orders.pick, { params, body: { scan: din } });
    await issuer.call(contract.orders.check, { params, body: { scan: din, second } });
  }
  const body = { boxNo, sealNo: `S-${boxNo}`, temperatureClass: 'COLD', temperatureC: 4.1 } as const;
  return issuer.call(contract.orders.pack, { params, body });
};

/** Two persons for one launch: the first forgot a tick, the second reads why. */
const secondPerson = async ({ camera, sign }: Scene, people: People): Promise<Flight> => {
  const packed = await packedOrder(people, 'T-1', 'BX-0101');
  const { dispatcher, issuer, nurse } = people;
  const flight = await dispatcher.call(contract.flights.create, {
    body: { kind: 'delivery', orderId: packed.id, vehicleId: 'drone-1' },
  });
  await issuer.call(contract.fleet.padClear, { params: { id: flight.fromPadId }, body: { clear: true } });
  await nurse.call(contract.fleet.padClear, { params: { id: flight.toPadId }, body: { clear: true } });
  const params = { id: flight.id };
  for (const { boxNo, sealNo } of packed.boxes)
    await issuer.call(contract.flights.load, {
      params,
      body: { boxNo, sealNo, vehicleName: flight.vehicleName },
    });
  const seen = async (): Promise<Flight> => dispatcher.call(contract.flights.get, { params });
  await until('a flight without blockers', async () => {
    const { issues } = await seen();
    return issues.every(({ severity }) => severity !== 'blocker');
  });
  const at = `/console?flight=${flight.id}`;
  await camera.shoot(
    [{ name: 'trouble-preflight', login: 'dispatcher1', path: at, prepare: consoleTab }],
    SOME,
  );
  const { plan, issues } = await seen();
  const acknowledged = issues.filter(({ severity }) => severity === 'warning').map(({ id }) => id);
  const body = { planHash: plan?.hash ?? '', acknowledged, reason: '备用摄像头故障，已电话确认' };
  const asks = async (): Promise<unknown> => dispatcher.call(contract.flights.launch, { params, body });
  await asks();
  await camera.shoot(
    [
      { name: 'trouble-second', login: 'dispatcher2', path: '/console' },
      { name: 'trouble-second-waits', login: 'dispatcher1', path: at, prepare: consoleTab },
    ],
    SOME,
  );
  const second = await sign('dispatcher2');
  const approve = async (): Promise<void> => {
    const { requests } = await second.call(contract.preflight.requests, {});
    const request = requests[0];
    if (request === undefined) return;
    const reason = '已看过画面';
    await second.call(contract.preflight.approve, { params: { id: request.id }, body: { reason } });
  };
  await approve();
  // A request lives for 120 s: taking the pictures may have outlasted it.
  if ((await seen()).launchedAt === null) await asks().then(approve);
  return flight;
};

const dialogs = (flight: Flight): Shot[] => {
  const path = `/console?flight=${flight.id}`;
  const opens =
    (zh: string | RegExp, en: string | RegExp, then?: (page: Page, look: Look) => Promise<void>) =>
    async (page: Page, look: Look): Promise<void> => {
      await consoleTab(page, look);
      await press(page, look, zh, en);
      await then?.(page, look);
    };
  const everywhere =
    (zh: string, en: string) =>
    (page: Page, look: Look): Promise<void> =>
      press(page, look, zh, en);
  const who = { login: 'dispatcher1', path };
  const other = async (page: Page, look: Look): Promise<void> => {
    await page.getByText(look.language === 'zh' ? '改送医院' : 'Other hospital').click();
    await page.getByRole('combobox').or(page.locator('input[aria-haspopup=listbox]')).first().click();
  };
  return [
    { ...who, name: 'trouble-air', prepare: consoleTab },
    { ...who, name: 'trouble-air-queue' },
    { ...who, name: 'trouble-air-map', prepare: (page, look) => consoleTab(page, look, 1) },
    { ...who, name: 'trouble-divert', prepare: opens(/^改/, /^Change way|^Another way/) },
    { ...who, name: 'trouble-redirect', prepare: opens(/^改/, /^Change way|^Another way/, other) },
    { ...who, name: 'trouble-speed', prepare: opens(/^速度/, /^Speed/) },
    { ...who, name: 'trouble-terminate', prepare: opens(/^终止/, /^End flight/) },
    { ...who, name: 'trouble-land', prepare: opens('就地降落', 'Land here') },
    { ...who, login: 'dispatcher2', name: 'trouble-takeover', prepare: opens('接管', 'Take over') },
    { ...who, name: 'trouble-stop', prepare: everywhere('停飞…', 'Ground stop…') },
    { ...who, name: 'trouble-home', prepare: everywhere('全部返航…', 'Bring all home…') },
    { ...who, login: 'pkph1', name: 'trouble-hospital', path: `/hospital/orders/${flight.orderId ?? ''}` },
  ];
};

/** No telemetry for some seconds, then again. */
const silence = async ({ camera, stage }: Scene, flight: Flight): Promise<void> => {
  stage.mute(DRONE_1, true);
  await pause(8000);
  const path = `/console?flight=${flight.id}`;
  await camera.shoot(
    [
      { name: 'trouble-silent', login: 'dispatcher1', path, prepare: consoleTab },
      { name: 'trouble-silent-map', login: 'dispatcher1', path, prepare: (p, l) => consoleTab(p, l, 1) },
    ],
    SOME,
  );
  stage.mute(DRONE_1, false);
  await pause(4000);
  await camera.shoot(
    [{ name: 'trouble-heard-again', login: 'dispatcher1', path, prepare: consoleTab }],
    SOME.slice(0, 1),
  );
};

const openAlarms = async (page: Page, look: Look): Promise<void> => {
  await page.getByRole('button', { name: look.language === 'zh' ? /^展开/ : /^Show/ }).click();
};

/** Wind beyond the limit: proposals, and everybody is brought home. */
const wind = async ({ camera, sign }: Scene): Promise<void> => {
  const dispatcher = await sign('dispatcher1');
  const weather = {
    at: Date.now(),
    windMs: 16,
    gustMs: 22,
    temperatureC: 8,
    visibilityM: 6000,
    precipitation: 'none',
    source: '禄口机场 METAR',
  } as const;
  await dispatcher.call(contract.preflight.reportWeather, { body: weather });
  await pause(3000);
  await camera.shoot(
    [
      { name: 'trouble-proposals', login: 'dispatcher1', path: '/console' },
      { name: 'trouble-proposals-safety', login: 'safety', path: '/console' },
      { name: 'trouble-alarms', login: 'dispatcher1', path: '/console', prepare: openAlarms },
    ],
    SOME,
  );
  await dispatcher.call(contract.safety.collectiveReturn, { body: { reason: '阵风超限' } });
  await pause(2000);
  await camera.shoot(
    [
      { name: 'trouble-stopped', login: 'dispatcher1', path: '/console' },
      { name: 'trouble-stopped-hospital', login: 'pkph1', path: '/hospital' },
    ],
    SOME,
  );
};

/** What came back is decided at the desk; what is lost is looked for. */
const aftermath = async (scene: Scene, back: Flight, lost: Flight): Promise<void> => {
  const { camera, sign, stage } = scene;
  const dispatcher = await sign('dispatcher1');
  stage.mute(DRONE_2, true);
  await untilState(dispatcher, back.id, ['RETURNED', 'UNKNOWN', 'EXTERNAL_CONTROL']);
  await untilState(dispatcher, lost.id, ['SILENT', 'UNKNOWN']);
  const lostAt = `/console?flight=${lost.id}`;
  const ask = async (page: Page, look: Look): Promise<void> => {
    await consoleTab(page, look);
    await press(page, look, /^判定飞行状态/, /^Decide what became/);
  };
  await camera.shoot(
    [
      { name: 'trouble-search', login: 'dispatcher1', path: lostAt, prepare: consoleTab },
      { name: 'trouble-resolve', login: 'dispatcher1', path: lostAt, prepare: ask },
    ],
    SOME,
  );
  await dispatcher.call(contract.flights.resolve, {
    params: { id: lost.id },
    body: { outcome: 'lost', reason: '江面搜索未见' },
  });
  await pause(2000);
  const { incidents } = await dispatcher.call(contract.incidents.list, {});
  const press1 = async (page: Page, look: Look): Promise<void> => press(page, look, '放行…', /^Release/);
  await camera.shoot(
    [
      { name: 'trouble-failed', login: 'dispatcher1', path: '/console' },
      { name: 'trouble-held', login: 'issuer1', path: '/issue' },
      { name: 'trouble-held-release', login: 'issuer1', path: '/issue', prepare: press1 },
      { name: 'trouble-incidents', login: 'ops', path: '/ops/incidents' },
      { name: 'trouble-incident', login: 'safety', path: `/ops/incidents/${incidents[0]?.id ?? ''}` },
      { name: 'trouble-record', login: 'ops', path: `/ops/flights/${back.id}` },
      { name: 'trouble-order-failed', login: 'pktcm1', path: `/hospital/orders/${lost.orderId ?? ''}` },
      { name: 'trouble-menu', login: 'safety', path: '/console', prepare: openMenu },
      { name: 'trouble-baseline', login: 'admin', path: '/admin/drones', prepare: openBaseline },
    ],
    SOME,
  );
};

const openMenu = async (page: Page): Promise<void> => {
  await page.getByRole('banner').getByRole('button').last().click();
};

const openBaseline = (page: Page, look: Look): Promise<void> => press(page, look, '参数核对', /^Parameters/);

/** Two flights of which one is brought home and the other is lost, with every question that is asked on the way. */
export const trouble = async (scene: Scene): Promise<void> => {
  const { camera, sign, stage } = scene;
  const people = await peopleOf(sign, 'pkph1', 'pkph2');
  const others = await peopleOf(sign, 'pktcm1', 'pktcm2');
  const first = await secondPerson(scene, people);
  const packed = await packedOrder(others, 'T-2', 'BX-0102');
  const second = await launchDelivery(others, packed, 'drone-2', step);
  await untilState(people.dispatcher, first.id, ['EN_ROUTE']);
  await untilState(people.dispatcher, second.id, ['EN_ROUTE']);
  await camera.shoot(dialogs(first), SOME);
  await silence({ camera, sign, stage }, first);
  await wind(scene);
  await aftermath(scene, first, second);
};
