import L, { type LayerGroup, type Map as LeafletMap } from 'leaflet';
import type { Site } from '../../../server/api/contract/fleet.ts';
import { toLatLng, whileThere } from './base-layer.ts';
import { textElement } from './dom.ts';

/** Pads are metres apart: only near enough to tell them from their site. */
const PAD_MIN_ZOOM = 15;

const siteIcon = (site: Site, lang: 'zh' | 'en'): L.DivIcon => {
  const box = textElement('div', `lm-site lm-site-${site.role}`);
  const name = lang === 'zh' ? site.nameZh : site.nameEn;
  box.append(
    textElement('span', 'lm-site-mark', site.role === 'hospital' ? 'H' : '✚'),
    textElement('span', 'lm-site-name', name),
  );
  return L.divIcon({ className: 'lm-anchor', iconSize: [0, 0], html: box });
};

const padIcon = (name: string): L.DivIcon => {
  const box = textElement('div', 'lm-pad');
  box.append(textElement('span', 'lm-pad-mark', '⊞'), textElement('span', 'lm-pad-name', name));
  return L.divIcon({ className: 'lm-anchor', iconSize: [0, 0], html: box });
};

/** Enabled sites with their names, and their pads when zoomed in. */
export const drawSites = (map: LeafletMap, sites: readonly Site[], lang: 'zh' | 'en'): LayerGroup => {
  const group = L.layerGroup();
  const pads = L.layerGroup();
  for (const site of sites) {
    if (!site.enabled) continue;
    const options = { pane: 'sites', interactive: false, keyboard: false };
    L.marker(toLatLng(site.position), { ...options, icon: siteIcon(site, lang) }).addTo(group);
    for (const pad of site.pads) {
      L.marker(toLatLng(pad.position), { ...options, icon: padIcon(pad.name) }).addTo(pads);
    }
  }
  const show = (): void => void (map.getZoom() >= PAD_MIN_ZOOM ? pads.addTo(map) : pads.remove());
  const off = whileThere(map, 'zoomend', show);
  group.on('remove', () => {
    off();
    pads.remove();
  });
  show();
  return group;
};
