export const ABO_GROUPS = ['O', 'A', 'B', 'AB'] as const;
export type Abo = (typeof ABO_GROUPS)[number];

export const RHD_TYPES = ['POS', 'NEG'] as const;
export type Rhd = (typeof RHD_TYPES)[number];
