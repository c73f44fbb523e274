/** Outlines that a plan has around its route, innermost first, as the legend lists them. */
export const VOLUME_KINDS = ['geography', 'contingency', 'groundRisk', 'fence', 'fenceOut', 'reach'] as const;
export type VolumeKind = (typeof VOLUME_KINDS)[number];

type VolumeStyle = {
  readonly light: string;
  readonly dark: string;
  /** Undefined: a whole line. Colour alone tells nothing. */
  readonly dash: string | undefined;
  readonly weight: number;
  readonly fillOpacity: number;
};

export const VOLUME_STYLES: Readonly<Record<VolumeKind, VolumeStyle>> = {
  geography: { light: '#2b8a3e', dark: '#69db7c', dash: undefined, weight: 1.5, fillOpacity: 0.1 },
  contingency: { light: '#a86200', dark: '#ffc078', dash: '7 4', weight: 1.5, fillOpacity: 0.05 },
  groundRisk: { light: '#b02525', dark: '#ff8787', dash: '1 5', weight: 2, fillOpacity: 0.04 },
  fence: { light: '#5f3dc4', dark: '#b197fc', dash: '12 4 2 4', weight: 2, fillOpacity: 0 },
  fenceOut: { light: '#5f3dc4', dark: '#b197fc', dash: '3 3', weight: 2, fillOpacity: 0.2 },
  reach: { light: '#0b7285', dark: '#66d9e8', dash: '16 8', weight: 1.5, fillOpacity: 0 },
};

export const volumeColour = (kind: VolumeKind, dark: boolean): string =>
  dark ? VOLUME_STYLES[kind].dark : VOLUME_STYLES[kind].light;
