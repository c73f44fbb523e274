import L, { type Layer, type Map as LeafletMap } from 'leaflet';

export type MapSource = { readonly tiandituKey: string; readonly pmtilesUrl: string };

const TIANDITU_HOSTS = ['0', '1', '2', '3', '4', '5', '6', '7'];
const TIANDITU_MAX_ZOOM = 18;

/**
 * Tianditu, the national map service. Its tiles are CGCS2000, equal to WGS-84 within a metre: no GCJ-02 shift. Wants a
 * *browser* key; the key of a server is refused for tiles.
 */
const tianditu = (key: string, lang: 'zh' | 'en'): Layer[] => {
  const annotation = lang === 'zh' ? 'cva' : 'eva';
  return ['vec', annotation].map((layer) =>
    L.tileLayer(
      'https://t{s}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}' +
        '&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={tk}',
      {
        subdomains: TIANDITU_HOSTS,
        maxNativeZoom: TIANDITU_MAX_ZOOM,
        className: 'lm-tiles',
        attribution: '© 天地图 Tianditu',
        layer,
        tk: encodeURIComponent(key),
      } as L.TileLayerOptions,
    ),
  );
};

/** The operator's own `.pmtiles` extract; the reader is loaded only when it is configured. */
const pmtiles = async (url: string, dark: boolean, lang: 'zh' | 'en'): Promise<Layer> => {
  // The library extends the global `L`; it knows no import of leaflet.
  Object.assign(window, { L });
  const { leafletLayer } = await import('protomaps-leaflet');
  const options = { url, flavor: dark ? 'dark' : 'light', lang, attribution: '© OpenStreetMap (ODbL)' };
  return leafletLayer(options) as unknown as Layer;
};

/** Adds the configured tiles over the own base map, which stays below and shows wherever tiles do not come. */
export const addTiles = async (
  map: LeafletMap,
  source: MapSource,
  look: { readonly dark: boolean; readonly lang: 'zh' | 'en' },
): Promise<void> => {
  if (source.pmtilesUrl !== '') {
    const layer = await pmtiles(source.pmtilesUrl, look.dark, look.lang);
    layer.addTo(map);
  } else if (source.tiandituKey !== '') {
    for (const layer of tianditu(source.tiandituKey, look.lang)) layer.addTo(map);
  }
};
