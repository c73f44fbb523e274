/**
 * The page's monotonic clock, milliseconds. `performance.now()` stands still while a laptop sleeps (Chromium on Linux
 * and macOS), which would make a drone's position look fresh after waking; the wall clock tells of the sleep, so a gap
 * between the two is added. A wall clock that is set back is ignored: ages may only be too old, never too young.
 */
export class PageClock {
  private slept = 0;
  private lastMono: number;
  private lastWall: number;
  private readonly mono: () => number;
  private readonly wall: () => number;

  constructor(mono: () => number = () => performance.now(), wall: () => number = () => Date.now()) {
    this.mono = mono;
    this.wall = wall;
    this.lastMono = mono();
    this.lastWall = wall();
  }

  now(): number {
    const mono = this.mono();
    const wall = this.wall();
    const missing = wall - this.lastWall - (mono - this.lastMono);
    if (missing > SLEEP_MIN_MS) this.slept += missing;
    this.lastMono = mono;
    this.lastWall = wall;
    return mono + this.slept;
  }
}

/** Differences below this are adjustments of the wall clock by NTP, not a sleep. */
const SLEEP_MIN_MS = 1000;
