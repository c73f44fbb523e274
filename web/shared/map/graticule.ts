/** Steps of the graticule, degrees: 10′, 5′, 2′, 1′, 30″. */
const STEPS_DEG = [1, 0.5, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120] as const;
/** About this many lines across a view. */
const LINES = 6;

/** The step that gives about six lines across a view of that width, degrees. */
export const graticuleStepDeg = (spanDeg: number): number =>
  STEPS_DEG.find((step) => spanDeg / step >= LINES - 2) ?? STEPS_DEG[STEPS_DEG.length - 1] ?? 1;

/** The multiples of `step` inside [from, to], degrees. */
export const graticuleLines = (from: number, to: number, step: number): number[] => {
  const lines: number[] = [];
  const first = Math.ceil(from / step - 1e-9);
  for (let i = first; i * step <= to + 1e-9; i++) lines.push(i * step);
  return lines;
};

/** `118°42′E`, with seconds where the step is below a minute. */
export const formatDegrees = (value: number, axis: 'lon' | 'lat'): string => {
  const seconds = Math.round(Math.abs(value) * 3600);
  const degrees = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  const side = axis === 'lon' ? (value < 0 ? 'W' : 'E') : value < 0 ? 'S' : 'N';
  const tail = rest === 0 ? '' : `${String(rest).padStart(2, '0')}″`;
  return `${degrees}°${String(minutes).padStart(2, '0')}′${tail}${side}`;
};
