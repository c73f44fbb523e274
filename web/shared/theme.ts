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
  '-apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';

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
    // Large fields for thumbs, labels of one size everywhere.
    InputWrapper: {
      styles: {
        label: { fontSize: 'var(--mantine-font-size-sm)' },
        description: { fontSize: 'var(--mantine-font-size-xs)' },
        error: { fontSize: 'var(--mantine-font-size-xs)' },
      },
    },
    Table: { defaultProps: { verticalSpacing: 'xs', horizontalSpacing: 'sm' } },
    Tooltip: { defaultProps: { withArrow: true } },
    Modal: { defaultProps: { centered: true } },
  },
});
