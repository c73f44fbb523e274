/** Where protocol notes go; `app.ts` joins it to the service's log. Data is plain JSON. */
export type MavLog = (
  level: 'debug' | 'info' | 'warn' | 'error',
  sentence: string,
  data?: Readonly<Record<string, unknown>>,
) => void;

export const silentLog: MavLog = () => {};

/** The sentence of something thrown. */
export const causeText = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
