import L, { type Map as LeafletMap, type Marker } from 'leaflet';
import { ageSeconds, freshness } from '../live/age.ts';
import type { Held, LiveStore } from '../live/live-store.ts';
import { toLatLng } from './base-layer.ts';
import { setText, svgElement, textElement } from './dom.ts';
import type { MapWords } from './words.ts';

type Drone = {
  readonly marker: Marker;
  readonly label: HTMLElement;
  readonly root: HTMLElement;
  readonly arrow: SVGElement;
  readonly name: HTMLElement;
  readonly age: HTMLElement;
};

/** An arrow pointing north; hollow when the data are stale, so that age does not show by colour alone. */
const arrow = (): SVGElement => {
  const svg = svgElement('svg', { viewBox: '-14 -14 28 28', width: '28', height: '28', class: 'lm-arrow' });
  svg.append(svgElement('path', { d: 'M0,-12 L8,10 L0,5 L-8,10 Z' }));
  return svg;
};

/** Labels of drones nearer than this on the screen would cover each other: they are stacked, pixels. */
const STACK_X_PX = 130;
const STACK_Y_PX = 20;

/** Drone markers, moved by telemetry and aged by the local ticker, all outside React. */
export class DroneLayer {
  private readonly drones = new Map<string, Drone>();
  private readonly map: LeafletMap;
  private readonly store: LiveStore;
  private readonly words: MapWords;
  private readonly onPick: ((vehicleId: string) => void) | undefined;
  private selected: string | undefined;

  constructor(map: LeafletMap, store: LiveStore, words: MapWords, onPick?: (vehicleId: string) => void) {
    this.map = map;
    this.store = store;
    this.words = words;
    this.onPick = onPick;
  }

  /** Draws one drone where it was last heard; a drone without a position has no marker. */
  draw(held: Held): void {
    const { vehicle } = held;
    if (vehicle.position === null) return;
    const drone = this.drones.get(vehicle.vehicleId) ?? this.create(vehicle.vehicleId, held);
    drone.marker.setLatLng(toLatLng(vehicle.position));
    drone.arrow.style.transform = `rotate(${vehicle.headingDeg ?? 0}deg)`;
    setText(drone.name, vehicle.name);
    this.showAge(drone, held);
  }

  /** Ages every marker; called by the ticker, with or without frames. */
  age(): void {
    for (const [vehicleId, drone] of this.drones) {
      const held = this.store.get(vehicleId);
      if (held === undefined) {
        drone.marker.remove();
        this.drones.delete(vehicleId);
      } else this.showAge(drone, held);
    }
    this.stackLabels();
  }

  /** Drones on one pad share a point: their labels are put below each other, in the order of their names. */
  private stackLabels(): void {
    const drones = [...this.drones.values()].sort((a, b) =>
      (a.name.textContent ?? '').localeCompare(b.name.textContent ?? ''),
    );
    const width = this.map.getSize().x;
    const taken: { x: number; y: number }[] = [];
    for (const drone of drones) {
      const point = this.map.latLngToLayerPoint(drone.marker.getLatLng());
      // A label at the right edge would be cut off: it goes to the left of its drone.
      const left = this.map.layerPointToContainerPoint(point).x > width - STACK_X_PX;
      const x = left ? point.x - STACK_X_PX : point.x;
      let y = point.y;
      const collides = (): boolean =>
        taken.some((t) => Math.abs(t.x - x) < STACK_X_PX && Math.abs(t.y - y) < STACK_Y_PX);
      while (collides()) y += STACK_Y_PX / 2;
      taken.push({ x, y });
      drone.label.classList.toggle('lm-drone-label-left', left);
      drone.label.style.translate = `0 ${Math.round(y - point.y)}px`;
    }
  }

  select(vehicleId: string | undefined): void {
    this.selected = vehicleId;
    for (const [id, drone] of this.drones) this.mark(drone, id);
  }

  private create(vehicleId: string, held: Held): Drone {
    const root = textElement('div', 'lm-drone');
    const svg = arrow();
    const label = textElement('div', 'lm-drone-label');
    const name = textElement('span', 'lm-drone-name');
    const age = textElement('span', 'lm-drone-age');
    label.append(name, age);
    root.append(svg, label);
    const position = held.vehicle.position ?? [0, 0];
    const marker = L.marker(toLatLng(position), {
      pane: 'drones',
      alt: held.vehicle.name,
      icon: L.divIcon({ className: 'lm-drone-anchor', iconSize: [28, 28], html: root }),
    });
    marker.on('click', () => this.onPick?.(vehicleId));
    marker.addTo(this.map);
    const drone: Drone = { marker, root, label, arrow: svg, name, age };
    this.drones.set(vehicleId, drone);
    this.mark(drone, vehicleId);
    return drone;
  }

  private mark(drone: Drone, vehicleId: string): void {
    drone.root.classList.toggle('lm-drone-selected', vehicleId === this.selected);
    drone.marker.setZIndexOffset(vehicleId === this.selected ? 1000 : 0);
  }

  private showAge(drone: Drone, held: Held): void {
    const { positionMs } = this.store.ages(held);
    const state = freshness(positionMs);
    drone.root.dataset['age'] = state;
    drone.root.dataset['air'] = held.vehicle.landed === 'on_ground' ? 'no' : 'yes';
    const seconds = positionMs === null ? 0 : ageSeconds(positionMs);
    if (state === 'lost') setText(drone.age, this.words.lost(seconds));
    else if (state === 'stale') setText(drone.age, this.words.stale(seconds));
    else setText(drone.age, state === 'never' ? this.words.noPosition : `${seconds} s`);
  }
}
