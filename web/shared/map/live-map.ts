import L, {
  type FitBoundsOptions,
  type LatLngBounds,
  type LayerGroup,
  type Map as LeafletMap,
} from 'leaflet';
import type { Site } from '../../../server/api/contract/fleet.ts';
import type { PlanView } from '../../../server/api/contract/plan-view.ts';
import type { LonLat } from '../../../server/core/geo.ts';
import type { LiveStore } from '../live/live-store.ts';
import { loadBaseMap } from './base-data.ts';
import { addGraticule, clearLabels, drawBaseMap, toLatLng, whileThere } from './base-layer.ts';
import { DroneLayer } from './drone-layer.ts';
import { ForecastLayer, type ForecastOnMap } from './forecast-layer.ts';
import { drawRoute, routeBounds } from './route-layer.ts';
import { drawSites } from './site-layer.ts';
import { mapColours, type MapColours } from './style.ts';
import { addTiles, type MapSource } from './tile-layers.ts';
import { TrailLayer } from './trail-layer.ts';
import type { MapWords } from './words.ts';
import { drawVolumes } from './volumes-layer.ts';
import { drawZones } from './zone-layer.ts';

export type LiveMapOptions = {
  readonly dark: boolean;
  readonly words: MapWords;
  readonly source: MapSource;
  readonly store: LiveStore;
  /** Only this drone is drawn; undefined = all. A name that no drone has draws none. */
  readonly onlyVehicle?: string | undefined;
  readonly onPick?: ((vehicleId: string) => void) | undefined;
};

export type RouteOnMap = { readonly flightId: string; readonly plan: PlanView; readonly selected: boolean };
export type MapView = { readonly centre: LonLat; readonly zoom: number };

/** The river between the blood centre and Pukou, before any site is known. */
const START: MapView = { centre: [118.706, 32.075], zoom: 12 };
/** Stacking of what the map shows, bottom first (Leaflet's own panes are 200 to 700). */
const PANES = {
  base: 210,
  zones: 320,
  volumes: 400,
  routes: 420,
  trails: 430,
  sites: 560,
  labels: 570,
  drones: 640,
} as const;
/** Room for labels, which stand to the right of drones and above sites, pixels. */
const FIT: FitBoundsOptions = {
  paddingTopLeft: [110, 60],
  paddingBottomRight: [130, 40],
  maxZoom: 15,
  // A zoom that runs while the map gets its size leaves lines drawn for the old view.
  animate: false,
};
/** On a small map long labels may be cut rather than the route shrunk. */
const FIT_SMALL: FitBoundsOptions = { padding: [38, 34], maxZoom: 15, animate: false };
const SMALL_PX = 500;
const MIN_ZOOM = 9;
const MAX_ZOOM = 19;

/**
 * The map as one imperative object: React makes it, hands it facts and takes it down; telemetry bypasses React. Calls
 * after `remove()` do nothing: an effect of the same commit may still hold the old map.
 */
export class LiveMap {
  private readonly map: LeafletMap;
  private readonly colours: MapColours;
  private readonly options: LiveMapOptions;
  private readonly drones: DroneLayer;
  private readonly trails: TrailLayer;
  private readonly forecasts: ForecastLayer;
  private readonly offs: (() => void)[] = [];
  private zones: LayerGroup | undefined;
  private sites: LayerGroup | undefined;
  private routes: LayerGroup | undefined;
  private volumes: LayerGroup | undefined;
  private followed: string | undefined;
  private waiting: LatLngBounds | undefined;
  private removed = false;

  constructor(container: HTMLElement, options: LiveMapOptions, view: MapView = START) {
    this.options = options;
    this.colours = mapColours(options.dark);
    container.style.background = this.colours.ground;
    container.dataset['scheme'] = options.dark ? 'dark' : 'light';
    this.map = L.map(container, {
      center: toLatLng(view.centre),
      zoom: view.zoom,
      minZoom: MIN_ZOOM,
      maxZoom: MAX_ZOOM,
      zoomSnap: 0.5,
      zoomControl: false,
      attributionControl: false,
    });
    for (const [name, zIndex] of Object.entries(PANES))
      this.map.createPane(name).style.zIndex = String(zIndex);
    L.control.zoom({ position: 'topright' }).addTo(this.map);
    L.control.scale({ imperial: false, position: 'bottomleft' }).addTo(this.map);
    L.control.attribution({ prefix: false, position: 'bottomright' }).addTo(this.map);
    this.map.attributionControl.addAttribution(escapeText(options.words.approximate));
    addGraticule(this.map, this.colours);
    this.trails = new TrailLayer(this.map, this.colours);
    this.forecasts = new ForecastLayer(this.map);
    this.drones = new DroneLayer(this.map, options.store, options.words, options.onPick);
    this.offs.push(
      options.store.onFrame(() => this.onFrame()),
      options.store.onTick(() => this.drones.age()),
    );
    // A drag by hand ends following: the map must not be pulled away from under the dispatcher.
    this.map.on('dragstart', () => (this.followed = undefined));
    const observer = new ResizeObserver(() => {
      this.map.invalidateSize({ animate: false });
      if (this.waiting !== undefined) this.fit(this.waiting);
    });
    observer.observe(container);
    this.offs.push(() => observer.disconnect());
    whileThere(this.map, 'zoomend', () => clearLabels(this.map));
    void this.addBase();
    this.onFrame();
  }

  setSites(sites: readonly Site[]): void {
    if (this.removed) return;
    this.sites?.remove();
    this.sites = drawSites(this.map, sites, this.options.words.lang).addTo(this.map);
    clearLabels(this.map);
  }

  setAirspace(features: readonly unknown[]): void {
    if (this.removed) return;
    this.zones?.remove();
    const look = { dark: this.options.dark, words: this.options.words };
    this.zones = drawZones(this.map, features, look).addTo(this.map);
  }

  setForecasts(forecasts: readonly ForecastOnMap[]): void {
    if (!this.removed) this.forecasts.set(forecasts);
  }

  setRoutes(routes: readonly RouteOnMap[]): void {
    if (this.removed) return;
    this.routes?.remove();
    this.routes = L.layerGroup().addTo(this.map);
    const look = { colours: this.colours, words: this.options.words };
    for (const { plan, selected } of routes) drawRoute(plan, { ...look, selected }).addTo(this.routes);
  }

  /** The outlines of one plan; undefined: none. */
  setVolumes(plan: PlanView | undefined): void {
    if (this.removed) return;
    this.volumes?.remove();
    this.volumes = plan && drawVolumes(plan, { dark: this.options.dark }).addTo(this.map);
  }

  /** The part of a flight's trail that was flown before this page looked. */
  seedTrail(vehicleId: string, flightId: string, points: readonly LonLat[]): void {
    if (this.removed) return;
    this.trails.seed(vehicleId, flightId, points);
  }

  select(vehicleId: string | undefined): void {
    if (this.removed) return;
    this.drones.select(vehicleId);
  }

  /** Keeps a drone in view until the map is dragged by hand. */
  follow(vehicleId: string | undefined): void {
    if (this.removed) return;
    this.followed = vehicleId;
    this.onFrame();
  }

  fitPlan(plan: PlanView): void {
    if (this.removed) return;
    if (plan.legs.length > 0) this.fit(routeBounds(plan));
  }

  fitPoints(points: readonly LonLat[]): void {
    if (this.removed) return;
    if (points.length === 0) return;
    this.fit(L.latLngBounds(points.map(toLatLng)));
  }

  view(): MapView {
    const { lat, lng } = this.map.getCenter();
    return { centre: [lng, lat], zoom: this.map.getZoom() };
  }

  /** For pages that draw their own layers (the review of a flight); undefined once the map is taken down. */
  leaflet(): LeafletMap | undefined {
    return this.removed ? undefined : this.map;
  }

  remove(): void {
    this.removed = true;
    for (const off of this.offs) off();
    this.map.remove();
  }

  private fit(bounds: LatLngBounds): void {
    // A map on a hidden tab has no size yet: it is fitted when it gets one.
    this.waiting = this.map.getSize().x === 0 ? bounds : undefined;
    if (this.waiting === undefined)
      this.map.fitBounds(bounds, this.map.getSize().x < SMALL_PX ? FIT_SMALL : FIT);
  }

  private async addBase(): Promise<void> {
    const data = await loadBaseMap();
    if (this.removed) return;
    if (data) drawBaseMap(data, this.colours, this.options.words.lang).addTo(this.map);
    clearLabels(this.map);
    const look = { dark: this.options.dark, lang: this.options.words.lang };
    // Tiles are an extra: without them the own base map stays.
    if (!this.removed) await addTiles(this.map, this.options.source, look).catch(() => undefined);
  }

  private onFrame(): void {
    for (const held of this.options.store.all()) {
      const { vehicle } = held;
      if (this.options.onlyVehicle !== undefined && vehicle.vehicleId !== this.options.onlyVehicle) continue;
      this.drones.draw(held);
      if (vehicle.position === null) continue;
      if (vehicle.flightId !== null && vehicle.landed !== 'on_ground') {
        this.trails.append(vehicle.vehicleId, vehicle.flightId, vehicle.position);
      }
      if (vehicle.vehicleId === this.followed) this.keepInView(vehicle.position);
    }
  }

  private keepInView(position: LonLat): void {
    const at = toLatLng(position);
    if (!this.map.getBounds().pad(-0.2).contains(at)) this.map.panTo(at, { animate: true });
  }
}

/** Leaflet writes attributions as markup; ours is plain text. */
const escapeText = (text: string): string => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
