import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const KB_PER_MB = 1024;
/** Fields 14 and 15 of /proc/PID/stat, counted after the command's closing parenthesis, which field 2 may contain. */
const UTIME = 11;
const STIME = 12;

/** /proc is Linux only; elsewhere memory and processor time are not measured. */
export const hasProc = (): boolean => existsSync('/proc/self/stat');

/** Resident memory of a process, MB (VmRSS). */
export const rssMb = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / KB_PER_MB;
};

const ticksPerSecond = (): number => Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Seconds of processor time that a process has used, user and system, all its threads and none of its children. */
export const cpuSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[UTIME]) + Number(fields[STIME])) / ticksPerSecond();
};

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
