/* Streets drawn through the colours of a map: from a PMTiles file (protomaps-leaflet, loaded when the page stands), or as plain lines.
   White with a dark edge, so that they show on every class and change none. Whatever fails leaves the map as it was. */
window.palierGround = function (map, options) {
  'use strict';
  var box = map.getContainer();
  var colours = {};
  var layers = [];
  var NAMES = ['land', 'green', 'water', 'building', 'road', 'casing', 'ink', 'halo'];
  pane('ground', 410);
  pane('street-names', 630);

  function pane(name, height) {
    var made = map.createPane(name);
    made.style.zIndex = height;
    made.style.pointerEvents = 'none';
  }

  function readColours() {
    var probe = L.DomUtil.create('i', '', box);
    probe.hidden = true;
    NAMES.forEach(function (name) {
      probe.className = 'map-ground-' + name;
      colours[name] = getComputedStyle(probe).color;
    });
    probe.remove();
  }

  function kind(feature) { return feature.props.kind || feature.props['pmap:kind'] || ''; }

  function paints(draw) {
    function roads(color, widths, kinds, from) {
      return {
        dataLayer: 'roads', minzoom: from, filter: function (_zoom, feature) { return kinds.indexOf(kind(feature)) >= 0; },
        symbolizer: new draw.LineSymbolizer({ color: color, width: draw.exp(1.6, widths), lineCap: 'round', lineJoin: 'round' }),
      };
    }
    var large = ['highway', 'major_road', 'medium_road'], small = ['minor_road', 'other', ''];
    return [
      { dataLayer: 'water', symbolizer: new draw.PolygonSymbolizer({ fill: colours.water }) },
      { dataLayer: 'physical_line', symbolizer: new draw.LineSymbolizer({ color: colours.water, width: draw.exp(1.6, [[12, 1], [18, 6]]) }) },
      { dataLayer: 'buildings', minzoom: 15, symbolizer: new draw.PolygonSymbolizer({ fill: colours.building, stroke: colours.casing, width: 0.6 }) },
      roads(colours.casing, [[14, 0.6], [18, 2.5]], ['path'], 15),
      roads(colours.casing, [[13, 1.2], [18, 12]], small, 13),
      roads(colours.casing, [[11, 1.6], [18, 20]], large, 0),
      roads(colours.road, [[13, 0.5], [18, 9.5]], small, 14),
      roads(colours.road, [[11, 0.8], [18, 17]], large, 12),
      roads(colours.ink, [[12, 0.5], [18, 1.6]], ['rail'], 12),
    ];
  }

  function names(draw) {
    var words = { labelProps: ['name:fr', 'name'], fontFamily: 'system-ui, sans-serif', fontSize: 12, fontWeight: 500, fill: colours.ink, stroke: colours.halo, width: 2.5 };
    return [{ dataLayer: 'roads', minzoom: 16, symbolizer: new draw.LineLabelSymbolizer(words) }];
  }

  function showTiles() {
    var draw = window.protomapsL;
    var common = { url: options.tiles, maxDataZoom: options.deepest, attribution: '' };
    show(draw.leafletLayer(L.extend({ pane: 'ground', paintRules: paints(draw), labelRules: [] }, common)));
    show(draw.leafletLayer(L.extend({ pane: 'street-names', minZoom: 15.5, paintRules: [], labelRules: names(draw) }, common)));
  }

  function show(layer) { layers.push(layer.addTo(map)); }

  // Lines, four numbers each: a tile draws those whose ends are near it, at once, so that it is there when paper is laid out.
  function lines(numbers) {
    return new (L.GridLayer.extend({
      createTile: function (at) {
        var size = this.getTileSize(), tile = L.DomUtil.create('canvas', 'leaflet-tile leaflet-tile-loaded');
        tile.width = 2 * size.x;
        tile.height = 2 * size.y;
        var pen = tile.getContext('2d'), corner = at.scaleBy(size), zoom = at.z;
        var west = map.unproject(corner, zoom), east = map.unproject(corner.add(size), zoom);
        var pad = (east.lng - west.lng) * 0.5, x0 = (west.lng - pad) * 1e6, x1 = (east.lng + pad) * 1e6, y0 = (east.lat - pad) * 1e6, y1 = (west.lat + pad) * 1e6;
        pen.scale(2, 2);
        pen.beginPath();
        for (var i = 0; i < numbers.length; i += 4) {
          if (numbers[i] < x0 || numbers[i] > x1 || numbers[i + 1] < y0 || numbers[i + 1] > y1) continue;
          var a = map.project([numbers[i + 1] / 1e6, numbers[i] / 1e6], zoom).subtract(corner), b = map.project([numbers[i + 3] / 1e6, numbers[i + 2] / 1e6], zoom).subtract(corner);
          pen.moveTo(a.x, a.y);
          pen.lineTo(b.x, b.y);
        }
        pen.lineCap = 'round';
        [[colours.casing, 1.4 * Math.pow(1.5, zoom - 14)], [colours.road, 0.7 * Math.pow(1.55, zoom - 14)]].forEach(function (line) {
          pen.strokeStyle = line[0];
          pen.lineWidth = Math.min(9, line[1]);
          pen.stroke();
        });
        return tile;
      },
    }))({ pane: 'ground', minZoom: 11 });
  }

  // Tiles would come too late for paper: those that are seen go along on one canvas, as wide as the view, to wherever paper puts it.
  var taken = [];
  function takeAlong(name) {
    var size = map.getSize(), frame = box.getBoundingClientRect(), seen = L.DomUtil.create('canvas', '');
    seen.width = 2 * size.x;
    seen.height = 2 * size.y;
    var pen = seen.getContext('2d');
    pen.scale(2, 2);
    map.getPane(name).querySelectorAll('canvas.leaflet-tile-loaded').forEach(function (tile) {
      var its = tile.getBoundingClientRect();
      pen.drawImage(tile, its.left - frame.left - box.clientLeft, its.top - frame.top - box.clientTop, its.width, its.height);
    });
    taken.push(L.svgOverlay(seen, map.getBounds(), { pane: name }).addTo(map));
  }
  function leave() { taken.splice(0).forEach(function (layer) { layer.remove(); }); }

  function credit() {
    if (options.credit) L.DomUtil.create('div', 'map-credit', box).textContent = options.credit;
    box.classList.add('map-has-ground');
  }

  var again = null;
  function start(showAll) {
    again = function () {
      layers.splice(0).forEach(function (layer) { layer.remove(); });
      readColours();
      showAll();
    };
    again();
    credit();
  }

  function load(address, done) {
    var script = document.createElement('script');
    script.src = address;
    script.addEventListener('load', done);
    document.head.append(script);
  }

  if (options.tiles) {
    load(options.library, function () { start(showTiles); });
    addEventListener('beforeprint', function () { leave(); ['ground', 'street-names'].forEach(takeAlong); });
    addEventListener('afterprint', leave);
  }
  else {
    fetch(options.streets).then(function (answer) { return answer.ok ? answer.arrayBuffer() : null; }).then(function (found) {
      if (found) start(function () { show(lines(new Int32Array(found))); });
    }).catch(function () { /* The map stands without streets. */ });
  }
  function recolour() { if (again) again(); }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
  new MutationObserver(recolour).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
};
