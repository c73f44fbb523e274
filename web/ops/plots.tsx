import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import { countdown } from '../shared/time.ts';
import classes from './ops.module.css';
import type { Series } from './series.ts';

const HEIGHT_PX = 124;
/** Points the arrow keys move by with shift. */
const BIG_STEP = 20;
const SYNC = 'flight';

const COLOURS = {
  light: { axis: '#4a5561', grid: '#d9dee3', lines: ['#1864ab', '#2b8a3e', '#b35c00', '#a61e4d'] },
  dark: { axis: '#c1c8cf', grid: '#3a4048', lines: ['#74b6f5', '#8ce99a', '#ffc078', '#faa2c1'] },
} as const;

type PlotSpec = {
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
  readonly values: (number | null)[];
};

const optionsOf = (
  spec: PlotSpec,
  look: {
    readonly dark: boolean;
    readonly index: number;
    readonly width: number;
    readonly last: boolean;
    readonly time: string;
  },
  onCursor: (index: number | null) => void,
): uPlot.Options => {
  const colours = COLOURS[look.dark ? 'dark' : 'light'];
  const axis = {
    stroke: colours.axis,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { stroke: colours.grid },
  };
  const line = colours.lines[look.index] ?? colours.axis;
  return {
    width: look.width,
    height: HEIGHT_PX + (look.last ? 20 : 0),
    title: '',
    legend: { show: true, live: true },
    cursor: {
      sync: { key: SYNC, setSeries: false },
      points: { size: 8, fill: line },
      drag: { x: true, y: false },
    },
    scales: { x: { time: false } },
    axes: [
      {
        ...axis,
        size: look.last ? 34 : 14,
        values: (_u, splits) => splits.map((s) => (look.last ? countdown(s * 1000) : '')),
      },
      { ...axis, size: 52 },
    ],
    series: [
      { label: look.time, value: (_u, value) => (value === null ? '–' : countdown(value * 1000)) },
      {
        label: spec.label,
        stroke: line,
        width: 1.5,
        spanGaps: false,
        value: (_u, value) => (value === null ? '–' : `${value.toFixed(spec.digits)} ${spec.unit}`),
      },
    ],
    hooks: { setCursor: [(u) => onCursor(u.cursor.idx ?? null)] },
  };
};

/** Height, speed, charge and link gap over time; one cursor for all, told to `onCursor` as an index into the fixes. */
export const Plots = (props: { series: Series; onCursor: (index: number | null) => void }): ReactElement => {
  const { t } = useTranslation('ops');
  const dark = useComputedColorScheme('light') === 'dark';
  const box = useRef<HTMLDivElement>(null);
  const plots = useRef<uPlot[]>([]);
  const report = useRef(props.onCursor);
  const { series } = props;
  useEffect(() => {
    report.current = props.onCursor;
  });
  useEffect(() => {
    const container = box.current;
    if (container === null) return undefined;
    const specs: PlotSpec[] = [
      { label: t('flight.height'), unit: 'm', digits: 0, values: series.heightM },
      { label: t('flight.speed'), unit: 'm/s', digits: 1, values: series.speedMs },
      { label: t('flight.charge'), unit: '%', digits: 1, values: series.batteryPct },
      { label: t('flight.linkGap'), unit: 's', digits: 1, values: series.linkGapS },
    ];
    const width = container.clientWidth;
    plots.current = specs.map((spec, index) => {
      const holder = document.createElement('div');
      holder.className = classes['plot'] ?? '';
      container.append(holder);
      const look = { dark, index, width, last: index === specs.length - 1, time: t('flight.moment') };
      const options = optionsOf(spec, look, (at) => report.current(at));
      return new uPlot(options, [series.timeS, spec.values], holder);
    });
    const made = plots.current;
    const observer = new ResizeObserver(() => {
      for (const plot of made) plot.setSize({ width: container.clientWidth, height: plot.height });
    });
    observer.observe(container);
    return () => {
      observer.disconnect();
      for (const plot of made) plot.destroy();
      plots.current = [];
      container.replaceChildren();
    };
  }, [series, dark, t]);
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const plot = plots.current[0];
    if (step === undefined || plot === undefined) return;
    event.preventDefault();
    const from = plot.cursor.idx ?? 0;
    const to = Math.min(series.timeS.length - 1, Math.max(0, from + step * (event.shiftKey ? BIG_STEP : 1)));
    const left = plot.valToPos(series.timeS[to] ?? 0, 'x');
    for (const each of plots.current) each.setCursor({ left, top: HEIGHT_PX / 3 });
  };
  return (
    <div
      ref={box}
      className={classes['plots']}
      role="group"
      tabIndex={0}
      aria-label={`${t('flight.plots')}. ${t('flight.plotKeys')}`}
      onKeyDown={onKey}
    />
  );
};
