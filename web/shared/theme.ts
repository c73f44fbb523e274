import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** A quiet blue for what can be pressed; states use the tones of `tones.ts`, never this. */
const brand: MantineColorsTuple = [
  '#eaf4fb',
  '#d5e6f2',
  '#a8cce5',
  '#78b1d8',
  '#519acd',
  '#388bc6',
  '#2880bb',
  '#176ba2',
  '#0b5c8a',
  '#004e78',
];

/** Fonts are the system's: pages work without any other network. */
const FONTS =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

export const theme = createTheme({
  colors: { brand },
  primaryColor: 'brand',
  primaryShade: { light: 8, dark: 6 },
  autoContrast: true,
  fontFamily: FONTS,
  headings: { fontFamily: FONTS, fontWeight: '650' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  components: {
    Table: { defaultProps: { verticalSpacing: 'xs', horizontalSpacing: 'sm' } },
    Tooltip: { defaultProps: { withArrow: true } },
    Modal: { defaultProps: { centered: true } },
  },
});
