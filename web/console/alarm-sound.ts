import { useCallback, useEffect, useRef, useState } from 'react';
import { recall, remember } from '../shared/remembered.ts';

/** Two tones a critical alarm repeats, one a warning gives once; hertz. */
const TONES_HZ = { critical: [880, 660], warning: [520] } as const;
const TONE_S = 0.22;
const GAP_S = 0.08;
/** Loud enough beside a radio, soft enough not to be switched off. */
const LEVEL = 0.18;
/** A critical alarm that nobody has acknowledged sounds again. */
const REPEAT_MS = 8000;

let context: AudioContext | undefined;

/** Browsers give sound only after a gesture of the person. */
const unlock = (): void => {
  context ??= new AudioContext();
  void context.resume();
};

const play = (tones: readonly number[]): void => {
  if (context === undefined || context.state !== 'running') return;
  let at = context.currentTime;
  for (const hertz of tones) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = hertz;
    // Ramps, because a hard edge clicks.
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(LEVEL, at + 0.02);
    gain.gain.setValueAtTime(LEVEL, at + TONE_S - 0.03);
    gain.gain.linearRampToValueAtTime(0, at + TONE_S);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + TONE_S);
    at += TONE_S + GAP_S;
  }
};

export type Sound = 'on' | 'muted' | 'locked';

/**
 * Sounds for alarms that nobody has acknowledged: `worst` is the worst of them, `count` rises with each new one.
 * Silent until the first gesture on the page; the wish to mute stays on this device.
 */
export const useAlarmSound = (
  worst: 'critical' | 'warning' | undefined,
  count: number,
): { readonly sound: Sound; readonly toggle: () => void } => {
  const [muted, setMuted] = useState(() => recall('alarmSound') === 'muted');
  const [unlocked, setUnlocked] = useState(() => context?.state === 'running');
  useEffect(() => {
    const onGesture = (): void => {
      unlock();
      setUnlocked(true);
    };
    window.addEventListener('pointerdown', onGesture, { once: true });
    window.addEventListener('keydown', onGesture, { once: true });
    return () => {
      window.removeEventListener('pointerdown', onGesture);
      window.removeEventListener('keydown', onGesture);
    };
  }, []);
  const sounded = useRef(0);
  useEffect(() => {
    // `count` is read so that each new alarm sounds at once, also while another is still repeating.
    const isNew = count >= sounded.current;
    sounded.current = count;
    if (worst === undefined || muted || !unlocked) return undefined;
    if (isNew) play(TONES_HZ[worst]);
    if (worst !== 'critical') return undefined;
    const timer = window.setInterval(() => play(TONES_HZ.critical), REPEAT_MS);
    return () => window.clearInterval(timer);
  }, [worst, count, muted, unlocked]);
  const toggle = useCallback(() => {
    setMuted((was) => {
      remember('alarmSound', was ? 'on' : 'muted');
      return !was;
    });
  }, []);
  return { sound: muted ? 'muted' : unlocked ? 'on' : 'locked', toggle };
};
