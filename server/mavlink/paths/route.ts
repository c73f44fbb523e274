import type { MonoMs } from '../../core/clock.ts';
import type { Frame } from '../codec.ts';
import type { Link } from '../link.ts';
import { choosePath, newCandidate, noteSwitch, type Candidate } from './choice.ts';
import { createDuplicates } from './duplicates.ts';
import { createMeter } from './meter.ts';

/** A place that was silent for that long gives up the id to another one that claims it. */
const HOLD_MS = 3000;
/** A claim that was not proven by then is a conflict: time for questions and answers on a bad or a slow link. */
const PROOF_MS = 5000;
/** A path that was silent for that long is forgotten, and has to prove itself anew. */
const IDLE_MS = 60_000;
/** Places that claim one id; a vehicle has few links, forgers may have many. */
const MAX_PATHS = 8;

export type Path = Candidate & {
  readonly link: Link;
  readonly remote: string;
  readonly claimedAt: MonoMs;
};

/** One way to a vehicle and how good it is, as a person is shown it. */
export type PathInfo = {
  readonly place: string;
  readonly link: string;
  readonly priority: number;
  readonly active: boolean;
  /** It has named the hardware id that the vehicle has. */
  readonly proven: boolean;
  readonly lastHeard: MonoMs;
  /** Share of frames lost within the last 5 s, by the gaps of their sequence; undefined if too few came. */
  readonly loss: number | undefined;
};

/**
 * - `deliver`: from the place that is listened to; `switched` if that has just become it;
 * - `spare`: from a proven place that is kept in reserve;
 * - `claim`: from a place that has not proven yet to be that vehicle; `late` once it had its time;
 * - `copy`: came already, by another path;
 * - `too-many`: more places claim the id than are looked at.
 */
export type Heard =
  | { readonly kind: 'deliver'; readonly switched: boolean }
  | { readonly kind: 'spare' }
  | { readonly kind: 'claim'; readonly late: boolean }
  | { readonly kind: 'copy' }
  | { readonly kind: 'too-many' };

export type Source = {
  readonly link: Link;
  readonly remote: string;
  /** `link remote`. */
  readonly place: string;
  readonly rank: number;
};

/** All places at which one id is heard, and which of them is listened and spoken to. */
export class Route {
  readonly #isProven: (place: string) => boolean;
  readonly #forget: (place: string) => void;
  readonly #duplicates = createDuplicates();
  #paths: Path[] = [];
  #active: Path;

  constructor(
    first: Source,
    at: MonoMs,
    proofs: { isProven(place: string): boolean; forget(place: string): void },
  ) {
    this.#isProven = (place) => proofs.isProven(place);
    this.#forget = (place) => proofs.forget(place);
    this.#active = this.#add(first, at);
  }

  active(): Path {
    return this.#active;
  }

  lastHeard(): MonoMs {
    return this.#active.meter.lastHeard();
  }

  find(place: string): Path | undefined {
    return this.#paths.find((path) => path.place === place);
  }

  infos(): readonly PathInfo[] {
    return this.#paths
      .toSorted((a, b) => a.rank - b.rank)
      .map((path) => ({
        place: path.place,
        link: path.link.name,
        priority: path.link.priority,
        active: path === this.#active,
        proven: this.#isProven(path.place),
        lastHeard: path.meter.lastHeard(),
        loss: path.meter.loss(),
      }));
  }

  hear(source: Source, frame: Frame, at: MonoMs): Heard {
    const path = this.#pathOf(source, at);
    if (path === undefined) return { kind: 'too-many' };
    path.meter.hear(frame.seq, at);
    // Most vehicles have one path.
    if (this.#paths.length === 1) return { kind: 'deliver', switched: false };
    const before = this.#active;
    this.#choose(path, at);
    if (path !== this.#active)
      return this.#isProven(path.place)
        ? { kind: 'spare' }
        : { kind: 'claim', late: at - path.claimedAt >= PROOF_MS };
    if (this.#duplicates.isCopy(frame, path.place, at)) return { kind: 'copy' };
    return { kind: 'deliver', switched: path !== before };
  }

  /** False when no path is left. */
  drop(matches: (path: Path) => boolean): boolean {
    for (const path of this.#paths) if (matches(path)) this.#forget(path.place);
    this.#paths = this.#paths.filter((path) => !matches(path));
    const [first] = this.#paths;
    if (first === undefined) return false;
    if (!this.#paths.includes(this.#active))
      this.#active = this.#paths.find((path) => this.#isProven(path.place)) ?? first;
    return true;
  }

  /** What was heard from `path` may make another one active. */
  #choose(path: Path, at: MonoMs): void {
    const proven = this.#paths.filter((each) => this.#isProven(each.place));
    let next = choosePath(proven, this.#active, at);
    if (next === this.#active && at - this.lastHeard() > HOLD_MS) next = path;
    if (next === this.#active) return;
    noteSwitch(this.#active, next, at);
    this.#active = next;
  }

  #pathOf(source: Source, at: MonoMs): Path | undefined {
    const { place } = source;
    const known = this.find(place);
    if (known !== undefined && at - known.meter.lastHeard() <= IDLE_MS) return known;
    if (known === this.#active) {
      this.#forget(place);
      return known;
    }
    this.drop((path) => path !== this.#active && at - path.meter.lastHeard() > IDLE_MS);
    return this.#paths.length >= MAX_PATHS ? undefined : this.#add(source, at);
  }

  #add({ link, remote, place, rank }: Source, at: MonoMs): Path {
    const candidate = newCandidate(place, rank, createMeter(at));
    const path: Path = { ...candidate, link, remote, claimedAt: at };
    this.#paths.push(path);
    return path;
  }
}
