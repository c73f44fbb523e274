import type { ZoneKind } from './style.ts';

/** The map's texts: handed in, because drawing code lives outside React. */
export type MapWords = {
  readonly lang: 'zh' | 'en';
  readonly stale: (seconds: number) => string;
  readonly lost: (seconds: number) => string;
  readonly noPosition: string;
  readonly zone: (kind: ZoneKind) => string;
  readonly zoneHeights: (lowerM: number, upperM: number, frame: string) => string;
  readonly legHeight: (metres: number) => string;
  readonly noReturn: (clock: string, overWater: boolean) => string;
  readonly approximate: string;
  readonly synthetic: string;
};
