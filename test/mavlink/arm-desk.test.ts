import { common } from 'mavlink-mappings';
import { describe, expect, test } from 'vitest';
import type { ArmAnswer } from '../../server/mavlink/arm-desk.ts';
import { createBed } from './embedded-bed.ts';

const ASKS = { COM_ARM_AUTH_REQ: 1, COM_ARM_AUTH_ID: 255 };

/** A vehicle that asks, a station that answers so (undefined: says nothing), and what was asked and said. */
const asking = async (answer: ArmAnswer | undefined, parameters: Readonly<Record<string, number>> = ASKS) => {
  const bed = await createBed(3, parameters);
  const heard = { asked: 0, texts: [] as string[] };
  bed.vehicle.armDesk.onAsked(() => {
    heard.asked++;
    if (answer !== undefined) bed.vehicle.armDesk.answer(answer);
  });
  bed.vehicle.onEvent((event) => {
    if (event.kind === 'statustext') heard.texts.push(event.text);
  });
  const arm = async () => {
    const done = await bed.done(bed.vehicle.arm());
    // The texts come after the answer.
    await bed.clock.advanceAsync(3000);
    return done.ok ? 'armed' : done.error.message;
  };
  return { ...bed, heard, arm };
};

describe('leave to arm', () => {
  test('[AA1] [AA3] in one step: asked once, told yes, armed by the one command', async () => {
    const { heard, arm, machine, count, close } = await asking({ mayArm: true, forS: 3 });
    expect(await arm()).toBe('armed');
    expect(machine().truth().armed).toBe(true);
    expect([heard.asked, count(common.CommandAck.MSG_ID)]).toEqual([1, 1]);
    expect(heard.texts.join('\n')).toContain('Arm auth: Authorized for the next 3 seconds');
    await close();
  });

  test.each<[why: 'generic' | 'timeout', text: string]>([
    ['generic', 'Arm auth: Denied'],
    ['timeout', 'Arm auth: Denied by timeout in authorizer'],
  ])('[AA2] [AA3] told no (%s), it refuses and says why', async (why, text) => {
    const { heard, arm, machine, close } = await asking({ mayArm: false, why });
    expect(await arm()).toMatch(/TEMPORARILY_REJECTED/);
    expect(machine().truth().armed).toBe(false);
    expect(heard.texts.map((said) => said.trim())).toContain(text);
    await close();
  });

  test('[AA1] [AA3] told nothing, it asks three times more, and refuses after COM_ARM_AUTH_TO', async () => {
    const { heard, arm, machine, close } = await asking(undefined);
    expect(await arm()).toMatch(/TEMPORARILY_REJECTED/);
    expect(machine().truth().armed).toBe(false);
    expect(heard.asked).toBe(4);
    expect(heard.texts.join('\n')).toContain('Arm auth: No response');
    await close();
  });

  test('[AA3] in two steps: the first command asks, the second arms while leave holds', async () => {
    const { heard, arm, machine, clock, close } = await asking(
      { mayArm: true, forS: 10 },
      { ...ASKS, COM_ARM_AUTH_MET: 1 },
    );
    expect(await arm()).toMatch(/TEMPORARILY_REJECTED/);
    expect(heard.texts.join('\n')).toContain('Arm auth: Requesting authorization...');
    await clock.advanceAsync(10_000);
    // That leave is over: it asks anew.
    expect(await arm()).toMatch(/TEMPORARILY_REJECTED/);
    expect(await arm()).toBe('armed');
    expect([machine().truth().armed, heard.asked]).toEqual([true, 2]);
    await close();
  });

  test('[AA4] answered at the very time of the question, it takes no notice and asks no more', async () => {
    const { heard, vehicle, machine, done, close } = await asking(undefined);
    const arming = vehicle.arm();
    vehicle.armDesk.answer({ mayArm: true, forS: 3 });
    const end = await done(arming);
    expect(end.ok ? 'armed' : end.error.message).toMatch(/TEMPORARILY_REJECTED/);
    expect([machine().truth().armed, heard.asked]).toEqual([false, 1]);
    await close();
  });

  test('[AA1] what is asked of another system is not ours to answer', async () => {
    const { heard, arm, machine, close } = await asking(
      { mayArm: true, forS: 3 },
      { ...ASKS, COM_ARM_AUTH_ID: 254 },
    );
    expect(await arm()).toMatch(/TEMPORARILY_REJECTED/);
    expect([machine().truth().armed, heard.asked]).toEqual([false, 0]);
    await close();
  });
});
