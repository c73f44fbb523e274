/** Colours of the map, light and dark. Meaning is never carried by colour alone: zones have patterns and labels. */
export type MapColours = {
  readonly ground: string;
  readonly water: string;
  readonly hill: string;
  readonly bridge: string;
  readonly line: string;
  readonly route: string;
  readonly trail: string;
  readonly site: string;
};

const LIGHT: MapColours = {
  ground: '#eef0ea',
  water: '#b9d3e6',
  hill: '#d5dfca',
  bridge: '#6b7280',
  line: '#c3c8c0',
  route: '#1864ab',
  trail: '#b3590a',
  site: '#1b3a57',
};

const DARK: MapColours = {
  ground: '#1b1e22',
  water: '#1f3a52',
  hill: '#25302a',
  bridge: '#7d8794',
  line: '#363b42',
  route: '#74b6f5',
  trail: '#ffb25e',
  site: '#cfe3f5',
};

export const mapColours = (dark: boolean): MapColours => (dark ? DARK : LIGHT);

/** Kinds of airspace that matter to a dispatcher, with pattern and order: later ones are drawn above. */
export const ZONE_KINDS = [
  'altitude_limit',
  'populated',
  'crowd',
  'water',
  'info',
  'terrain',
  'caution',
  'obstacle',
  'temporary',
  'no_fly',
] as const;
export type ZoneKind = (typeof ZONE_KINDS)[number];

export type ZoneStyle = {
  readonly light: string;
  readonly dark: string;
  readonly pattern: 'cross' | 'hatch' | 'dots' | 'none';
  readonly dash?: string;
  readonly weight: number;
};

/** Kinds without a row are not drawn (the whole-area rule and the water would only cover the map). */
export const ZONE_STYLES: Readonly<Partial<Record<ZoneKind, ZoneStyle>>> = {
  no_fly: { light: '#c92a2a', dark: '#ff8787', pattern: 'cross', weight: 1.5 },
  temporary: { light: '#ae3ec9', dark: '#e599f7', pattern: 'cross', dash: '6 4', weight: 1.5 },
  obstacle: { light: '#5c4b00', dark: '#ffe066', pattern: 'hatch', weight: 1.5 },
  caution: { light: '#b35c00', dark: '#ffc078', pattern: 'dots', dash: '4 3', weight: 1 },
  terrain: { light: '#66633f', dark: '#b9b48a', pattern: 'hatch', dash: '2 3', weight: 1 },
  populated: { light: '#5f6b7a', dark: '#a5b1c2', pattern: 'none', dash: '1 5', weight: 1 },
  crowd: { light: '#7a3e5f', dark: '#d8a0c0', pattern: 'dots', dash: '1 5', weight: 1 },
  info: { light: '#868e96', dark: '#909296', pattern: 'none', dash: '1 4', weight: 1 },
};

export const isZoneKind = (kind: string): kind is ZoneKind =>
  (ZONE_KINDS as readonly string[]).includes(kind);
