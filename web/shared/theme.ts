import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

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
  primaryShade: { light: 8, dark: 7 },
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
    // A wide table scrolls sideways also for those who have no pointer.
    TableScrollContainer: { defaultProps: { scrollAreaProps: { viewportProps: { tabIndex: 0 } } } },
    Tooltip: { defaultProps: { withArrow: true } },
    Modal: { defaultProps: { centered: true } },
  },
});

/**
 * Texts that Mantine sets too pale for small letters: with these all reach 4.5 : 1 on their grounds (WCAG 2.2 AA), also
 * on a selected row.
 */
export const readableColours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#56606b',
    '--mantine-color-placeholder': '#69727b',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-orange-text': '#b33c00',
    '--mantine-color-red-text': '#b92323',
    '--mantine-color-teal-text': '#066649',
    '--mantine-color-orange-light-color': '#a53700',
    '--mantine-color-red-light-color': '#a81e1e',
    '--mantine-color-teal-light-color': '#06614a',
    '--mantine-color-cyan-light-color': '#0b586c',
    '--mantine-color-blue-light-color': '#155293',
    '--mantine-color-indigo-light-color': '#3240a6',
    '--mantine-color-gray-light-color': '#495057',
    '--mantine-color-teal-filled': '#087f5b',
    '--mantine-color-teal-filled-hover': '#06664a',
  },
  dark: {
    '--mantine-color-dimmed': '#a6adb5',
    '--mantine-color-placeholder': '#98a0a8',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#78b1d8',
    '--mantine-color-teal-filled': '#087f5b',
    '--mantine-color-teal-filled-hover': '#06664a',
  },
});
