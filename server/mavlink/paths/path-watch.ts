import { standard } from 'mavlink-mappings';
import type { MonoMs } from '../../core/clock.ts';
import { isMessage } from '../codec.ts';
import { rateOrders } from '../first-contact.ts';
import type { Received } from '../protocol.ts';
import type { Router } from '../router.ts';
import { telemetryOf } from '../telemetry.ts';
import type { Vehicle } from '../vehicle.ts';
import { askVersion } from '../vehicle-actions.ts';

/** How often a place that claims an id is asked for its hardware id: at first, and when it does not answer. */
const ASK_MS = 1000;
const ASKED_OFTEN = 5;
const ASK_SELDOM_MS = 10_000;
/** A vehicle that was silent for longer may have been exchanged, as in `vehicle-state`. */
const IDENTITY_GOOD_MS = 30 * 60_000;
/** Places remembered for each vehicle. */
const MAX_PLACES = 32;

/** What is known of one vehicle's paths. */
type Book = {
  /** Its hardware id as last believed, also over a reboot. */
  uid: string | undefined;
  heardAt: MonoMs;
  /** Where it is listened to. */
  place: string;
  /** Places over which it was asked for our message rates since it booted. */
  readonly greeted: Set<string>;
  readonly asked: Map<string, { count: number; at: MonoMs }>;
};

/** Lets places prove that they are the vehicle that they say they are, and keeps spare paths ready. */
export type PathWatch = {
  /** After each message that the vehicle has taken. */
  heard(vehicle: Vehicle, received: Received): void;
  /** A message by a path that is not listened to. */
  aside(vehicle: Vehicle, received: Received): void;
  tick(vehicle: Vehicle): void;
};

/** Zeros are no id: some boards have none. */
const hardwareId = ({ message, at }: Received): string | undefined => {
  const uid = telemetryOf(message, at).version?.uid2;
  return uid === undefined || /^0*$/.test(uid) ? undefined : uid;
};

export const createPathWatch = (router: Router): PathWatch => {
  const books = new WeakMap<Vehicle, Book>();

  const bookOf = (vehicle: Vehicle, { place, at }: Received): Book => {
    const known = books.get(vehicle);
    if (known !== undefined) return known;
    const book: Book = { uid: undefined, heardAt: at, place, greeted: new Set([place]), asked: new Map() };
    books.set(vehicle, book);
    vehicle.onEvent((event) => {
      if (event.kind !== 'rebooted') return;
      book.greeted.clear();
      book.greeted.add(book.place);
    });
    return book;
  };

  const ask = (vehicle: Vehicle, { asked, uid }: Book, { place, at }: Received): void => {
    const before = asked.get(place);
    const pause = before !== undefined && before.count >= ASKED_OFTEN ? ASK_SELDOM_MS : ASK_MS;
    if (before !== undefined && at - before.at < pause) return;
    if (asked.size >= MAX_PLACES) asked.clear();
    asked.set(place, { count: (before?.count ?? 0) + 1, at });
    router.sendVia(askVersion(vehicle), vehicle.id, place);
    // Nothing to compare with yet.
    if (uid === undefined) router.send(askVersion(vehicle), vehicle.id);
  };

  /** So that it needs no more bandwidth than the active one, and is ready when it becomes it. */
  const orderRates = (vehicle: Vehicle, book: Book, place: string): void => {
    if (book.greeted.has(place)) return;
    if (book.greeted.size >= MAX_PLACES) book.greeted.clear();
    book.greeted.add(place);
    for (const order of rateOrders(vehicle.id)) router.sendVia(order, vehicle.id, place);
  };

  const hearClaim = (vehicle: Vehicle, book: Book, received: Received): void => {
    const { place } = received;
    const uid = isMessage(received.message, standard.AutopilotVersion) ? hardwareId(received) : undefined;
    if (uid === undefined || book.uid === undefined) return ask(vehicle, book, received);
    if (uid !== book.uid) return router.reject(vehicle.id, place);
    book.asked.delete(place);
    router.prove(vehicle.id, place);
    if (vehicle.snapshot().conflict?.refused === place) vehicle.reachedBy({ conflict: undefined });
  };

  return {
    heard: (vehicle, received) => {
      const { at, place } = received;
      const book = bookOf(vehicle, received);
      if (at - book.heardAt > IDENTITY_GOOD_MS) book.uid = undefined;
      book.heardAt = at;
      if (isMessage(received.message, standard.AutopilotVersion)) {
        const uid = hardwareId(received);
        const isBelieved = vehicle.snapshot().version?.at === at;
        if (uid !== undefined && isBelieved) {
          // One radio or one port for both: they cannot be told apart, and no launch may follow.
          if (book.uid !== undefined && book.uid !== uid)
            vehicle.conflict({ kind: 'same-id', refused: place }, at);
          book.uid = uid;
          router.prove(vehicle.id, received.place);
        }
      }
      if (received.place === book.place) return;
      book.place = received.place;
      book.greeted.add(received.place);
      // With answers this time: orders to a spare path are sent once.
      vehicle.greet();
    },
    aside: (vehicle, received) => {
      const book = bookOf(vehicle, received);
      if (received.proven !== true) return hearClaim(vehicle, book, received);
      orderRates(vehicle, book, received.place);
      vehicle.receiveText(received);
    },
    tick: (vehicle) => vehicle.reachedBy({ paths: router.paths(vehicle.id) }),
  };
};
